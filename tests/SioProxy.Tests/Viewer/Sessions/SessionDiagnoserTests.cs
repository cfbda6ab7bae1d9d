using SioProxy.Protocol;
using SioProxy.Sessions;
using SioProxy.Tests.Sessions;
using SioProxy.Viewer.Sessions;
using static SioProxy.Tests.Viewer.Sessions.Surveyed;

namespace SioProxy.Tests.Viewer.Sessions;

/// <summary>Diagnoses on what real peers do on the wire (diagnoses are named after what the reference servers answer).</summary>
public sealed class SessionDiagnoserTests
{
    private const string Unknown = """{"code":1,"message":"Session ID unknown"}""";

    [Fact]
    public void HealthySession_HasNone()
    {
        var wire = new WireScript();
        long ws = wire.WebSocket(WebSocket4);
        wire.Server(ws, Open("S1"))
            .Client(ws, "40")
            .Server(ws, """40{"sid":"a"}""")
            .Client(ws, """421["save"]""")
            .Server(ws, "431[]")
            .Server(ws, "2")
            .Client(ws, "3")
            .Close(ws, Direction.ClientToServer, 1001)
            .End(ws);
        SessionReport session = Assert.Single(Overview(wire).Sessions);
        Assert.Empty(session.Diagnoses);
        Assert.Equal("client closed the tab or left the page (1001)", session.End);
        Assert.Equal(0, session.Unanswered);
        Assert.Equal(1, session.Heartbeat?.Count);
    }

    // D1: the same sid is refused while others of its requests are served.
    [Fact]
    public void RequestsRefusedAndServed_AreNotSticky()
    {
        WireScript wire = new WireScript()
            .Get(Polling4, Open("S1"))
            .Post(Polling4 + "&sid=S1", "40", 400, Unknown)
            .Get(Polling4 + "&sid=S1", "2");
        AssertFinds(wire, DiagnosisCode.NotSticky, Confidence.Likely, "1 requests were refused");
    }

    [Fact]
    public void RequestRefusedByAnotherNode_IsNotSticky()
    {
        WireScript wire = new WireScript()
            .Get(Polling4, Open("S1"), node: "http://a:1")
            .Post(Polling4 + "&sid=S1", "40", 400, Unknown, node: "http://b:1");
        AssertFinds(
            wire,
            DiagnosisCode.NotSticky,
            Confidence.Certain,
            "opened on http://a:1, but a request of it went to http://b:1"
        );
    }

    // D2 (a): the server had closed it.
    [Fact]
    public void RequestAfterTheEnd_IsLate()
    {
        WireScript wire = new WireScript()
            .Get(Polling4, Open("S1"))
            .Post(Polling4 + "&sid=S1", "1")
            .Wait(Second)
            .Get(Polling4 + "&sid=S1", Unknown, 400, "application/json");
        AssertFinds(wire, DiagnosisCode.LateRequest, Confidence.Certain, "after the session had ended");
    }

    // D2 (b), or D1 with a balancer that never goes back: not to be told apart by one session.
    [Fact]
    public void SessionForgottenForGood_IsSaidWithCare()
    {
        WireScript wire = new WireScript()
            .Get(Polling4, Open("S1"))
            .Get(Polling4 + "&sid=S1", Unknown, 400, "application/json");
        AssertFinds(wire, DiagnosisCode.ForgottenSession, Confidence.Possible, "does not know it");
    }

    // D6: socket.io 2 ignores EIO=4.
    [Fact]
    public void OldServer_IsRecognisedByItsFraming() =>
        AssertFinds(
            new WireScript().Get(Polling4, $"{Open("S1").Length}:{Open("S1")}2:40"),
            DiagnosisCode.OldServer,
            Confidence.Certain,
            "answered with Engine.IO 3"
        );

    // D13, D14
    [Theory]
    [InlineData("""44/admin,{"message":"Invalid namespace"}""", "unknown-namespace", "no namespace /admin")]
    [InlineData(
        """44/admin,{"message":"jwt expired","data":{"code":1}}""",
        "connect-refused",
        "refused /admin: 'jwt expired'"
    )]
    public void RefusedNamespaces_SayWhy(string answer, string code, string finding)
    {
        var wire = new WireScript();
        long ws = wire.WebSocket(WebSocket4);
        wire.Server(ws, Open("S1")).Client(ws, "40/admin,").Server(ws, answer);
        AssertFinds(wire, code, Confidence.Certain, finding);
    }

