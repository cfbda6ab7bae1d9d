using SioProxy.Tests.Storage;

namespace SioProxy.Tests.Viewer.Terminal;

/// <summary>Every view and dialog as its users see it, over a recorded chat. The files are in Screens/.</summary>
public sealed class ScreenTests : IDisposable
{
    private const int Message = 17; // an event of the chat with arguments and an ack

    private readonly CaptureDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(80, 24)]
    [InlineData(120, 40)]
    [InlineData(40, 12)]
    public void Packets(int columns, int rows)
    {
        using TuiHost host = Open(columns, rows);
        Check(host, "packets");
    }

    [Theory]
    [InlineData(80, 24)]
    [InlineData(160, 40)]
    public void Details(int columns, int rows)
    {
        using TuiHost host = Open(columns, rows);
        GoTo(host, Message);
        host.Press("enter").WaitFor("▾ arguments");
        Check(host, "details");
    }

    [Fact]
    public void DetailsUnfolded()
    {
        using TuiHost host = Open(100, 40);
        GoTo(host, Message);
        host.Press("enter").WaitFor("▾ arguments");
        host.Press("G");
        for (int section = 0; section < 4; section++) // handshake, connection, raw text, the argument
        {
            host.Press("E", "k");
        }
        Check(host, "details-unfolded");
    }

    [Theory]
    [InlineData(80, 24)]
    [InlineData(120, 40)]
    public void Sessions(int columns, int rows)
    {
        using TuiHost host = Open(columns, rows);
        Check(host.Press("2").WaitFor("something to look at"), "sessions");
    }

    [Theory]
    [InlineData(80, 24)]
    [InlineData(120, 40)]
    public void Sequence(int columns, int rows)
    {
        using TuiHost host = Open(columns, rows);
        Check(host.Press("3").WaitFor("◀"), "sequence");
    }

    [Theory]
    [InlineData(80, 24)]
    [InlineData(120, 40)]
    public void Statistics(int columns, int rows)
    {
        using TuiHost host = Open(columns, rows);
        Check(host.Press("4").WaitFor("acks 6/7"), "statistics");
    }

    [Fact]
    public void Replay()
    {
        using TuiHost host = Open(80, 24);
        Check(host.Press("5"), "replay");
    }

    [Fact]
    public void ReplayDialog()
    {
        using TuiHost host = Open(80, 24);
        Check(host.Press("R").WaitFor("Enter plays"), "replay-dialog");
    }

    [Fact]
    public void FilterBar_WithCompletions()
    {
        using TuiHost host = Open(80, 24);
        Check(host.Press("f").Type("event:").WaitFor("(UT join"), "filter-completion");
    }

    [Fact]
    public void FilterBar_WithAMistake()
    {
        using TuiHost host = Open(80, 24);
        Check(host.Press("f").Type("evnt:message").WaitFor("^"), "filter-mistake");
    }

    [Fact]
    public void FilterBar_Applied()
    {
        using TuiHost host = Open(80, 24);
        host.Press("f").Type("event:message from:client").Press("enter").WaitFor("  4 found").WaitFor("32 19:25");
        Check(host, "filter-applied");
    }

    [Fact]
    public void FilterByThis()
    {
        using TuiHost host = Open(80, 24);
        GoTo(host, Message);
        host.Press("enter").WaitFor("▾ arguments");
        Check(host.Press("f").WaitFor("Filter by this"), "filter-by-this");
    }

    [Fact]
    public void Search()
    {
        using TuiHost host = Open(80, 24);
        host.Press("/").Type("harbour").WaitFor("/ harbour");
        Check(host, "search-prompt");
        host.Press("enter").WaitFor("of 13 ").WaitFor("Found");
        Check(host, "search");
    }

    [Fact]
    public void Marks()
    {
        using TuiHost host = Open(80, 24);
        GoTo(host, 5);
        host.Press("m");
        GoTo(host, Message);
        host.Press("c").Type("the first one").Press("enter").WaitFor("✎ the first one");
        Check(host, "marked");
        Check(host.Press("M").WaitFor("┤Marks├"), "marks");
    }

    [Fact]
    public void GoToPrompt()
    {
        using TuiHost host = Open(80, 24);
        host.Press("#").Type("yesterday").Press("enter");
        Check(host.WaitFor("Expected an id"), "go-to-prompt");
    }

    [Fact]
    public void Palette()
    {
        using TuiHost host = Open(80, 24);
        Check(host.Press(":").WaitFor("Commands"), "palette");
    }

    [Theory]
    [InlineData("1", "packets", "user_joined")]
    [InlineData("2", "sessions", "something to look at")]
    [InlineData("3", "sequence", "◀")]
    [InlineData("4", "statistics", "acks 6/7")]
    [InlineData("5", "replay", "Nothing")]
    public void Keys(string tab, string name, string whenReady)
    {
        using TuiHost host = Open(100, 60);
        Check(host.Press(tab).WaitFor(whenReady).Press("?").WaitFor("Everywhere"), "keys-" + name);
    }

    [Fact]
    public void KeysOfDetails()
    {
        using TuiHost host = Open(100, 60);
        host.Press("enter").WaitFor("raw text");
        Check(host.Press("?").WaitFor("Copy the path"), "keys-details");
    }

    private void Check(TuiHost host, string name) =>
        ScreenFile.Check(host, $"{name}-{host.Size.Columns}x{host.Size.Rows}", _directory.Path + "/");

    private static void GoTo(TuiHost host, long id) =>
        host.Press("#").Type($"{id}").Press("enter").WaitFor(() => host.Context.SelectedId == id);

    private TuiHost Open(int columns, int rows)
    {
        TuiHost host = new(_directory.Sample("v4-chat", "chat.db"), columns, rows);
        return host.WaitFor("19:25:36").WaitFor(() => host.Context.Survey.IsComplete, "the survey");
    }
}
