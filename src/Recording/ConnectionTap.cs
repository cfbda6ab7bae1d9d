using SioProxy.Protocol;
using SioProxy.Protocol.WebSockets;
using SioProxy.Sessions;

namespace SioProxy.Recording;

/// <summary>
/// What one connection shows to the recorder. Copies and queues: never throws, never blocks, never waits. Each direction
/// may be shown by a thread of its own.
/// </summary>
public sealed class ConnectionTap
{
    // A lock for each connection would cost more memory than those that lose something are worth.
    private static readonly Lock[] LossLocks = [.. Enumerable.Range(0, 16).Select(_ => new Lock())];

    private readonly WireQueue _queue;
    private readonly TimeProvider _time;
    private readonly bool _blocks;
    private Loss? _clientLoss; // most connections lose nothing
    private Loss? _serverLoss;
    private Passage _clientPassage;
    private Passage _serverPassage;
    private bool _isClientResumable;
    private bool _isServerResumable;
    private bool _isWebSocket;
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

    /// <summary>So many bytes of a WebSocket message are kept at most; the rest of a longer frame is only counted.</summary>
    internal int KeptOfMessage { get; init; } = int.MaxValue;

    /// <summary>As <see cref="KeptOfMessage"/>, of an exchange's body.</summary>
    internal int KeptOfBody { get; init; } = int.MaxValue;

    /// <summary>The node chosen by then; the decoding thread's own.</summary>
    internal string? Node { get; set; }

    /// <summary>Whether the decoder failed on this connection; the decoding thread's own.</summary>
    internal bool IsBroken { get; set; }

    /// <summary>Whether not even its head could be queued: nothing of it is recorded.</summary>
    internal bool IsUnrecorded { get; private set; }

    /// <summary>The node was chosen, or changed.</summary>
    public void OnNode(string node) => AddControl(WireKind.Node, Direction.ClientToServer, node);

    /// <summary>The response's head is there.</summary>
    public void OnResponse(ResponseHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        if (_isWebSocket && head.Status is 101 or 200)
        {
            Follow(head);
        }
        AddControl(WireKind.Response, Direction.ServerToClient, head);
    }

    /// <summary>A body passed whole, or one direction of a WebSocket was finished.</summary>
    public void OnBodyEnd(Direction direction)
    {
        TellSkipped(direction);
        AddControl(WireKind.BodyEnd, direction, null);
    }

    /// <summary>The exchange or the WebSocket is over.</summary>
    public void End(ConnectionEnd end)
    {
        long at = _time.NowMicros();
        if (IsUnrecorded || _queue.IsClosed)
        {
            return;
        }
        TellSkipped(Direction.ClientToServer);
        TellSkipped(Direction.ServerToClient);
        if (!_queue.TryAddControl(WireChunk.Control(this, WireKind.End, default, at, end)))
        {
            lock (LossLock)
            {
                _lateEnd = end;
                _lateEndAt = at;
            }
            _queue.AddLossy(new LossyEntry(this, null, 0));
        }
    }

