using System.Buffers;
using SioProxy.Protocol;
using SioProxy.Sessions;

namespace SioProxy.Recording;

/// <summary>
/// What one connection shows to the recorder. Copies and queues: never throws, never blocks, never waits. Each direction
/// may be shown by a thread of its own.
/// </summary>
public sealed class ConnectionTap
{
    private readonly WireQueue _queue;
    private readonly TimeProvider _time;
    private readonly bool _blocks;
    private readonly Lock _lossLock = new();
    private readonly Loss[] _losses = [new(), new()];
    private bool _isReported;
    private long _lateEndAt;
    private ConnectionEnd? _lateEnd;

    internal ConnectionTap(WireQueue queue, TimeProvider time, bool blocks, long number, string client)
    {
        _queue = queue;
        _time = time;
        _blocks = blocks;
        Number = number;
        Client = client;
    }

    /// <summary>The connection's id in the capture.</summary>
    public long Number { get; }

    /// <summary>The client's address.</summary>
    public string Client { get; }

    /// <summary>The node chosen by then; the decoding thread's own.</summary>
    internal string? Node { get; set; }

    /// <summary>Whether the decoder failed on this connection; the decoding thread's own.</summary>
    internal bool IsBroken { get; set; }

    /// <summary>Whether not even its head could be queued: nothing of it is recorded.</summary>
    internal bool IsUnrecorded { get; private set; }

    /// <summary>The node was chosen, or changed.</summary>
    public void OnNode(string node) => AddControl(WireKind.Node, Direction.ClientToServer, node);

    /// <summary>The response's head is there.</summary>
    public void OnResponse(ResponseHead head) => AddControl(WireKind.Response, Direction.ServerToClient, head);

    /// <summary>A body passed whole, or one direction of a WebSocket was finished.</summary>
    public void OnBodyEnd(Direction direction) => AddControl(WireKind.BodyEnd, direction, null);

    /// <summary>The exchange or the WebSocket is over.</summary>
    public void End(ConnectionEnd end)
    {
        long at = _time.NowMicros();
        if (IsUnrecorded || _queue.IsClosed)
        {
            return;
        }
        if (!_queue.TryAddControl(new WireChunk(this, WireKind.End, default, at, null, 0, end)))
        {
            lock (_lossLock)
            {
                _lateEnd = end;
                _lateEndAt = at;
            }
            Report();
        }
    }

    /// <summary>Bytes of a body or of a WebSocket; copied.</summary>
    public void OnBytes(Direction direction, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || IsUnrecorded || _queue.IsClosed)
        {
            return;
        }
        Loss loss = _losses[(int)direction];
        long at = _time.NowMicros();
        if (!loss.IsLost && TryAddBytes(direction, at, bytes))
        {
            return;
        }
        bool isFirst;
        lock (_lossLock)
        {
            isFirst = loss.Add(at, bytes.Length);
        }
        if (isFirst)
        {
            Report();
        }
    }

    /// <summary>Completes at once unless the recording asks the traffic to wait for it.</summary>
    public ValueTask WaitForRoomAsync(CancellationToken cancellationToken) =>
        _blocks ? _queue.WaitForRoomAsync(cancellationToken) : default;

    /// <summary>Queues the request's head.</summary>
    internal void Begin(RequestHead head) => AddControl(WireKind.Request, Direction.ClientToServer, head);

    /// <summary>What was lost since the last call, for the decoding thread.</summary>
    internal LossReport TakeLosses()
    {
        lock (_lossLock)
        {
            _isReported = false;
            var report = new LossReport(
                _losses[0].Take(_lateEnd is not null),
                _losses[1].Take(_lateEnd is not null),
                _lateEnd,
                _lateEndAt
            );
            _lateEnd = null;
            return report;
        }
    }

    private bool TryAddBytes(Direction direction, long at, ReadOnlySpan<byte> bytes)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(buffer);
        var chunk = new WireChunk(this, WireKind.Bytes, direction, at, buffer, bytes.Length, null);
        if (_queue.TryAddBytes(chunk, _blocks))
        {
            return true;
        }
        ArrayPool<byte>.Shared.Return(buffer);
        return false;
    }

    private void AddControl(WireKind kind, Direction direction, object? detail)
    {
        if (IsUnrecorded || _queue.IsClosed)
        {
            return;
        }
        long at = _time.NowMicros();
        if (_queue.TryAddControl(new WireChunk(this, kind, direction, at, null, 0, detail)))
        {
            return;
        }
        IsUnrecorded |= kind == WireKind.Request;
        lock (_lossLock) // without its heads a connection cannot be decoded: both directions are lost
        {
            _losses[0].Add(at, 0);
            _losses[1].Add(at, 0);
        }
        Report();
    }

    private void Report()
    {
        lock (_lossLock)
        {
            if (_isReported)
            {
                return;
            }
            _isReported = true;
        }
        _queue.AddLossy(this);
    }
}