    // D15, Engine.IO 4: the server's ping stays unanswered for pingTimeout, then the server closes.
    [Fact]
    public void UnansweredPing_IsATimeoutOfTheClient()
    {
        var wire = new WireScript();
        long ws = wire.WebSocket(WebSocket4);
        wire.Server(ws, Open("S1"))
            .Client(ws, "40")
            .Server(ws, """40{"sid":"a"}""")
            .Wait(25 * Second)
            .Server(ws, "2")
            .Wait(20 * Second)
            .Close(ws, Direction.ServerToClient)
            .End(ws);
        SessionReport session = AssertFinds(
            wire,
            DiagnosisCode.PingTimeout,
            Confidence.Certain,
            "The client did not answer a ping within 20.0 s; its last packet came 45.0 s before the end"
        );
        Assert.Equal("server: ping timeout, the other side fell silent", session.End);
        Assert.Equal("ping", RowOf(session, wire));
    }

    [Fact]
    public void NoPing_IsATimeoutOfTheServer()
    {
        var wire = new WireScript();
        long ws = wire.WebSocket(WebSocket4);
        wire.Server(ws, Open("S1"))
            .Client(ws, "40")
            .Server(ws, """40{"sid":"a"}""")
            .Wait(45 * Second)
            .Close(ws, Direction.ClientToServer)
            .End(ws);
        AssertFinds(wire, DiagnosisCode.PingTimeout, Confidence.Likely, "The server sent nothing for 45.0 s");
    }

