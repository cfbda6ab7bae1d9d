using System.Text;
using SioProxy.Protocol;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Tests.Sessions;
using SioProxy.Tests.Storage;
using SioProxy.Tests.Viewer.Sessions;
using SioProxy.Tests.Viewer.Terminal;

namespace SioProxy.Tests.Viewer.Details;

/// <summary>The details of a row on the screen: keys in, screen out.</summary>
public sealed class DetailsViewTests : IDisposable
{
    private readonly CaptureDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void AnEvent_IsFoldedUnfoldedAndFilteredBy()
    {
        using TuiHost host = OpenSample("v4-chat", row: 17);
        host.WaitFor("▾ arguments");
        Assert.Contains("[0] {\"room\":\"harbour\",\"text\":\"Good morning!\"}", host.Screen, StringComparison.Ordinal);
        GoTo(host, "[0] {");
        host.Press("l").WaitFor("room: \"harbour\"");
        Assert.Contains("[0] {2}", host.Screen, StringComparison.Ordinal);
        host.Press("j", "=").WaitFor("11 found");
        Assert.Equal("args[0].room=harbour", host.Context.Filters.Typed.Text);
        host.Press("U");
        Assert.True(host.Context.Filters.Combined.IsAll);
    }

    [Fact]
    public void AnAck_LeadsToItsEventAndBack()
    {
        using TuiHost host = OpenSample("v4-chat", row: 17);
        host.WaitFor("answered by 19");
        host.Press("a").WaitFor("answers 17");
        Assert.Equal(19, host.Context.SelectedId);
        host.Press("a").WaitFor("answered by 19");
        Assert.Equal(17, host.Context.SelectedId);
        host.Press("backspace").WaitFor("answers 17");
        Assert.Equal(19, host.Context.SelectedId);
        host.Press("backspace").WaitFor("answered by 19");
        Assert.Equal(17, host.Context.SelectedId);
        host.Press("]").WaitFor(() => host.Context.SelectedId == 18);
        host.Press("[").WaitFor(() => host.Context.SelectedId == 17);
        host.WaitFor("answered by 19").Press("[").WaitFor("That was the first one.");
    }

    [Fact]
    public void AnUnansweredEvent_SaysSoWithTheDiagnosis()
    {
        using TuiHost host = OpenSample("v4-chat", row: 35);
        host.WaitFor("answered by: nothing that was recorded");
        Assert.Contains(
            "possible: 'report' asked for an ack once and never got it",
            host.Screen,
            StringComparison.Ordinal
        );
        host.Press("a").WaitFor("Nothing that was recorded answers this event.");
    }

    [Fact]
    public void TheMenu_OffersFiltersOfTheRowAndTheValue()
    {
        using TuiHost host = OpenSample("v4-chat", row: 17);
        host.WaitFor("arguments");
        host.Press("f").WaitFor("without this session");
        Assert.Contains("only this event", host.Screen, StringComparison.Ordinal);
        host.Type("without this event").Press("enter").WaitFor("found");
        Assert.Equal("-event:message", host.Context.Filters.Typed.Text);
    }

    [Fact]
    public void Copying_SendsOsc52()
    {
        using TuiHost host = OpenSample("v4-chat", row: 17);
        host.WaitFor("arguments");
        GoTo(host, "[0] {");
        host.Press("l").WaitFor("text: ").Press("j", "j", "y").WaitFor("Copied.");
        host.Press("Y").WaitFor("Copied.");
    }

    [Fact]
    public void TheExchange_IsThereWithItsHeaders()
    {
        using TuiHost host = OpenSample("v4-chat", row: 2);
        host.WaitFor("▸ connection ");
        Assert.Contains("▾ auth", host.Screen, StringComparison.Ordinal);
        Assert.Contains("redacted: data.password", host.Screen, StringComparison.Ordinal);
        GoTo(host, "▸ handshake ");
        host.Press("enter").WaitFor("User-Agent: ");
        GoTo(host, "▸ raw text");
        host.Press("space").WaitFor("40/chat,{");
    }

