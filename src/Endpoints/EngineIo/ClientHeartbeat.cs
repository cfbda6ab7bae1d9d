using SioProxy.Protocol.EngineIo;

namespace SioProxy.Endpoints.EngineIo;

/// <summary>The client's part of the heartbeat: Engine.IO 3 clients ping, Engine.IO 4 clients wait to be pinged.</summary>
internal sealed class ClientHeartbeat : IDisposable
{
    private readonly EngineIoVersion _version;
    private readonly Action _ping;
    private readonly Action _dead;
    private readonly ITimer _timer;
    private TimeSpan _interval;
    private TimeSpan _timeout;
    private volatile bool _awaitsPong;

    public ClientHeartbeat(EngineIoClientOptions options, Action ping, Action dead)
    {
        _version = options.Version;
        _ping = ping;
        _dead = dead;
        _timer = options.TimeProvider.CreateTimer(
            static state => ((ClientHeartbeat)state!).OnTimer(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    public void Start(EngineIoHandshake handshake)
    {
        _interval = TimeSpan.FromMilliseconds(handshake.PingIntervalMillis);
        _timeout = TimeSpan.FromMilliseconds(handshake.PingTimeoutMillis);
        if (_interval > TimeSpan.Zero)
        {
            Restart(_version == EngineIoVersion.V3 ? _interval : _interval + _timeout);
        }
    }

    public void OnPacket(EngineIoPacketType type)
    {
        if (_interval <= TimeSpan.Zero)
        {
            return; // the server told no times
        }
        if (_version == EngineIoVersion.V4)
        {
            if (type == EngineIoPacketType.Ping)
            {
                Restart(_interval + _timeout);
            }
        }
        else if (type == EngineIoPacketType.Pong)
        {
            _awaitsPong = false;
            Restart(_interval);
        }
        else if (_awaitsPong)
        {
            Restart(_interval + _timeout); // anything shows that the server lives
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Restart(TimeSpan due) => _timer.Change(due, Timeout.InfiniteTimeSpan);

    private void OnTimer()
    {
        if (_version == EngineIoVersion.V4 || _awaitsPong)
        {
            _dead();
            return;
        }
        _awaitsPong = true;
        Restart(_timeout);
        _ping();
    }
}
