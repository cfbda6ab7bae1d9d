using SioProxy.Protocol;

namespace SioProxy.Sessions;

/// <summary>
/// Follows connections and turns their bytes into the entries of a capture: which session, which transport, which
/// upgrade, which ack answers which event. Pure and single-threaded: no I/O, no clock; bytes from a peer never make it throw.
/// All times are microseconds since the Unix epoch.
/// </summary>
public sealed class SessionTracker
{
    private const int MinMessage = 1024 * 1024;
    private const int MaxSpareBodies = 256;
    private readonly TrackerOptions _options;
    private readonly Dictionary<long, TrackedConnection> _connections = [];
    private readonly Stack<BodyBuffer> _spareBodies = [];
    private readonly HeadReader _heads;
    private readonly TrackerOutput _sink;
    private readonly SessionBook _book;
    private readonly ExchangeFollower _exchanges;
    private readonly WebSocketFollower _webSockets;
    private readonly GapFollower _gaps;

    /// <summary>Starts with nothing being followed.</summary>
    public SessionTracker(TrackerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _heads = new HeadReader(options.Paths);
        _sink = new TrackerOutput(options);
        _book = new SessionBook(_sink, options);
        var packets = new PacketReader(_sink, _book);
        _exchanges = new ExchangeFollower(new PollingReader(packets, _sink), packets, _book, _sink, options);
        _webSockets = new WebSocketFollower(packets, _book, _sink);
        _gaps = new GapFollower(_webSockets, _exchanges, _sink);
        _book.Abandon = packets.Abandon;
    }

    /// <summary>
    /// Whether the bodies of this exchange could be Engine.IO's, so that they have to be passed to
    /// <see cref="OnBytes"/>. WebSockets always are to be passed. Cheap, thread-safe and stateless.
    /// </summary>
    /// <param name="paths">The configured Engine.IO paths; empty: any path.</param>
    public static bool MightBeEngineIo(RequestHead head, IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(paths);
        return HeadReader.MightBeEngineIo(head, paths);
    }

    /// <summary>Most bytes that are kept of a WebSocket's message, however long it is.</summary>
    public static int KeptOfMessage(TrackerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Math.Max(options.MaxPacket, MinMessage);
    }

    /// <summary>Most bytes that are kept of an exchange's body, as it was carried.</summary>
    public static int KeptOfBody(TrackerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return PollingReader.BodyLimit(options.MaxPacket);
    }

    /// <summary>A request's head is there.</summary>
    /// <param name="connection">The connection's number, which becomes its <see cref="ConnectionEntry.Id"/>: never given twice.</param>
    /// <param name="node">The upstream's URL; null while none was chosen.</param>
    public void OnRequest(long connection, long at, RequestHead head, string? node)
    {
        ArgumentNullException.ThrowIfNull(head);
        if (_heads.Open(connection, at, head, node, out bool isCandidate) is not { } tracked)
        {
            return;
        }
        if (isCandidate)
        {
            _book.TryAttach(tracked);
        }
        _connections[connection] = tracked;
    }

    /// <summary>The node was chosen late, or changed (an unknown sid is asked of each node in turn).</summary>
    public void OnNode(long connection, string node)
    {
        if (_connections.TryGetValue(connection, out TrackedConnection? tracked))
        {
            tracked.Node = node;
            tracked.IsChanged = true;
        }
    }

    /// <summary>A response's head is there.</summary>
    public void OnResponse(long connection, long at, ResponseHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        if (
            !_connections.TryGetValue(connection, out TrackedConnection? tracked)
            || head.Status is >= 100 and < 200 and not 101
        )
        {
            return;
        }
        tracked.Response = _heads.Keep(head, tracked);
        tracked.IsChanged = true;
        bool isExtendedConnect = tracked.Head.Method.Equals("CONNECT", StringComparison.OrdinalIgnoreCase);
        if (tracked.Head.IsWebSocket && (head.Status == 101 || (head.Status == 200 && isExtendedConnect)))
        {
            _webSockets.Establish(tracked, at, KeptOfMessage(_options), _options.Assembly);
            return;
        }
        if (tracked.IsSuccess && tracked.IsEngineIo)
        {
            _book.OpenByName(tracked, at);
        }
        _exchanges.ReadRequestIfDue(tracked);
    }

    /// <summary>Bytes of a body, or of an established WebSocket. What is kept is copied.</summary>
    public void OnBytes(long connection, Direction direction, long at, ReadOnlyMemory<byte> bytes)
    {
        if (
            bytes.IsEmpty
            || !_connections.TryGetValue(connection, out TrackedConnection? tracked)
            || tracked.IsLost(direction)
        )
        {
            return;
        }
        if (tracked.WebSocket is not null)
        {
            _webSockets.Read(tracked, direction, at, bytes);
            return;
        }
        Body(tracked, direction).Append(at, bytes.Span);
    }

    /// <summary>
    /// Bytes passed that lie behind all that is kept of what they belong to: a body, or a frame of an uncompressed message, of
    /// which more follows.
    /// </summary>
    /// <returns>False when they belong to nothing of the kind: they are missing.</returns>
    public bool TrySkip(long connection, Direction direction, long bytes)
    {
        if (!_connections.TryGetValue(connection, out TrackedConnection? tracked) || tracked.IsLost(direction))
        {
            return true; // as their contents would be
        }
        return tracked.WebSocket is { } socket
            ? socket.TrySkip(direction, bytes)
            : Body(tracked, direction).TrySkip(bytes);
    }

