using SioProxy.Protocol;
using SioProxy.Sessions;
using static SioProxy.Tests.Sessions.SocketIoShapes;

namespace SioProxy.Tests.Sessions;

/// <summary>Who ended a session, how, and what takes that back.</summary>
public sealed class SessionEndingTests
{
    // The client breaks its poll off and says goodbye; the server knows the session no more and refuses that.
    [Fact]
    public void Session_PacketsThatTheServerRefused_DoNotTakeItsEndBack()
    {
        WireScript wire = new WireScript().Get(V4, Open4);
        long poll = wire.Request("GET", V4 + "&sid=S1");
        wire.End(poll, new ConnectionEnd(ClosedBy.Client, CloseHow.Fin))
            .Post(V4 + "&sid=S1", "1", 400, "{\"code\":1,\"message\":\"Session ID unknown\"}");
        SessionEntry session = LastSession(wire);
        Assert.Equal((ClosedBy.Client, "transport error"), (session.EndedBy, session.EndReason));
    }

    [Fact]
    public void Session_GoodbyeThatTheServerTook_MakesItsGuessedEndCertain()
    {
        WireScript wire = new WireScript().Get(V4, Open4);
        long poll = wire.Request("GET", V4 + "&sid=S1");
        wire.End(poll, new ConnectionEnd(ClosedBy.Client, CloseHow.Fin))
            .Post(V4 + "&sid=S1", "1")
            .Post(V4 + "&sid=S1", "3");
        SessionEntry session = LastSession(wire);
        Assert.Equal((ClosedBy.Client, "transport close"), (session.EndedBy, session.EndReason));
    }

    [Fact]
    public void Session_PacketsThatTheServerTook_TakeItsGuessedEndBack()
    {
        WireScript wire = new WireScript().Get(V4, Open4);
        long poll = wire.Request("GET", V4 + "&sid=S1");
        wire.End(poll, new ConnectionEnd(ClosedBy.Client, CloseHow.Fin)).Post(V4 + "&sid=S1", "3");
        Assert.Null(LastSession(wire).EndedAtMicros);
    }

    // protocol.md, 8 and 11: what does not decode as Socket.IO closes the engine on the server.
    [Theory]
    [InlineData("42[\"a\"", "forced close")]
    [InlineData("42{}", "forced close")]
    [InlineData("b\u0041Q==", "forced close")]
    [InlineData("452-[\"a\"]|42[\"b\"]", "forced close")]
    [InlineData("abc", "parse error")]
    [InlineData("2", "transport error")]
    [InlineData("42[\"a\"|42[\"fine\"]", "transport close")]
    [InlineData("2|42[\"fine\"]", "transport close")]
    public void Session_ClosedByTheServerAfterWhatItCannotTake_HasTheReferencesReason(string packets, string reason)
    {
        var wire = new WireScript();
        long ws = wire.WebSocket(W4);
        wire.Server(ws, Open4).Client(ws, "40").Server(ws, "40{\"sid\":\"N1\"}");
        foreach (string packet in packets.Split('|'))
        {
            wire.Client(ws, packet);
        }
        wire.Close(ws, Direction.ServerToClient).End(ws);
        Assert.Equal((ClosedBy.Server, reason), (LastSession(wire).EndedBy, LastSession(wire).EndReason));
    }

    // socket.io 4 refusing Engine.IO 3 finishes its side; the client's 1002 only answers what it could not read.
    [Fact]
    public void Close_FrameBehindTheOtherSidesFin_IsNotWhoClosed()
    {
        var wire = new WireScript();
        long ws = wire.WebSocket(W3);
        wire.Bytes(ws, Direction.ServerToClient, WireScript.Utf8("HTTP/1.1 400 Bad Request\r\n\r\n"))
            .BodyEnd(ws, Direction.ServerToClient)
            .Close(ws, Direction.ClientToServer, 1002)
            .BodyEnd(ws, Direction.ClientToServer)
            .End(ws, new ConnectionEnd(ClosedBy.Server, CloseHow.Fin));
        Assert.Equal("close - Server Fin", wire.Rows()[^1]);
    }

    [Fact]
    public void Silence_LongerThanTheHeartbeatAllows_EndsTheSession()
    {
        WireScript wire = new WireScript().Get(V4, Open4).Wait(60_000_000).Do((t, at) => t.OnTick(at));
        SessionEntry session = LastSession(wire);
        Assert.Equal((1_003_000 + 45_000_000, "ping timeout"), (session.EndedAtMicros, session.EndReason));
    }
}
