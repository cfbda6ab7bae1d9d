using SioProxy.Protocol;
using SioProxy.Sessions;
using SioProxy.Tests.Sessions;
using SioProxy.Viewer.Sessions;
using static SioProxy.Tests.Viewer.Sessions.Surveyed;

namespace SioProxy.Tests.Viewer.Sessions;

public sealed class UpgradeDiagnoserTests
{
    private const string Of = "&sid=S1";

    [Fact]
    public void ProbeWithoutAnswer_WhilePollingGoesOn_Hangs()
    {
        WireScript wire = Begun(out long ws).Client(ws, "2probe");
        wire.Wait(8 * Second).Get(Polling4 + Of, """42["a"]""");
        Diagnosis found = AssertOnly(
            Assert.Single(Overview(wire).Sessions),
            DiagnosisCode.UpgradeHangs,
            Confidence.Likely,
            "the client's probe had no answer for 8.0 s"
        );
        Assert.Equal("S1 ws4 > ping 2probe", RowOf(found, wire));
    }

    [Fact]
    public void AnsweredProbeWithoutUpgrade_WhilePollingGoesOn_Hangs()
    {
        WireScript wire = Begun(out long ws).Client(ws, "2probe").Server(ws, "3probe");
        wire.Wait(12 * Second).Get(Polling4 + Of, """42["a"]""");
        Diagnosis found = AssertOnly(
            Assert.Single(Overview(wire).Sessions),
            DiagnosisCode.UpgradeHangs,
            Confidence.Likely,
            "no upgrade followed for 12.0 s"
        );
        Assert.Equal("S1 ws4 < pong 3probe", RowOf(found, wire));
    }

    [Fact]
    public void WebSocketThatIsNeverAnswered_Hangs()
    {
        WireScript wire = Polled();
        long ws = wire.Request("GET", WebSocket4 + Of, [], isWebSocket: true);
        wire.Wait(20 * Second).End(ws, new ConnectionEnd(ClosedBy.Client, CloseHow.Fin)).Get(Polling4 + Of, "6");
        AssertOnly(
            Assert.Single(Overview(wire).Sessions),
            DiagnosisCode.UpgradeHangs,
            Confidence.Likely,
            "asked for and not answered for 20.0 s"
        );
    }

    // D7: the session goes on by polling and nobody sees why.
    [Fact]
    public void UpgradeWithoutItsHeader_IsSaidOfTheSession()
    {
        WireScript wire = Polled()
            .Get(WebSocket4 + Of, """{"code":3,"message":"Bad request"}""", 400, "application/json")
            .Get(Polling4 + Of, "6");
        AssertOnly(
            Assert.Single(Overview(wire).Sessions),
            DiagnosisCode.UpgradeLost,
            Confidence.Likely,
            "without its Upgrade header"
        );
    }

    [Fact]
    public void UpgradeOnAWrongPath_IsCutAfterASecond()
    {
        var wire = new WireScript();
        long ws = wire.Request("GET", "/chat/?EIO=4&transport=websocket", [], isWebSocket: true);
        wire.Wait(Second).End(ws, new ConnectionEnd(ClosedBy.Server, CloseHow.Fin));
        RefusalGroup group = Assert.Single(Overview(wire).Refusals);
        AssertIs(group.Diagnosis!, DiagnosisCode.WrongPath, Confidence.Likely, "at /chat/ was not answered");
    }

    [Theory, InlineData(1), InlineData(30)]
    public void UpgradeThatIsCompletedOrAbandonedWithTheSession_IsFine(int seconds)
    {
        WireScript left = Begun(out long ws).Client(ws, "2probe");
        left.Wait(seconds * Second).End(ws, new ConnectionEnd(ClosedBy.Client, CloseHow.Reset));
        Assert.Empty(Assert.Single(Overview(left).Sessions).Diagnoses);
        WireScript done = Begun(out ws).Client(ws, "2probe").Server(ws, "3probe").Client(ws, "5");
        done.Wait(seconds * Second).Server(ws, """42["a"]""");
        Assert.Empty(Assert.Single(Overview(done).Sessions).Diagnoses);
    }

    private static WireScript Polled() =>
        new WireScript()
            .Get(Polling4, Open("S1", upgrades: """["websocket"]"""))
            .Post(Polling4 + Of, "40")
            .Get(Polling4 + Of, """40{"sid":"a"}""");

    private static WireScript Begun(out long ws)
    {
        WireScript wire = Polled();
        ws = wire.WebSocket(WebSocket4 + Of);
        return wire;
    }
}
