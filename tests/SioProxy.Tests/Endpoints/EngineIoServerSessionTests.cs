using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using SioProxy.Endpoints.EngineIo;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Tests.Endpoints;

// protocol.md 4 and 8.
public sealed class EngineIoServerSessionTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Version4_PingsAndEndsWithoutAPong()
    {
        using EngineIoServerSession session = Create(EngineIoVersion.V4);
        _time.Advance(TimeSpan.FromMilliseconds(1000));
        Assert.True(session.Queue.TryDequeue(out EnginePacket packet));
        Assert.Equal(EngineIoPacketType.Ping, packet.Type);
        _time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.False(session.Closed.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(EngineReason.PingTimeout, await session.Closed);
    }

    [Fact]
    public async Task Version4_APong_StartsTheNextInterval()
    {
        using EngineIoServerSession session = Create(EngineIoVersion.V4);
        _time.Advance(TimeSpan.FromMilliseconds(1000));
        await ReceiveAsync(session, EngineIoPacketType.Pong);
        _time.Advance(TimeSpan.FromMilliseconds(1000));
        Assert.True(session.Queue.TryDequeue(out _));
        Assert.True(session.Queue.TryDequeue(out _)); // the second ping
        Assert.False(session.Closed.IsCompleted);
    }

    [Fact]
    public async Task Version3_AnswersPings_AndEndsWithoutThem()
    {
        using EngineIoServerSession session = Create(EngineIoVersion.V3);
        _time.Advance(TimeSpan.FromMilliseconds(1400));
        Assert.True(await ReceiveAsync(session, EngineIoPacketType.Ping));
        Assert.True(session.Queue.TryDequeue(out EnginePacket packet));
        Assert.Equal(EngineIoPacketType.Pong, packet.Type);
        _time.Advance(TimeSpan.FromMilliseconds(1499));
        Assert.False(session.Closed.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(EngineReason.PingTimeout, await session.Closed);
    }

    [Fact]
    public async Task Version4_PingOfTheClient_EndsTheSession()
    {
        using EngineIoServerSession session = Create(EngineIoVersion.V4);
        Assert.False(await ReceiveAsync(session, EngineIoPacketType.Ping));
        Assert.Equal(EngineReason.TransportError, await session.Closed);
    }

    [Fact]
    public async Task CloseOverWebSocket_IsIgnored()
    {
        using EngineIoServerSession session = Create(EngineIoVersion.V4);
        Assert.True(
            await session.ReceiveAsync(new EnginePacket(EngineIoPacketType.Close, default), Transport.WebSocket)
        );
        Assert.False(session.Closed.IsCompleted);
    }

    [Fact]
    public async Task CloseAsync_WithoutAPollThatTakesIt_EndsAfterTheCloseTimeout()
    {
        using EngineIoServerSession session = Create(EngineIoVersion.V4);
        Task closing = session.CloseAsync(EngineReason.ServerShuttingDown, TestContext.Current.CancellationToken);
        Assert.False(
            await session.SendAsync(EnginePacket.Message("late"), null, TestContext.Current.CancellationToken)
        );
        _time.Advance(TimeSpan.FromSeconds(30));
        await closing;
        Assert.Equal(EngineReason.ServerShuttingDown, await session.Closed);
    }

    private static ValueTask<bool> ReceiveAsync(EngineIoServerSession session, EngineIoPacketType type) =>
        session.ReceiveAsync(new EnginePacket(type, default), Transport.Polling);

    private EngineIoServerSession Create(EngineIoVersion version) =>
        new(
            "sid",
            new EngineHandshakeRequest(
                version,
                Transport.Polling,
                "/socket.io/",
                "",
                new QueryCollection(),
                new HeaderDictionary(),
                Client: null
            ),
            new EngineIoServerOptions
            {
                PingInterval = TimeSpan.FromMilliseconds(1000),
                PingTimeout = TimeSpan.FromMilliseconds(500),
                TimeProvider = _time,
            },
            remove: _ => { }
        );
}
