using SioProxy.Protocol;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Tests.Sessions;
using SioProxy.Tests.Storage;
using SioProxy.Tests.Viewer.Terminal;
using SioProxy.Viewer.Outlining;
using SioProxy.Viewer.Sessions;

namespace SioProxy.Tests.Viewer.Sessions;

/// <summary>The sessions on the screen.</summary>
public sealed class SessionsWorkspaceTests : IDisposable
{
    private readonly CaptureDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void TheTree_LeadsFromASessionToItsPackets()
    {
        using TuiHost host = OpenSample("v4-chat");
        host.Press("2").WaitFor("3 clients, 3 sessions, 2 with something to look at");
        Assert.Contains("[2 Sessions: 2 problems]", host.Lines[0], StringComparison.Ordinal);
        Assert.Contains("! possible: 'report' asked for an ack once", host.Screen, StringComparison.Ordinal);
        Assert.Contains("! unanswered-acks  client called disconnect()", host.Screen, StringComparison.Ordinal);
        host.Press("h", "j", "h", "j", "j", "l").WaitFor("namespace /chat"); // two problems are folded and passed
        Assert.Contains("transport: polling, then websocket after ", host.Screen, StringComparison.Ordinal);
        host.Press("enter").WaitFor("23 found");
        Assert.StartsWith("session:VmpC1osl", host.Context.Filters.Typed.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void AProblemsAdvice_LeadsWhereTheProblemDoes()
    {
        using TuiHost host = OpenSample("v4-chat");
        SessionsView tree = host.Window.Workspaces.OfType<SessionsWorkspace>().Single().Tree;
        host.Press("2")
            .WaitFor("3 sessions")
            .Press("enter")
            .WaitFor(() => host.Context.Packets.Result is { IsComplete: true });
        string filter = host.Context.Filters.Typed.Text;
        host.WaitFor(() => host.Context.SelectedId > 1, "the evidence");
        long evidence = host.Context.SelectedId;
        host.Press("U", "g").WaitFor(() => host.Context.Filters.Combined.IsAll && host.Context.SelectedId == 1);
        host.Press("2", "j");
        Assert.IsType<LineNode>(tree.Current);
        host.Press("enter").WaitFor(() => host.Context.Packets.Result is { IsComplete: true });
        Assert.Equal(filter, host.Context.Filters.Typed.Text);
        host.WaitFor(() => host.Context.SelectedId == evidence, "the evidence again");
    }

    [Fact]
    public void ADiagnosisAdvice_LeadsToTheRowThatShowsIt()
    {
        using TuiHost host = OpenSample("refused");
        SessionsView tree = host.Window.Workspaces.OfType<SessionsWorkspace>().Single().Tree;
        host.Press("2").WaitFor("refused 1 × 127.0.0.1  400 code 5 Unsupported protocol version");
        host.Press("G", "l").WaitFor("The client speaks Engine.IO 3").Press("j");
        long row = tree.Current!.LeadsTo!.Value;
        host.Press("j");
        Assert.IsType<LineNode>(tree.Current);
        host.Press("enter").WaitFor(() => host.Context.SelectedId == row, "the row of the refusal");
    }

    [Fact]
    public void OnlyProblems_HidesTheRest()
    {
        using TuiHost host = OpenSample("v4-chat");
        host.Press("2").WaitFor("3 sessions").Press("p").WaitFor("(only those)");
        Assert.DoesNotContain("X2UR8v0A", host.Screen, StringComparison.Ordinal);
        host.Press("p").WaitFor("X2UR8v0A");
    }

    [Fact]
    public void Refusals_LeadToTheRowThatShowsThem()
    {
        using TuiHost host = OpenSample("refused");
        host.Press("2").WaitFor("refused 1 × 127.0.0.1  400 code 5 Unsupported protocol version");
        host.Press("G", "l").WaitFor("The client speaks Engine.IO 3").Press("j", "enter");
        host.WaitFor(() => host.Context.SelectedId == 9);
    }

    [Fact]
    public void Reconnects_AreChainedAndTheirCauseIsNamed()
    {
        var wire = new WireScript();
        for (int i = 0; i < 3; i++)
        {
            long ws = wire.WebSocket(Surveyed.WebSocket4);
            wire.Server(ws, Surveyed.Open("S" + i, 90_000))
                .Client(ws, "40")
                .Wait(60 * Surveyed.Second)
                .End(ws, new ConnectionEnd(ClosedBy.Server, CloseHow.Fin))
                .Wait(Surveyed.Second);
        }
        string path = _directory.File("minute.db");
        Surveyed.Record(path, wire);
        using var host = new TuiHost(path, columns: 160, rows: 30);
        host.Press("2").WaitFor("3 sessions, 2 reconnects");
        Assert.Contains("! 3 × likely: Cut off without a close frame", host.Screen, StringComparison.Ordinal);
        Assert.Contains("! idle-timeout", host.Screen, StringComparison.Ordinal);
        host.Press("enter").WaitFor(() => host.Context.Packets.Result is { IsComplete: true });
        Assert.Equal("session:S0|S1|S2", host.Context.Filters.Typed.Text);
        host.WaitFor(() => host.Context.Packets.WithId(host.Context.SelectedId) is { Type: "close" }, "the evidence");
    }

    [Fact]
    public void Problems_AreToldOfWhereThePacketsAre()
    {
        using TuiHost host = OpenSample("v4-chat");
        host.WaitFor("! 2 problems");
        host.Press("!").WaitFor("A middleware of the server refused");
        host.Press("j", "j", "j", "j", "j", "enter").WaitFor("35/44"); // the next problem's row, in the midst of all
        host.Press("2", "k", "k", "enter"); // the problem itself
        host.WaitFor(() => host.Context.Packets.Result is { IsComplete: true });
        Assert.Equal("session:VmpC1oslbhsWD5hcAAAA event:report is:unanswered", host.Context.Filters.Typed.Text);
    }

    [Fact]
    public void DetailsOfARow_SayWhatTheWholeCaptureSaysOfItsSession()
    {
        var wire = new WireScript();
        for (int i = 0; i < 3; i++) // what repeats itself is seen over several sessions only
        {
            long ws = wire.WebSocket(Surveyed.WebSocket4);
            wire.Server(ws, Surveyed.Open("S" + i, 90_000))
                .Client(ws, "40")
                .Wait(60 * Surveyed.Second)
                .End(ws, new ConnectionEnd(ClosedBy.Server, CloseHow.Fin))
                .Wait(Surveyed.Second);
        }
        string path = _directory.File("minute.db");
        Surveyed.Record(path, wire);
        using var host = new TuiHost(path, columns: 160, rows: 30);
        host.WaitFor("! 1 problem");
        host.Press("G", "enter").WaitFor("likely: Cut off without a close frame");
    }

    [Fact]
    public void AGrowingCapture_ShowsNewSessions()
    {
        var first = new WireScript();
        first.Get(Surveyed.Polling4, Surveyed.Open("S1"));
        string path = _directory.File("live.db");
        List<CaptureEntry> entries = first.Play();
        using CaptureWriter writer = CaptureFile.Create(path);
        var ids = new SioProxy.Recording.EntryIds(1);
        ids.Assign(entries);
        writer.Append(entries);
        using var host = new TuiHost(path, columns: 120, rows: 30);
        host.Press("2").WaitFor("1 client, 1 session");
        var second = new WireScript();
        second.Get(Surveyed.Polling4, Surveyed.Open("S2"));
        List<CaptureEntry> more = second.Play(options: new TrackerOptions { FirstSessionKey = 2 });
        more.RemoveAll(entry => entry is ConnectionEntry); // its number is taken
        ids.Assign(more);
        writer.Append(more);
        host.WaitFor(
            () => host.Advance(TimeSpan.FromSeconds(1)).Screen.Contains("2 sessions", StringComparison.Ordinal),
            "the second session"
        );
    }

    private TuiHost OpenSample(string name) => new(_directory.Sample(name), columns: 160, rows: 40);
}