    // D16: something in between cuts what is silent for 60 s. It reconnects every minute.
    [Fact]
    public void CutAfterTheSameSilence_IsATimeoutInBetween()
    {
        WireScript wire = Cut(silences: [60, 60, 60], pingInterval: 90_000);
        SessionOverview overview = Overview(wire);
        ClientReport client = Assert.Single(overview.Clients);
        Assert.Equal(2, client.Reconnects);
        Assert.All(
            client.Sessions,
            session =>
            {
                Diagnosis found = Assert.Single(session.Diagnoses);
                Assert.Equal((DiagnosisCode.IdleTimeout, Confidence.Likely), (found.Code, found.Confidence));
                Assert.Contains(
                    "after 60.0 s of silence, as 3 of 3 such sessions were",
                    found.Finding,
                    StringComparison.Ordinal
                );
                Assert.Contains("set pingInterval (now 90.0 s) below it", found.Advice, StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public void CutAfterDifferentSilences_IsNot() =>
        Assert.All(Overview(Cut([60, 42, 31], 90_000)).Sessions, session => Assert.Empty(session.Diagnoses));

    [Fact]
    public void CutAtTheSameAge_IsALimitOfSomethingInBetween()
    {
        var wire = new WireScript();
        for (int i = 0; i < 3; i++)
        {
            long ws = wire.WebSocket(WebSocket4);
            wire.Server(ws, Open("S" + i)).Client(ws, "40").Wait((100 + (i * 50)) * Second);
            wire.Client(ws, """42["tick"]""").Wait((200 - (i * 50)) * Second);
            wire.End(ws, new ConnectionEnd(ClosedBy.Server, CloseHow.Reset)).Wait(Second);
        }
        Assert.All(
            Overview(wire).Sessions,
            session => Assert.Equal(DiagnosisCode.FixedLifetime, Assert.Single(session.Diagnoses).Code)
        );
    }

    // D17
    [Fact]
    public void Close1009_IsTooBig()
    {
        var wire = new WireScript();
        long ws = wire.WebSocket(WebSocket4);
        wire.Server(ws, Open("S1"))
            .Client(ws, "40")
            .Client(ws, $"""42["upload","{new string('x', 1_000_100)}"]""")
            .Close(ws, Direction.ServerToClient, 1009)
            .End(ws);
        SessionReport session = AssertFinds(
            wire,
            DiagnosisCode.TooBig,
            Confidence.Certain,
            "closed with 1009, a message was too big (its limit is 976.6 k), the largest from the client had 976.7 k"
        );
        Assert.Equal("server: message too big (1009)", session.End);
    }

    [Fact]
    public void CutRightAfterAPacketOverTheLimit_IsProbablyTooBig()
    {
        var wire = new WireScript();
        long ws = wire.WebSocket(WebSocket4);
        wire.Server(ws, Open("S1"))
            .Client(ws, "40")
            .Client(ws, $"""42["upload","{new string('x', 1_000_100)}"]""")
            .End(ws, new ConnectionEnd(ClosedBy.Server, CloseHow.Fin));
        AssertFinds(wire, DiagnosisCode.TooBig, Confidence.Likely, "ended right after a packet of 976.7 k");
    }

    // D18
    [Fact]
    public void ElevenAttachmentsThenTheEnd_AreTooMany()
    {
        var wire = new WireScript();
        long ws = wire.WebSocket(WebSocket4);
        string places = string.Join(
            ',',
            Enumerable.Range(0, 11).Select(i => $$"""{"_placeholder":true,"num":{{i}}}""")
        );
        wire.Server(ws, Open("S1")).Client(ws, "40").Client(ws, $"4511-[\"x\",{places}]");
        for (byte i = 0; i < 11; i++)
        {
            wire.Client(ws, [i]);
        }
        wire.Close(ws, Direction.ServerToClient).End(ws);
        AssertFinds(wire, DiagnosisCode.TooManyAttachments, Confidence.Likely, "with 11 attachments");
    }

    // D19
    [Fact]
    public void AcksNeverGiven_AreCountedByEvent()
    {
        var wire = new WireScript();
        long ws = wire.WebSocket(WebSocket4);
        wire.Server(ws, Open("S1")).Client(ws, "40").Server(ws, """40{"sid":"a"}""");
        for (int i = 0; i < 4; i++)
        {
            wire.Client(ws, $"42{i * 2}[\"save\",{i}]")
                .Client(ws, $"42{(i * 2) + 1}[\"load\"]")
                .Server(ws, $"43{(i * 2) + 1}[1]");
        }
        SessionReport session = AssertFinds(
            wire,
            DiagnosisCode.Unanswered,
            Confidence.Likely,
            "'save' asked for an ack 4 times and never got it"
        );
        Assert.Equal(4, session.Unanswered);
        Assert.Equal("the recording ended before it did", session.End);
        Assert.Equal((8L, 4L), (session.Namespaces[0].Asked, session.Namespaces[0].Unanswered));
    }

    // D24: engine.io 6 answers the second poll with an empty 400, and the first with a close packet.
    [Fact]
    public void SecondPoll_IsOverlapping()
    {
        var wire = new WireScript();
        wire.Get(Polling4, Open("S1"));
        long first = wire.Request("GET", Polling4 + "&sid=S1");
        long second = wire.Request("GET", Polling4 + "&sid=S1");
        wire.Response(second, 400).BodyEnd(second, Direction.ServerToClient).End(second);
        wire.Answer(first, WireScript.Utf8("1"));
        AssertFinds(wire, DiagnosisCode.OverlappingPolls, Confidence.Likely, "A second poll");
    }

    // D29
    [Fact]
    public void UnreadablePacketThenTheEnd_IsToBlame()
    {
        var wire = new WireScript();
        long ws = wire.WebSocket(WebSocket4);
        wire.Server(ws, Open("S1"))
            .Client(ws, "40")
            .Client(ws, """42["oops",""")
            .Close(ws, Direction.ServerToClient)
            .End(ws);
        AssertFinds(wire, DiagnosisCode.Garbage, Confidence.Certain, "which cannot be read (socket-payload)");
    }

    // D23: connectTimeout is 45 s.
    [Fact]
    public void NoConnectUntilTheServerGivesUp_IsSaid()
    {
        var wire = new WireScript();
        long ws = wire.WebSocket(WebSocket4);
        wire.Server(ws, Open("S1"))
            .Wait(25 * Second)
            .Server(ws, "2")
            .Client(ws, "3")
            .Wait(20 * Second)
            .Close(ws, Direction.ServerToClient)
            .End(ws);
        AssertFinds(wire, DiagnosisCode.NeverJoined, Confidence.Likely, "never joined a namespace");
    }

    private static WireScript Cut(int[] silences, int pingInterval)
    {
        var wire = new WireScript();
        for (int i = 0; i < silences.Length; i++)
        {
            long ws = wire.WebSocket(WebSocket4);
            wire.Server(ws, Open("S" + i, pingInterval))
                .Client(ws, "40")
                .Server(ws, """40{"sid":"a"}""")
                .Wait((silences[i] * Second) - 1000)
                .End(ws, new ConnectionEnd(ClosedBy.Server, CloseHow.Fin))
                .Wait(Second * (i + 1));
        }
        return wire;
    }

    private static SessionReport AssertFinds(WireScript wire, string code, Confidence confidence, string finding)
    {
        SessionReport session = Assert.Single(Overview(wire).Sessions);
        Assert.True(session.Diagnoses.Count == 1, string.Join('\n', session.Diagnoses));
        Diagnosis found = session.Diagnoses[0];
        Assert.Equal((code, confidence), (found.Code, found.Confidence));
        Assert.Contains(finding, found.Finding, StringComparison.Ordinal);
        Assert.NotEmpty(found.Advice);
        return session;
    }

    private static string RowOf(SessionReport session, WireScript wire)
    {
        List<CapturedRow> rows = [.. WireScript.Unpacked(wire.Play())];
        return SioProxy.Storage.RowNames.TypeOf(rows[(int)(session.Diagnoses[0].Row!.Value - 1)]);
    }
}