    [Fact]
    public void Attachments_AreShownInHexAndSaved()
    {
        string path = CaptureOf(wire =>
        {
            long ws = wire.WebSocket(Surveyed.WebSocket4);
            wire.Server(ws, Surveyed.Open("S1"))
                .Client(ws, """452-["upload",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]""")
                .Client(ws, Convert.FromHexString("89504E470D0A1A0A00"))
                .Client(ws, new byte[100_000]);
        });
        using TuiHost host = Open(path, row: 2);
        host.WaitFor("attachment 0: PNG image, 9 B");
        GoTo(host, "attachment 0: PNG");
        host.Press("l").WaitFor("|.PNG.....|");
        string target = _directory.File("out");
        host.Press("s").WaitFor("Save the attachment to the directory:");
        host.Press("backspace").Type(target).Press("enter").WaitFor("Wrote ");
        Assert.Equal("89504E470D0A1A0A00", Convert.ToHexString(File.ReadAllBytes(Path.Combine(target, "2-0.png"))));
        host.Press("s")
            .WaitFor("directory:")
            .Press("backspace")
            .Type(target)
            .Press("enter")
            .WaitFor("is there already");
        host.Press("esc");
        GoTo(host, "attachment 1: binary data, 97.7 k");
        host.Press("l").WaitFor("00000000–00000fff").Press("j", "l").WaitFor("00000010 ");
    }

    [Fact]
    public void HostileContent_ReachesTheScreenAsVisibleText()
    {
        string path = CaptureOf(wire =>
        {
            long ws = wire.WebSocket(Surveyed.WebSocket4);
            wire.Server(ws, Surveyed.Open("S1"))
                .Client(
                    ws,
                    "42[\"e\u202evil\",{\"k\u009b31m\":\"\ud83d\ude00 \\u001b]0;x\\u0007\u200b\",\"\\ud800\":\"\\u001b[2J\"}]"
                );
        });
        using TuiHost host = Open(path, row: 2);
        host.WaitFor("arguments");
        GoTo(host, "[0] {");
        host.Press("E").WaitFor("k<9B>31m");
        Assert.Contains("😀", host.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202e', host.Screen);
        Assert.DoesNotContain('\u009b', host.Screen);
        Assert.DoesNotContain('\u200b', host.Screen);
        Assert.DoesNotContain("\u001b]0;", host.LastOutput, StringComparison.Ordinal);
    }

    [Fact]
    public void AMegabyteOfJson_IsUnfoldedOnlyWhereLookedAt()
    {
        string items = string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"{{\"n\":{i}}}"));
        string path = CaptureOf(wire =>
        {
            long ws = wire.WebSocket(Surveyed.WebSocket4);
            wire.Server(ws, Surveyed.Open("S1")).Client(ws, $"42[\"big\",[{items}]]");
        });
        using TuiHost host = Open(path, row: 2);
        host.WaitFor("[0] [{\"n\":0}");
        GoTo(host, "[0] [{");
        host.Press("l").WaitFor("[0] [100,000]");
        host.Press("G").WaitFor("connection");
        GoUp(host, "[99999] {");
        host.Press("l").WaitFor("n: 99999");
    }

    private static void GoTo(TuiHost host, string text)
    {
        host.Press("g");
        for (int i = 0; i < 200 && !Current(host).Contains(text, StringComparison.Ordinal); i++)
        {
            _ = host.Press("j");
        }
        Assert.Contains(text, Current(host), StringComparison.Ordinal);
    }

    private static void GoUp(TuiHost host, string text)
    {
        for (int i = 0; i < 200 && !Current(host).Contains(text, StringComparison.Ordinal); i++)
        {
            _ = host.Press("k");
        }
        Assert.Contains(text, Current(host), StringComparison.Ordinal);
    }

    private static string Current(TuiHost host)
    {
        var view = Details(host);
        if (view.Current is not { } node)
        {
            return "";
        }
        string mark =
            !node.CanExpand ? ""
            : node.IsExpanded ? "▾ "
            : "▸ ";
        return mark + string.Concat(node.Line.Select(span => span.Text));
    }

    private static SioProxy.Viewer.Details.DetailsView Details(TuiHost host) =>
        host.Window.Workspaces[0].SubViews.OfType<SioProxy.Viewer.Details.DetailsView>().Single();

    private TuiHost OpenSample(string name, long row) => Open(_directory.Sample(name), row);

    private static TuiHost Open(string path, long row)
    {
        var host = new TuiHost(path, columns: 120, rows: 60);
        host.WaitFor(() => host.Context.Packets.Count > 0);
        host.Context.Shell.GoTo(row);
        host.Context.Shell.FocusDetails();
        return host.Draw();
    }

    private string CaptureOf(Action<WireScript> script)
    {
        var wire = new WireScript();
        script(wire);
        string path = _directory.File("capture.db");
        Surveyed.Record(path, wire);
        return path;
    }
}
