using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace SioProxy.Benchmarks.Load;

/// <summary>The echo server's polling sessions: what was posted is what the next poll gets.</summary>
internal sealed class PollingSessions
{
    private readonly ConcurrentDictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private long _last;

    public static byte[] OpenPacket(string sid, string upgrades) =>
        Encoding.ASCII.GetBytes(
            $$"""0{"sid":"{{sid}}","upgrades":[{{upgrades}}],"pingInterval":300000,"pingTimeout":200000,"maxPayload":100000000}"""
        );

    public string NewSid() =>
        "bench-"
        + Environment.ProcessId.ToString(CultureInfo.InvariantCulture)
        + "-"
        + Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture);

    public string Open()
    {
        string sid = NewSid();
        _sessions[sid] = new Session();
        return sid;
    }

    public void Post(string sid, byte[] body) => _sessions.GetOrAdd(sid, _ => new Session()).Add(body);

    public Task<byte[]> PollAsync(string sid, CancellationToken cancellationToken) =>
        _sessions.GetOrAdd(sid, _ => new Session()).TakeAsync(cancellationToken);

    private sealed class Session
    {
        private readonly Lock _lock = new();
        private readonly List<byte[]> _waiting = [];
        private TaskCompletionSource<byte[]>? _poll;

        public void Add(byte[] body)
        {
            byte[] answer = body.AsSpan().SequenceEqual("40"u8) ? "40{\"sid\":\"echo\"}"u8.ToArray() : body;
            TaskCompletionSource<byte[]>? poll;
            lock (_lock)
            {
                poll = _poll;
                _poll = null;
                if (poll is null)
                {
                    _waiting.Add(answer);
                }
            }
            poll?.SetResult(answer);
        }

        public Task<byte[]> TakeAsync(CancellationToken cancellationToken)
        {
            lock (_lock)
            {
                if (_waiting.Count > 0)
                {
                    byte[] all = Join(_waiting);
                    _waiting.Clear();
                    return Task.FromResult(all);
                }
                _poll = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
                return _poll.Task.WaitAsync(cancellationToken);
            }
        }

        private static byte[] Join(List<byte[]> packets)
        {
            using var joined = new MemoryStream();
            foreach (byte[] packet in packets)
            {
                if (joined.Length > 0)
                {
                    joined.WriteByte(0x1e);
                }
                joined.Write(packet);
            }
            return joined.ToArray();
        }
    }
}