    /// <summary>A body passed whole, or one direction of a WebSocket was finished (FIN).</summary>
    public void OnBodyEnd(long connection, Direction direction, long at)
    {
        if (!_connections.TryGetValue(connection, out TrackedConnection? tracked))
        {
            return;
        }
        if (tracked.WebSocket is not null)
        {
            WebSocketFollower.Finish(tracked, direction);
        }
        else if (direction == Direction.ClientToServer)
        {
            tracked.IsRequestWhole = true;
            _exchanges.ReadRequestIfDue(tracked);
        }
        else
        {
            tracked.IsResponseEnded = true;
            _exchanges.ReadRequestIfDue(tracked);
            _exchanges.ReadResponseIfDue(tracked, isCut: false);
        }
    }

    /// <summary>The exchange or the WebSocket is over; nothing more may be passed for it.</summary>
    public void OnEnd(long connection, long at, ConnectionEnd end)
    {
        ArgumentNullException.ThrowIfNull(end);
        if (!_connections.Remove(connection, out TrackedConnection? tracked))
        {
            return;
        }
        if (tracked.WebSocket is not null)
        {
            _webSockets.End(tracked, at, end);
        }
        else
        {
            _exchanges.End(tracked, at, end);
            Recycle(tracked.RequestBody);
            Recycle(tracked.ResponseBody);
        }
        SessionBook.Detach(tracked);
        if (tracked.Session is not null)
        {
            _heads.Learn(tracked.Target.Path);
        }
    }

    /// <summary>Bytes were lost before they came here: that direction cannot be decoded any further.</summary>
    /// <param name="direction">The direction; null for both.</param>
    /// <param name="fromAt">When the first lost byte passed.</param>
    /// <param name="toAt">When the last lost byte passed; null: the rest of the connection.</param>
    /// <param name="bytes">How many were lost.</param>
    /// <param name="why">One phrase for people.</param>
    public void OnGap(long connection, Direction? direction, long fromAt, long? toAt, long bytes, string why)
    {
        _connections.TryGetValue(connection, out TrackedConnection? tracked);
        if (tracked is not null)
        {
            _gaps.Lose(tracked, direction);
        }
        _sink.Emit(
            new CapturedGap
            {
                AtMicros = fromAt,
                Connection = connection,
                SessionKey = tracked?.Session?.Key,
                Session = tracked?.Session?.Sid,
                Client = tracked?.Head.Client ?? "",
                Node = tracked?.Node,
                Direction = direction,
                Bytes = bytes,
                FromMicros = fromAt,
                ToMicros = toAt,
                Why = why,
            }
        );
    }

    /// <summary>The session that a connection belongs to as far as is known now: its key in the capture, and its sid.</summary>
    public (long? Key, string? Sid) SessionOf(long connection) =>
        _connections.TryGetValue(connection, out TrackedConnection? tracked)
            ? (tracked.Session?.Key, tracked.Session?.Sid ?? tracked.Target.Sid)
            : default;

    /// <summary>
    /// Behind a gap of a WebSocket's direction, whole again: the next bytes begin with a frame that begins a message.
    /// </summary>
    /// <returns>False when the direction cannot be decoded for another reason: its bytes stay lost.</returns>
    public bool TryResume(long connection, Direction direction) =>
        _connections.TryGetValue(connection, out TrackedConnection? tracked)
        && GapFollower.TryResume(tracked, direction);

    /// <summary>Ends sessions that nothing was heard of for longer than their heartbeat allows. To be called every second or so.</summary>
    public void OnTick(long now) => _book.Tick(now);

    /// <summary>Emits every session whose counters changed since it was last emitted; called before each commit.</summary>
    public void FlushCounters(long now) => _sink.Flush();

    /// <summary>
    /// Every living session and connection as it is now, and each living session's open and CONNECT rows again (as new
    /// rows, without ids): what a new capture file begins with.
    /// </summary>
    public void Snapshot(ICollection<CaptureEntry> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        List<TrackedSession> sessions = _book.All;
        foreach (TrackedSession session in sessions)
        {
            if (session.EndedAt is null)
            {
                into.Add(session.ToEntry());
            }
        }
        foreach (TrackedConnection connection in _connections.Values)
        {
            if (connection.IsKnown)
            {
                into.Add(_sink.EntryOf(connection));
            }
        }
        foreach (TrackedSession session in sessions)
        {
            if (session.EndedAt is null)
            {
                foreach (CapturedPacket row in session.Opening)
                {
                    into.Add(PacketDraft.From(row).ToRow(int.MaxValue));
                }
            }
        }
    }

    /// <summary>Moves what has come out since the last call, in order, to the end of <paramref name="into"/>.</summary>
    public void Drain(ICollection<CaptureEntry> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        _sink.Drain(into);
    }

    private BodyBuffer Body(TrackedConnection tracked, Direction direction) =>
        direction == Direction.ClientToServer ? tracked.RequestBody ??= NewBody() : tracked.ResponseBody ??= NewBody();

    private BodyBuffer NewBody() =>
        _spareBodies.TryPop(out BodyBuffer? spare) ? spare : new BodyBuffer(KeptOfBody(_options), _options.Assembly);

    // Rows have copies of what they are made of.
    private void Recycle(BodyBuffer? body)
    {
        body?.Reset();
        if (body is not null && _spareBodies.Count < MaxSpareBodies)
        {
            _spareBodies.Push(body);
        }
    }
}
