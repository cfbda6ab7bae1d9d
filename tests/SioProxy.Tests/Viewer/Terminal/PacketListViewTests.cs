using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Tests.Storage;

namespace SioProxy.Tests.Viewer.Terminal;

public sealed class PacketListViewTests : IDisposable
{
    private readonly CaptureDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Keys_InTheList_MoveTheCursor()
    {
        using TuiHost host = new(Capture(1000));
        host.WaitFor("chat");
        Assert.Equal(1, host.Context.SelectedId);
        host.Press("j", "j");
        Assert.Equal(3, host.Context.SelectedId);
        host.Press("k");
        Assert.Equal(2, host.Context.SelectedId);
        host.Press("G");
        Assert.Equal(1000, host.Context.SelectedId);
        host.WaitFor("[1000]");
        host.Press("g");
        Assert.Equal(1, host.Context.SelectedId);
        host.Press("?").WaitFor("Go to the latest row");
    }

    private string Capture(int rows)
    {
        string path = _folder.File();
        using CaptureWriter writer = CaptureFile.Create(path);
        writer.Append([
            Rows.Connection(),
            Rows.Session(),
            .. Enumerable.Range(1, rows).Select(id => (CaptureEntry)Rows.Event(id, args: $"{id}")),
        ]);
        return path;
    }
}
