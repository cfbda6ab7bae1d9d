using SioProxy.Protocol;
using SioProxy.Tests.Sessions;
using SioProxy.Viewer.Sessions;
using static SioProxy.Tests.Viewer.Sessions.Surveyed;

namespace SioProxy.Tests.Viewer.Sessions;

public sealed class PeerDiagnoserTests
{
    // msgpack: {"type":0,"data":undefined,"nsp":"/"} as socket.io-msgpack-parser 3 writes it.
    private static readonly byte[] Connect = Convert.FromHexString("83a47479706500a464617461d40000a36e7370a12f");

    // {"type":0,"data":{"sid":"a"},"nsp":"/"}
    private static readonly byte[] Connected = Convert.FromHexString(
        "83a47479706500a46461746181a3736964a161a36e7370a12f"
    );

    [Fact]
    public void MessagePackToAServerThatClosesAtOnce_IsAnotherParser()
    {
        var wire = new WireScript();
        long ws = wire.WebSocket(WebSocket4);
        wire.Server(ws, Open("S1")).Client(ws, Connect).Close(ws, Direction.ServerToClient).End(ws);
        AssertOnly(
            Assert.Single(Overview(wire).Sessions),
            DiagnosisCode.ParserMismatch,
            Confidence.Likely,
            "The client writes msgpack, and the server closed the session at its first packet"
        );
    }

    [Fact]
    public void TextToAServerThatSpeaksMessagePackToOthers_IsAnotherParser()
    {
        var wire = new WireScript();
        long good = wire.WebSocket(WebSocket4);
        wire.Server(good, Open("S1")).Client(good, Connect).Server(good, Connected);
        long bad = wire.WebSocket(WebSocket4);
        wire.Server(bad, Open("S2")).Client(bad, "40").Close(bad, Direction.ServerToClient).End(bad);
        List<SessionReport> sessions = [.. Overview(wire).Sessions];
        Assert.Empty(sessions[0].Diagnoses);
        AssertOnly(
            sessions[1],
            DiagnosisCode.ParserMismatch,
            Confidence.Likely,
            "The client writes the default parser's text"
        );
    }

    [Fact]
    public void TextToAServerThatClosesAtOnce_MayHaveAnyCause()
    {
        var wire = new WireScript();
        long ws = wire.WebSocket(WebSocket4);
        wire.Server(ws, Open("S1")).Client(ws, "40").Close(ws, Direction.ServerToClient).End(ws);
        Assert.Empty(Assert.Single(Overview(wire).Sessions).Diagnoses);
    }

    [Fact]
    public void EventBeforeConnect_ThatTheServerEndsTheSessionFor_IsToBlame()
    {
        var wire = new WireScript();
        long ws = wire.WebSocket(WebSocket4);
        wire.Server(ws, Open("S1")).Client(ws, """42["hi"]""").Close(ws, Direction.ServerToClient).End(ws);
        Diagnosis found = AssertOnly(
            Assert.Single(Overview(wire).Sessions),
            DiagnosisCode.EventBeforeConnect,
            Confidence.Certain,
            "sent 'hi' before the server had let it into /, and the server ended the session"
        );
        Assert.Contains("""42["hi"]""", RowOf(found, wire), StringComparison.Ordinal);
    }

    [Fact]
    public void EventBeforeConnect_ThatIsIgnored_IsSaid()
    {
        var wire = new WireScript();
        long ws = wire.WebSocket(WebSocket4);
        wire.Server(ws, Open("S1")).Client(ws, "40").Client(ws, """42["hi"]""").Server(ws, """40{"sid":"a"}""");
        AssertOnly(
            Assert.Single(Overview(wire).Sessions),
            DiagnosisCode.EventBeforeConnect,
            Confidence.Likely,
            "before the server had let it into /."
        );
    }

    [Fact]
    public void EventInACaptureThatBeganLater_IsFine()
    {
        var wire = new WireScript();
        long ws = wire.WebSocket(WebSocket4 + "&sid=S1");
        wire.Client(ws, "2probe")
            .Server(ws, "3probe")
            .Client(ws, "5")
            .Client(ws, """42["hi"]""")
            .Server(ws, """42["ho"]""");
        Assert.All(Overview(wire).Sessions, session => Assert.Empty(session.Diagnoses));
    }
}
