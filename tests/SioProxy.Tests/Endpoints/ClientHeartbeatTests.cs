using Microsoft.Extensions.Time.Testing;
using SioProxy.Endpoints.EngineIo;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Tests.Endpoints;

// protocol.md 4: Engine.IO 3 clients ping, Engine.IO 4 clients are pinged.
public sealed class ClientHeartbeatTests
{
    private static readonly EngineIoHandshake Handshake = new("sid", [], 1000, 500, MaxPayload: null);
    private readonly FakeTimeProvider _time = new();
    private int _pings;
    private int _deaths;

    [Fact]
    public void Version3_PingsAnIntervalAfterEachPong()
    {
        using ClientHeartbeat heartbeat = Start(EngineIoVersion.V3);
        _time.Advance(TimeSpan.FromMilliseconds(1000));
        Assert.Equal((1, 0), (_pings, _deaths));
        heartbeat.OnPacket(EngineIoPacketType.Pong);
        _time.Advance(TimeSpan.FromMilliseconds(1000));
        Assert.Equal((2, 0), (_pings, _deaths));
    }

    [Fact]
    public void Version3_WithoutAPong_GivesUpAfterTheTimeout()
    {
        using ClientHeartbeat heartbeat = Start(EngineIoVersion.V3);
        _time.Advance(TimeSpan.FromMilliseconds(1000));
        _time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.Equal((1, 0), (_pings, _deaths));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal((1, 1), (_pings, _deaths));
    }

    [Fact]
    public void Version4_NeverPings_AndGivesUpWhenNotPinged()
    {
        using ClientHeartbeat heartbeat = Start(EngineIoVersion.V4);
        _time.Advance(TimeSpan.FromMilliseconds(1499));
        heartbeat.OnPacket(EngineIoPacketType.Ping);
        _time.Advance(TimeSpan.FromMilliseconds(1499));
        Assert.Equal((0, 0), (_pings, _deaths));
        heartbeat.OnPacket(EngineIoPacketType.Message); // says nothing about the heartbeat
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal((0, 1), (_pings, _deaths));
    }

    private ClientHeartbeat Start(EngineIoVersion version)
    {
        var heartbeat = new ClientHeartbeat(
            new EngineIoClientOptions { Version = version, TimeProvider = _time },
            ping: () => _pings++,
            dead: () => _deaths++
        );
        heartbeat.Start(Handshake);
        return heartbeat;
    }
}