    /// <summary>Bytes of a body or of a WebSocket; copied.</summary>
    public void OnBytes(Direction direction, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || IsUnrecorded || _queue.IsClosed)
        {
            return;
        }
        Loss? loss = LossOf(direction);
        ref Passage passage = ref PassageOf(direction);
        if (
            loss is not { IsLost: true }
            && passage.IsBeyond(passage.Frames is null ? KeptOfBody : KeptOfMessage, bytes.Length)
        )
        {
            passage.Advance(bytes);
            passage.Skipped += bytes.Length;
            return;
        }
        TellSkipped(direction);
        loss = LossOf(direction); // what was skipped may have found no room
        long at = _time.NowMicros();
        int message = passage.Advance(bytes);
        if (
            loss is { IsLost: true }
                ? message >= 0 && loss.CanResume && TryResume(loss, direction, at, bytes, message)
                : TryAddBytes(WireKind.Bytes, direction, at, bytes, null)
        )
        {
            return;
        }
        Lose(direction, at, bytes.Length, isForGood: false);
    }

    /// <summary>Completes at once unless the recording asks the traffic to wait for it.</summary>
    public ValueTask WaitForRoomAsync(CancellationToken cancellationToken) =>
        _blocks ? _queue.WaitForRoomAsync(cancellationToken) : default;

    /// <summary>Queues the request's head.</summary>
    internal void Begin(RequestHead head)
    {
        _isWebSocket = head.IsWebSocket;
        AddControl(WireKind.Request, Direction.ClientToServer, head);
    }

    /// <summary>What an entry of the queue's is about, for the decoding thread; nothing when that was told or made up for since.</summary>
    internal LossReport TakeLosses(in LossyEntry entry)
    {
        if (entry.Direction is not { } direction)
        {
            return TakeLosses();
        }
        lock (LossLock)
        {
            LostBytes? lost = LossOf(direction) is { } loss && loss.Episode == entry.Episode ? loss.Take(null) : null;
            return direction == Direction.ClientToServer
                ? new LossReport(lost, null, null, 0)
                : new LossReport(null, lost, null, 0);
        }
    }

    /// <summary>All that was lost and not told, and the end when that could not be queued.</summary>
    /// <param name="endAt">When the connection ended; null while it is open, or when it must say so itself.</param>
    internal LossReport TakeLosses(long? endAt = null)
    {
        lock (LossLock)
        {
            endAt ??= _lateEnd is null ? null : _lateEndAt;
            var report = new LossReport(_clientLoss?.Take(endAt), _serverLoss?.Take(endAt), _lateEnd, _lateEndAt);
            _lateEnd = null;
            return report;
        }
    }

    /// <summary>Before anything else of a direction is queued.</summary>
    private void TellSkipped(Direction direction)
    {
        ref Passage passage = ref PassageOf(direction);
        if (passage.Skipped == 0)
        {
            return;
        }
        long at = _time.NowMicros();
        if (!_queue.TryAddControl(WireChunk.Control(this, WireKind.Skip, direction, at, passage.Skipped)))
        {
            Lose(direction, at, passage.Skipped, isForGood: false);
        }
        passage.Skipped = 0;
    }

    private void Lose(Direction direction, long at, long bytes, bool isForGood)
    {
        int episode;
        lock (LossLock)
        {
            Loss loss =
                direction == Direction.ClientToServer
                    ? _clientLoss ??= new Loss(_isClientResumable)
                    : _serverLoss ??= new Loss(_isServerResumable);
            if (!loss.Add(at, bytes, isForGood))
            {
                return;
            }
            episode = loss.Episode;
        }
        _queue.AddLossy(new LossyEntry(this, direction, episode));
    }

    // Where later messages refer to earlier ones (context takeover) nothing can be read behind a loss.
    private void Follow(ResponseHead head)
    {
        DeflateParameters? deflate = DeflateParameters.Parse(head.Header("Sec-WebSocket-Extensions"));
        _clientPassage.Frames = new FrameBorders();
        _serverPassage.Frames = new FrameBorders();
        _isClientResumable = deflate?.NoContextTakeover(Direction.ClientToServer) != false;
        _isServerResumable = deflate?.NoContextTakeover(Direction.ServerToClient) != false;
    }

    private Lock LossLock => LossLocks[Number & 15];

    private Loss? LossOf(Direction direction) => direction == Direction.ClientToServer ? _clientLoss : _serverLoss;

    private ref Passage PassageOf(Direction direction)
    {
        if (direction == Direction.ClientToServer)
        {
            return ref _clientPassage;
        }
        return ref _serverPassage;
    }

    // Not before there is room for more than this one message.
    private bool TryResume(Loss loss, Direction direction, long at, ReadOnlySpan<byte> bytes, int message)
    {
        if (!_queue.IsRelaxed)
        {
            return false;
        }
        lock (LossLock) // the decoding thread hears of the loss from here or from TakeLosses, not from both
        {
            LostBytes? untold = loss.Untold(at, message);
            if (!TryAddBytes(WireKind.Resume, direction, at, bytes[message..], untold))
            {
                return false;
            }
            loss.Resume();
            return true;
        }
    }

    private bool TryAddBytes(WireKind kind, Direction direction, long at, ReadOnlySpan<byte> bytes, LostBytes? lost)
    {
        if (!_queue.HasRoomFor(bytes.Length, _blocks))
        {
            return false; // without copying first
        }
        bool isFirst = true;
        while (!bytes.IsEmpty)
        {
            WireSlab slab = WireSlab.Copy(bytes, out int offset, out int length);
            var chunk = isFirst
                ? new WireChunk(this, kind, direction, at, slab, offset, length, lost)
                : new WireChunk(this, WireKind.Bytes, direction, at, slab, offset, length, null);
            if (!_queue.TryAddBytes(chunk, _blocks || !isFirst)) // there was room for all of it a moment ago
            {
                slab.Return();
                return false;
            }
            isFirst = false;
            bytes = bytes[length..];
        }
        return true;
    }

    private void AddControl(WireKind kind, Direction direction, object? detail)
    {
        if (IsUnrecorded || _queue.IsClosed)
        {
            return;
        }
        long at = _time.NowMicros();
        if (_queue.TryAddControl(WireChunk.Control(this, kind, direction, at, detail)))
        {
            return;
        }
        IsUnrecorded |= kind == WireKind.Request;
        // Without its heads a connection cannot be decoded: both directions are lost.
        Lose(Direction.ClientToServer, at, 0, isForGood: true);
        Lose(Direction.ServerToClient, at, 0, isForGood: true);
    }
}
