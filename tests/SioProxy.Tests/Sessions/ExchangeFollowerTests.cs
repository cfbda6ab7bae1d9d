using SioProxy.Protocol;
using SioProxy.Sessions;
using static SioProxy.Tests.Sessions.SocketIoShapes;

namespace SioProxy.Tests.Sessions;

/// <summary>HTTP exchanges: what is no session, what was refused, cut or cannot be read.</summary>
public sealed class ExchangeFollowerTests
{
    [Fact]
    public void Http_Unrelated_LeavesNothing() =>
        Assert.Empty(
            new WireScript()
                .Get("/index.html?sid=3", "<html>", type: "text/html")
                .Get("/socket.io/socket.io.js", "io()")
                .Get("/search?transport=polling", "nothing here", 404)
                .Play()
        );

    [Fact]
    public void Http_FirstRequestOfAnUnknownTransport_IsAnHttpRow() =>
        Assert.Equal(
            ["http - GET /live/?EIO=4&transport=tube 400 {\"code\":0,\"message\":\"Transport unknown\"}"],
            new WireScript()
                .Get("/live/?EIO=4&transport=tube", "{\"code\":0,\"message\":\"Transport unknown\"}", 400)
                .Rows()
        );

    [Fact]
    public void Http_Refusals_AreHttpRows()
    {
        WireScript wire = new WireScript()
            .Get(V4, Open4, node: "http://a")
            .Post(
                V4 + "&sid=S1",
                "42[\"x\"]",
                400,
                "{\"code\":1,\"message\":\"Session ID unknown\"}",
                node: "http://b"
            );
        long upgrade = wire.Request("GET", W4 + "&sid=S1", isWebSocket: true);
        wire.Answer(upgrade, WireScript.Utf8("Bad request"), 400, "text/html");
        Assert.Equal(
            [
                $"S1 poll4 < open {Open4}",
                "S1 poll4 > message 42[\"x\"] = Event / x",
                "http S1 POST /socket.io/?EIO=4&transport=polling&sid=S1 400 {\"code\":1,\"message\":\"Session ID unknown\"}",
                "http S1 GET /socket.io/?EIO=4&transport=websocket&sid=S1 400 Bad request",
            ],
            wire.Rows()
        );
    }

    // A path that was not heard of before: the answer itself shows whose it is (protocol.md, 3.1).
    [Fact]
    public void Http_RefusalOnAnUnknownPath_IsRecognisedByItsBody()
    {
        const string Target = "/app/?transport=polling";
        WireScript wire = new WireScript()
            .Get(Target, "{\"code\":5,\"message\":\"Unsupported protocol version\"}", 400)
            .Get(Target, "{\"code\":4,\"message\":\"not you\"}", 403)
            .Get(Target, "{\"code\":41,\"message\":\"an application's own\"}", 400)
            .Get(Target, "not found", 404);
        long upgrade = wire.Request("GET", "/ws/?EIO=4&transport=foo", isWebSocket: true);
        wire.Answer(upgrade, WireScript.Utf8("Transport unknown"), 400, "text/html");
        Assert.Equal(
            [
                $"http - GET {Target} 400 {{\"code\":5,\"message\":\"Unsupported protocol version\"}}",
                $"http - GET {Target} 403 {{\"code\":4,\"message\":\"not you\"}}",
                "http - GET /ws/?EIO=4&transport=foo 400 Transport unknown",
            ],
            wire.Rows()
        );
    }

    [Fact]
    public void Http_AnswerOfTheProxyThatPassedWhole_IsNotCut()
    {
        var wire = new WireScript();
        long get = wire.Request("GET", V4);
        wire.Response(get, 502)
            .Bytes(get, Direction.ServerToClient, WireScript.Utf8("no answer"))
            .BodyEnd(get, Direction.ServerToClient)
            .End(get, new ConnectionEnd(ClosedBy.Proxy, CloseHow.Fin, "refused"));
        Assert.Equal([$"http - GET {V4} 502 no answer", "close - Proxy Fin refused"], wire.Rows());
    }

    [Fact]
    public void Http_CutPoll_IsAnHttpRowAndAClose()
    {
        WireScript wire = new WireScript().Get(V4, Open4);
        long poll = wire.Request("GET", V4 + "&sid=S1");
        wire.End(poll, new ConnectionEnd(ClosedBy.Client, CloseHow.Reset, "the client went away"));
        Assert.Equal(
            [
                $"S1 poll4 < open {Open4}",
                "http S1 GET /socket.io/?EIO=4&transport=polling&sid=S1 none ",
                "close S1 Client Reset the client went away",
            ],
            wire.Rows()
        );
        Assert.Equal("transport error", LastSession(wire).EndReason);
    }

    [Fact]
    public void Polling_EmptyPost_IsAFault()
    {
        WireScript wire = new WireScript().Get(V4, Open4).Post(V4 + "&sid=S1", "");
        Assert.Equal([$"S1 poll4 < open {Open4}", "S1 poll4 > ?  !payload"], wire.Rows());
    }

    [Fact]
    public void Polling_BadPacketBetweenGoodOnes_IsOneFault()
    {
        WireScript wire = new WireScript()
            .Get(V4, Open4)
            .Get(V4 + "&sid=S1", "40{\"sid\":\"N\"}\u001exyz\u001e42[\"a\"]\u001e42[\"b\"");
        Assert.Equal(
            [
                "S1 poll4 < message 40{\"sid\":\"N\"} = Connect /",
                "S1 poll4 < ? xyz !engine-packet",
                "S1 poll4 < message 42[\"a\"] = Event / a",
                "S1 poll4 < message 42[\"b\" = Event / b !socket-payload",
            ],
            wire.Rows()[1..]
        );
    }
}
