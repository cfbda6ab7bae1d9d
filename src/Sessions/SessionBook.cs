using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Sessions;

/// <summary>Opens, finds, upgrades and ends sessions, and says so.</summary>
internal sealed class SessionBook(TrackerOutput sink, TrackerOptions options)
{
    private const long RememberEndedMicros = 120_000_000; // late requests still belong to their session
    private const long GraceMicros = 5_000_000;
    private readonly SessionTable _table = new(options.FirstSessionKey, options.MaxTracked);

    /// <summary>Takes whatever still waits for attachments when a session ends.</summary>
    public Action<Conversation, string>? Abandon { get; set; }

    /// <summary>Every session that is followed.</summary>
    public List<TrackedSession> All => _table.ToList();

    /// <summary>Finds the session that a connection's request names.</summary>
    public bool TryAttach(TrackedConnection connection)
    {
        if (connection.Session is not null)
        {
            return true;
        }
        if (
            connection.Target.Sid is not string sid
            || !_table.TryFind(sid, connection.Node, out TrackedSession? session)
        )
        {
            return false;
        }
        Attach(connection, session);
        return true;
    }

    /// <summary>The open packet passed.</summary>
    public void Open(TrackedConnection connection, long at, EngineIoHandshake handshake) =>
        Add(connection, at, handshake.Sid, handshake);

    /// <summary>A session whose open packet was not seen is served all the same.</summary>
    public void OpenByName(TrackedConnection connection, long at)
    {
        if (!TryAttach(connection) && connection.Target.Sid is string sid)
        {
            Add(connection, at, sid, null);
        }
    }

    public static void Detach(TrackedConnection connection)
    {
        if (connection.Session is TrackedSession session)
        {
            session.OpenConnections--;
        }
    }

    public void Upgrade(TrackedSession session, long at)
    {
        if (session.UpgradedAt is null && session.FirstTransport == Transport.Polling)
        {
            session.UpgradedAt = at;
            sink.Emit(session);
        }
    }

    /// <summary>Ends a session. The first end counts, unless it was a guess and this one is certain.</summary>
    public void End(TrackedSession session, long at, ClosedBy by, string reason, bool isGuess)
    {
        if (session.EndedAt is not null && (isGuess || !session.IsEndGuessed))
        {
            return;
        }
        Abandon?.Invoke(session.Conversation, "the session ended");
        session.End(at, by, reason, isGuess);
        sink.Emit(session);
    }

    /// <summary>Takes back an end that was only guessed: the session lives.</summary>
    public void Revive(TrackedSession session)
    {
        if (session.IsEndGuessed)
        {
            session.Revive();
            sink.Emit(session);
        }
    }

    /// <summary>Ends what was silent for too long, forgets what ended long ago.</summary>
    public void Tick(long now)
    {
        foreach (TrackedSession session in _table.ToList())
        {
            if (session.OpenConnections > 0)
            {
                continue;
            }
            if (session.EndedAt is long ended)
            {
                if (now - Math.Max(ended, session.LastAt) > RememberEndedMicros)
                {
                    _table.Remove(session);
                }
            }
            else if (now - session.LastAt > session.AllowedSilenceMicros + GraceMicros)
            {
                long at = session.LastAt + session.AllowedSilenceMicros;
                End(
                    session,
                    at,
                    ClosedBy.Server,
                    SessionEnding.ReasonOf(session, ClosedBy.Server, at, "ping timeout"),
                    isGuess: true
                );
            }
        }
    }

    private void Add(TrackedConnection connection, long at, string sid, EngineIoHandshake? handshake)
    {
        if (_table.IsFull)
        {
            Forget();
        }
        Conversation conversation = connection.Own ?? new Conversation(connection.Target.Claimed);
        connection.Own = null;
        var session = new TrackedSession
        {
            Key = _table.TakeKey(),
            Sid = sid,
            Client = connection.Head.Client,
            Node = connection.Node,
            Path = connection.Target.Path,
            OpenedAt = at,
            LastAt = at,
            FirstTransport =
                connection.Transport == Transport.WebSocket && handshake is null
                    ? Transport.Polling
                    : connection.Transport,
            Claimed = connection.Target.Claimed,
            Conversation = conversation,
            KeepsOpening = options.KeepsOpenings,
            Handshake = handshake,
        };
        _table.Add(session);
        connection.IsEngineIo = true;
        sink.Emit(session);
        Attach(connection, session);
    }

    private static void Attach(TrackedConnection connection, TrackedSession session)
    {
        connection.Session = session;
        connection.IsEngineIo = true;
        connection.IsChanged = true;
        session.OpenConnections++;
    }

    // Whoever opens sessions without end must not fill our memory: the quietest tenth goes.
    private void Forget()
    {
        List<TrackedSession> all = _table.ToList();
        all.Sort(static (a, b) => a.LastAt.CompareTo(b.LastAt));
        int count = Math.Max(1, all.Count / 10);
        for (int i = 0; i < count; i++)
        {
            Abandon?.Invoke(all[i].Conversation, "too many sessions are open to follow this one");
            sink.Emit(all[i]);
            _table.Remove(all[i]);
        }
    }
}
