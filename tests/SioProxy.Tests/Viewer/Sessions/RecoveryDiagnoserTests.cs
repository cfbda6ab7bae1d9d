using SioProxy.Protocol;
using SioProxy.Sessions;
using SioProxy.Tests.Sessions;
using SioProxy.Viewer.Sessions;
using static SioProxy.Tests.Viewer.Sessions.Surveyed;

namespace SioProxy.Tests.Viewer.Sessions;

/// <summary>Connection state recovery as Socket.IO 4.8 speaks it.</summary>
public sealed class RecoveryDiagnoserTests
{
    [Fact]
    public void Recovered_IsFine()
    {
        WireScript wire = First(new WireScript(), "cut");
        long ws = Again(wire, """40{"pid":"P1","offset":"o1"}""");
        wire.Server(ws, """40{"sid":"a","pid":"P1"}""");
        Assert.All(Overview(wire).Sessions, session => Assert.Empty(session.Diagnoses));
    }

    [Theory]
    [InlineData(1, "cut", "what was sent meanwhile is lost.")]
    [InlineData(150, "cut", "(it came back after 2.5 min; servers wait 2 min by default)")]
    [InlineData(1, "left", "(the earlier one was left by disconnect(), which is final)")]
    [InlineData(1, "node", "(the earlier one was on http://a:1, this one is on http://b:1)")]
    public void RecoveryThatFails_IsSaidWithItsCause(int seconds, string end, string cause)
    {
        WireScript wire = First(new WireScript(), end, end is "node" ? "http://a:1" : null).Wait(seconds * Second);
        long ws = Again(wire, """40{"pid":"P1","offset":"o1"}""", end is "node" ? "http://b:1" : null);
        wire.Server(ws, """40{"sid":"b","pid":"P2"}""");
        List<SessionReport> sessions = [.. Overview(wire).Sessions];
        Diagnosis found = AssertOnly(sessions[1], DiagnosisCode.RecoveryFailed, Confidence.Certain, cause);
        Assert.Contains("= Connect /", RowOf(found, wire), StringComparison.Ordinal);
    }

    [Fact]
    public void RecoveryWithoutOffset_CanNotSucceed()
    {
        WireScript wire = First(new WireScript(), "cut");
        long ws = Again(wire, """40{"pid":"P1"}""");
        wire.Server(ws, """40{"sid":"b","pid":"P2"}""");
        AssertOnly(
            Overview(wire).Sessions.Last(),
            DiagnosisCode.RecoveryWithoutOffset,
            Confidence.Certain,
            "without saying which event it had last"
        );
    }

    // The private id shows that the client was back while its earlier session was still kept.
    [Fact]
    public void SessionThatItsClientHasLeft_IsHalfOpen()
    {
        WireScript wire = First(new WireScript(), "open", out long old).Wait(3 * Second);
        long ws = Again(wire, """40{"pid":"P1","offset":"o1"}""");
        wire.Server(ws, """40{"sid":"b","pid":"P2"}""").Wait(30 * Second);
        wire.Close(old, Direction.ServerToClient).End(old);
        List<SessionReport> sessions = [.. Overview(wire).Sessions];
        Diagnosis found = sessions[0].Diagnoses[0];
        AssertIs(
            found,
            DiagnosisCode.HalfOpen,
            Confidence.Certain,
            "back with another session 30.0 s before this one ended"
        );
        AssertOnly(sessions[1], DiagnosisCode.RecoveryFailed, Confidence.Certain, "had not noticed yet");
    }

    private static WireScript First(WireScript wire, string end, string? node = null) => First(wire, end, out _, node);

    private static WireScript First(WireScript wire, string end, out long connection, string? node = null)
    {
        connection = wire.WebSocket(WebSocket4, node: node);
        wire.Server(connection, Open("S1"))
            .Client(connection, "40")
            .Server(connection, """40{"sid":"a","pid":"P1"}""")
            .Server(connection, """42["hello","o1"]""")
            .Wait(Second);
        return end switch
        {
            "open" => wire,
            "left" => wire.Client(connection, "41").Close(connection, Direction.ClientToServer).End(connection),
            _ => wire.End(connection, new ConnectionEnd(ClosedBy.Client, CloseHow.Reset)),
        };
    }

    private static long Again(WireScript wire, string connect, string? node = null)
    {
        long ws = wire.WebSocket(WebSocket4, node: node);
        wire.Server(ws, Open("S2")).Client(ws, connect);
        return ws;
    }
}
