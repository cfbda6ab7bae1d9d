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
    private readonly TrackerOptions _options;
    private readonly Dictionary<long, TrackedConnection> _connections = [];
    private readonly HeaderPool _headers = new();
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);
    private readonly EntrySink _sink;
    private readonly SessionBook _book;
    private readonly PacketReader _packets;
    private readonly PollingReader _polling;
    private readonly WebSocketFollower _webSockets;

    /// <summary>Starts with nothing being followed.</summary>
    public SessionTracker(TrackerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _sink = new EntrySink(options);
        _book = new SessionBook(_sink, options);
        _packets = new PacketReader(_sink, _book);
        _polling = new PollingReader(_packets, _sink);
        _webSockets = new WebSocketFollower(_packets, _book, _sink);
        _book.Abandon = _packets.Abandon;
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
        return paths.Count > 0
            ? RequestTarget.IsOneOf(head.Target, paths)
            : RequestTarget.LooksLikeEngineIo(head.Target);
    }

    /// <summary>A request's head is there.</summary>
    /// <param name="connection">The connection's number, which becomes its <see cref="ConnectionEntry.Id"/>: never given twice.</param>
    /// <param name="node">The upstream's URL; null while none was chosen.</param>
    public void OnRequest(long connection, long at, RequestHead head, string? node)
    {
        ArgumentNullException.ThrowIfNull(head);
        bool isCandidate = MightBeEngineIo(head, _options.Paths);
        if (!isCandidate && !head.IsWebSocket)
        {
            return;
        }
        var tracked = new TrackedConnection
        {
            Id = connection,
            OpenedAt = at,
            Head = head.IsWebSocket ? head with { Headers = _headers.Share(head.Headers) } : head,
            Target = RequestTarget.Parse(head.Target),
            Node = node,
        };
        if (isCandidate)
        {
            RequestTarget target = tracked.Target;
            // A plain request that claims a version is one, even of a transport that nobody knows: its refusal is wanted.
            tracked.IsEngineIo =
                _options.Paths.Count > 0
                || (target.HasEio && (target.HasTransport || (target.Claimed is not null && !head.IsWebSocket)))
                || _paths.Contains(target.Path);
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
        tracked.Response = tracked.Head.IsWebSocket ? head with { Headers = _headers.Share(head.Headers) } : head;
        tracked.IsChanged = true;
        bool isExtendedConnect = tracked.Head.Method.Equals("CONNECT", StringComparison.OrdinalIgnoreCase);
        if (tracked.Head.IsWebSocket && (head.Status == 101 || (head.Status == 200 && isExtendedConnect)))
        {
            _webSockets.Establish(tracked, at, Math.Max(_options.MaxPacket, MinMessage));
            return;
        }
        if (tracked.IsSuccess && tracked.IsEngineIo)
        {
            _book.OpenByName(tracked, at);
        }
        ReadRequestIfDue(tracked);
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
        int limit = PollingReader.BodyLimit(_options.MaxPacket);
        BodyBuffer body =
            direction == Direction.ClientToServer
                ? tracked.RequestBody ??= new BodyBuffer(limit)
                : tracked.ResponseBody ??= new BodyBuffer(limit);
        body.Append(at, bytes.Span);
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
            ReadRequestIfDue(tracked);
        }
        else
        {
            tracked.IsResponseEnded = true;
            ReadRequestIfDue(tracked);
            ReadResponseIfDue(tracked, isCut: false);
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
            EndExchange(tracked, at, end);
        }
        SessionBook.Detach(tracked);
        if (tracked.Session is not null && _paths.Count < 64)
        {
            _paths.Add(tracked.Target.Path);
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
            if (direction != Direction.ServerToClient && !tracked.IsClientLost)
            {
                Lose(tracked, Direction.ClientToServer, fromAt);
                tracked.IsClientLost = true;
            }
            if (direction != Direction.ClientToServer && !tracked.IsServerLost)
            {
                Lose(tracked, Direction.ServerToClient, fromAt);
                tracked.IsServerLost = true;
            }
            _sink.Emit(tracked);
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

    /// <summary>
    /// Behind a gap of a WebSocket's direction, whole again: the next bytes begin with a frame that begins a message.
    /// </summary>
    /// <returns>False when the direction cannot be decoded for another reason: its bytes stay lost.</returns>
    public bool TryResume(long connection, Direction direction)
    {
        if (
            !_connections.TryGetValue(connection, out TrackedConnection? tracked)
            || tracked.WebSocket is not { } socket
            || !socket.TryRestart(direction)
        )
        {
            return false;
        }
        if (direction == Direction.ClientToServer)
        {
            tracked.IsClientLost = false;
        }
        else
        {
            tracked.IsServerLost = false;
        }
        return true;
    }

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
                ConnectionEntry entry = connection.ToEntry();
                into.Add(_options.Redactor?.Redact(entry) ?? entry);
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

    // A POST is decoded as soon as it is whole; of a session that is not known yet only once the server has taken it.
    private void ReadRequestIfDue(TrackedConnection tracked)
    {
        bool isSettled = tracked.Session is not null || tracked.Response is not null;
        if (tracked.IsEngineIo && tracked.IsRequestWhole && isSettled && !tracked.IsRequestDecoded && IsPost(tracked))
        {
            _polling.ReadRequest(tracked, isCut: false);
        }
    }

    private void ReadResponseIfDue(TrackedConnection tracked, bool isCut)
    {
        if (!tracked.IsResponseDecoded && tracked.IsSuccess && !tracked.IsServerLost && IsGet(tracked))
        {
            _polling.ReadResponse(tracked, isCut);
        }
    }

    private void EndExchange(TrackedConnection tracked, long at, ConnectionEnd end)
    {
        bool isAbnormal = end.By is not null || end.Error is not null;
        if (tracked.IsEngineIo && !tracked.IsRequestDecoded && !tracked.IsClientLost && IsPost(tracked))
        {
            _polling.ReadRequest(tracked, isCut: isAbnormal && !tracked.IsRequestWhole);
        }
        ReadResponseIfDue(tracked, isAbnormal);
        Recognise(tracked);
        tracked.EndedAt = at;
        tracked.IsChanged = true;
        if (!tracked.IsEngineIo && !tracked.Head.IsWebSocket)
        {
            return;
        }
        _sink.Emit(tracked);
        if (tracked.Session is null && tracked.Own is Conversation own)
        {
            _packets.Abandon(own, "the connection ended");
        }
        if (!tracked.IsEngineIo)
        {
            return; // a plain WebSocket that was refused
        }
        if (isAbnormal || !tracked.IsSuccess)
        {
            EmitHttp(tracked, at, isAbnormal);
        }
        if (!isAbnormal)
        {
            NoteTaken(tracked);
            return;
        }
        ClosedBy by = end.By ?? ClosedBy.Server;
        if (
            tracked.Session is TrackedSession session
            && session.CurrentTransport == Transport.Polling
            && !tracked.Head.IsWebSocket
        )
        {
            string reason = end.How == CloseHow.Timeout ? "ping timeout" : "transport error";
            _book.End(session, at, by, SessionEnding.ReasonOf(session, by, at, reason), isGuess: true);
        }
        _sink.Emit(
            new CapturedClose
            {
                AtMicros = at,
                Connection = tracked.Id,
                SessionKey = tracked.Session?.Key,
                Session = tracked.Session?.Sid ?? tracked.Target.Sid,
                Client = tracked.Head.Client,
                Node = tracked.Node,
                By = by,
                How = end.How,
                Reason = end.Error,
            }
        );
    }

    // The server took what the client posted: the session lives, unless that said goodbye.
    private void NoteTaken(TrackedConnection tracked)
    {
        if (tracked.IsSuccess && !tracked.SaysClose && tracked.Session is TrackedSession session && IsPost(tracked))
        {
            _book.Revive(session);
        }
    }

    // On a path that was not heard of before the answer may show that the request was Engine.IO's.
    private void Recognise(TrackedConnection tracked)
    {
        if (
            tracked.IsEngineIo
            || _options.Paths.Count > 0
            || tracked is not { Response: { Status: >= 400 } response, ResponseBody: { } body }
            || !RequestTarget.LooksLikeEngineIo(tracked.Head.Target)
        )
        {
            return;
        }
        bool isCut = false;
        ReadOnlyMemory<byte> text = _polling.Decompress(response, body.Kept, out _, ref isCut);
        if (!isCut && EngineIoRefusal.Is(response.Status, text.Span, tracked.Head.IsWebSocket))
        {
            tracked.IsEngineIo = true;
            _book.TryAttach(tracked);
        }
    }

    private void EmitHttp(TrackedConnection tracked, long at, bool isAbnormal)
    {
        bool isTruncated = isAbnormal && tracked.Response is not null && !tracked.IsResponseWhole;
        ReadOnlyMemory<byte> body = tracked.ResponseBody?.Kept ?? default;
        if (tracked.Response is ResponseHead response)
        {
            body = _polling.Decompress(response, body, out DecodeFault? fault, ref isTruncated);
            body = fault is not null && body.IsEmpty ? tracked.ResponseBody!.Kept : body;
        }
        isTruncated |= tracked.ResponseBody is { IsTruncated: true } || body.Length > _options.MaxPacket;
        if (body.Length > _options.MaxPacket)
        {
            body = body[.._options.MaxPacket];
        }
        _sink.Emit(
            new CapturedHttp
            {
                AtMicros = tracked.OpenedAt,
                Connection = tracked.Id,
                SessionKey = tracked.Session?.Key,
                Session = tracked.Session?.Sid ?? tracked.Target.Sid,
                Client = tracked.Head.Client,
                Node = tracked.Node,
                Truncated = isTruncated,
                Method = tracked.Head.Method,
                Path = tracked.Head.Target,
                Status = tracked.Response?.Status,
                Body = body,
                IsBodyBinary = !System.Text.Unicode.Utf8.IsValid(body.Span),
            }
        );
    }

    private void Lose(TrackedConnection tracked, Direction direction, long at)
    {
        if (tracked.WebSocket is not null)
        {
            _webSockets.Lose(tracked, direction);
        }
        else if (direction == Direction.ServerToClient)
        {
            ReadResponseIfDue(tracked, isCut: true);
        }
        else if (tracked.IsEngineIo && !tracked.IsRequestDecoded && IsPost(tracked))
        {
            _polling.ReadRequest(tracked, isCut: true);
        }
    }

    private static bool IsPost(TrackedConnection tracked) =>
        tracked.Head.Method.Equals("POST", StringComparison.OrdinalIgnoreCase) && !tracked.Head.IsWebSocket;

    private static bool IsGet(TrackedConnection tracked) =>
        tracked.Head.Method.Equals("GET", StringComparison.OrdinalIgnoreCase) && !tracked.Head.IsWebSocket;
}
