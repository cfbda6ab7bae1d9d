using SioProxy.Protocol;
using SioProxy.Sessions;
using static SioProxy.Tests.Sessions.SocketIoShapes;

namespace SioProxy.Tests.Sessions;

/// <summary>Bytes that were lost before they came to be decoded.</summary>
public sealed class GapFollowerTests
{
    [Fact]
    public void Gap_InOneDirection_LeavesTheOtherReadable()
    {
        var wire = new WireScript();
        long ws = wire.WebSocket(W4);
        wire.Server(ws, Open4)
            .Client(ws, "40")
            .Do((t, at) => t.OnGap(ws, Direction.ClientToServer, at, null, 77, "the queue was full"));
        wire.Client(ws, "42[\"lost\"]").Server(ws, "40{\"sid\":\"N1\"}");
        Assert.Equal(
            ["gap S1 ClientToServer 77 the queue was full", "S1 ws4 < message 40{\"sid\":\"N1\"} = Connect /"],
            wire.Rows()[2..]
        );
    }

    [Fact]
    public void Gap_InBothDirections_LeavesNeitherReadable()
    {
        var wire = new WireScript();
        long ws = wire.WebSocket(W4);
        wire.Server(ws, Open4).Do((t, at) => t.OnGap(ws, null, at, at, 77, "the queue was full"));
        wire.Client(ws, "40").Server(ws, "40{\"sid\":\"N1\"}");
        Assert.Equal(["gap S1  77 the queue was full"], wire.Rows()[1..]);
    }

    [Fact]
    public void Gap_OfAPollingAnswer_KeepsWhatCameBefore()
    {
        var wire = new WireScript();
        wire.Get(V4, Open4);
        long id = wire.Request("GET", V4 + "&sid=S1");
        wire.Response(id, 200)
            .Bytes(id, Direction.ServerToClient, WireScript.Utf8("42[\"a\"]\u001e42[\"b"))
            .Do((t, at) => t.OnGap(id, Direction.ServerToClient, at, null, 9, "the queue was full"))
            .Bytes(id, Direction.ServerToClient, WireScript.Utf8("c\"]"))
            .BodyEnd(id, Direction.ServerToClient)
            .End(id);
        string[] rows = wire.Rows();
        Assert.Contains("S1 poll4 < message 42[\"a\"] = Event / a", rows);
        Assert.Contains("gap S1 ServerToClient 9 the queue was full", rows);
        Assert.DoesNotContain(rows, row => row.Contains("bc", StringComparison.Ordinal));
    }

    [Fact]
    public void TryResume_OfAWebSocket_ReadsOnAtTheNextMessage()
    {
        var wire = new WireScript();
        long ws = wire.WebSocket(W4);
        wire.Server(ws, Open4)
            .Do((t, at) => t.OnGap(ws, Direction.ServerToClient, at, at, 5, "the queue was full"))
            .Server(ws, "42[\"lost\"]")
            .Do((t, _) => Assert.True(t.TryResume(ws, Direction.ServerToClient)))
            .Server(ws, "42[\"found\"]");
        string[] rows = wire.Rows();
        Assert.Contains("S1 ws4 < message 42[\"found\"] = Event / found", rows);
        Assert.DoesNotContain(rows, row => row.Contains("lost\"", StringComparison.Ordinal));
    }

    [Fact]
    public void TryResume_OfWhatIsNoWebSocket_IsRefused()
    {
        var wire = new WireScript();
        long id = wire.Request("GET", V4);
        wire.Do((t, at) => t.OnGap(id, Direction.ServerToClient, at, at, 5, "the queue was full"))
            .Do((t, _) => Assert.False(t.TryResume(id, Direction.ServerToClient)))
            .Do((t, _) => Assert.False(t.TryResume(id + 1, Direction.ServerToClient)));
        wire.End(id).PlayTo(new SessionTracker(new TrackerOptions()));
    }
}
