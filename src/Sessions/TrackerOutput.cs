using SioProxy.Protocol.SocketIo;
using SioProxy.Protocol.WebSockets;

namespace SioProxy.Sessions;

/// <summary>Where entries come out: redacted, cut to size, each behind the session and the connection that it names.</summary>
internal sealed class TrackerOutput(TrackerOptions options)
{
    private readonly List<CaptureEntry> _entries = [];
    private readonly List<TrackedSession> _dirty = [];
    private readonly List<(int Index, TrackedConnection Connection)> _places = [];
    private PacketRun? _run; // the last entry, while packets may be added to it
    private int _lastRunPackets;
    private int _lastRunBytes;

    private static readonly CaptureEntry Placeholder = new PacketRun(1, 0);

    /// <summary>Whether ordinary packets come out packed.</summary>
    public bool IsPacking { get; } = options.PacksPackets;

    /// <summary>Whether secrets are masked.</summary>
    public bool IsRedacting => options.Redactor is { Rules.IsEmpty: false };

    /// <summary>Most bytes kept of a packet.</summary>
    public int MaxPacket { get; } = options.MaxPacket;

    /// <summary>Bounds what is kept of what is not complete yet.</summary>
    public AssemblyBudget? Assembly { get; } = options.Assembly;

    public void Emit(TrackedSession session)
    {
        session.IsDirty = false;
        Add(session.ToEntry());
    }

    /// <summary>Says what is known of a connection, if that changed since it was last said.</summary>
    public void Emit(TrackedConnection connection)
    {
        if (!connection.IsChanged)
        {
            return;
        }
        connection.IsChanged = false;
        connection.IsKnown = true;
        if (connection.Session is null)
        {
            Add(EntryOf(connection)); // a session that it gets later comes out behind it
            return;
        }
        if (
            connection.EntryPlace < _places.Count
            && ReferenceEquals(_places[connection.EntryPlace].Connection, connection)
        )
        {
            return; // its place is there already, and is filled when all that happens until then is known
        }
        connection.EntryPlace = _places.Count;
        _places.Add((AddPlace(), connection));
    }

    /// <summary>Emits a packet that is complete.</summary>
    public CapturedPacket Emit(PacketDraft draft, DirectionState state)
    {
        bool isLong = draft.Raw.Length > MaxPacket; // as it came: a mask may be longer than what it hides
        draft.FollowsOpenEnd = state.IsOpenEnded;
        options.Redactor?.Redact(draft);
        state.IsOpenEnded = draft.IsOpenEnded;
        CapturedPacket row = draft.ToRow(isLong ? MaxPacket : int.MaxValue);
        Add(row);
        return row;
    }

    /// <summary>Whether a rule might apply to a well-formed event or ack; cheap.</summary>
    public bool MightRedact(ReadOnlySpan<byte> nsp, ReadOnlySpan<byte> payload, SocketIoPacketType type)
    {
        Redactor redactor = options.Redactor!;
        return (nsp.Length > 1 && (nsp.Contains((byte)'?') || redactor.Mentions(nsp)))
            || (type == SocketIoPacketType.Event && redactor.Rules.Events.Count > 0)
            || redactor.Mentions(payload);
    }

    /// <summary>Emits an ordinary packet.</summary>
    public void Emit(in PackedPacket packet, ReadOnlySpan<byte> raw)
    {
        if (_run is null || !_run.HasRoomFor(raw.Length))
        {
            var run = new PacketRun(_lastRunPackets, Math.Max(_lastRunBytes, raw.Length));
            Add(run);
            _run = run;
        }
        _run.Add(packet, raw);
    }

    /// <summary>Moves what has come out to the end of <paramref name="into"/>.</summary>
    public void Drain(ICollection<CaptureEntry> into)
    {
        CloseRun();
        foreach ((int index, TrackedConnection connection) in _places)
        {
            _entries[index] = EntryOf(connection);
        }
        _places.Clear();
        if (into is List<CaptureEntry> list)
        {
            list.AddRange(_entries);
        }
        else
        {
            foreach (CaptureEntry entry in _entries)
            {
                into.Add(entry);
            }
        }
        _entries.Clear();
    }

    /// <summary>
    /// A connection as it is known now, redacted; where that fails, for whatever reason, a gap that says so: it happens on the
    /// way out, where all that waits behind it would be lost too.
    /// </summary>
    public CaptureEntry EntryOf(TrackedConnection connection)
    {
        ConnectionEntry entry = connection.ToEntry();
        try
        {
            return options.Redactor?.Redact(entry) ?? entry;
        }
        catch (Exception e)
        {
            return new CapturedGap
            {
                AtMicros = entry.OpenedAtMicros,
                Connection = entry.Id,
                Client = entry.Client,
                Node = entry.Node,
                FromMicros = entry.OpenedAtMicros,
                ToMicros = entry.OpenedAtMicros,
                Why = $"the connection's request and headers could not be redacted: {e.Message}",
            };
        }
    }

    /// <summary>Emits a row of another kind.</summary>
    public void Emit(CapturedRow row) => Add(options.Redactor?.Redact(row) ?? row);

    /// <summary>Emits a plain WebSocket's message.</summary>
    /// <param name="ownsData">Whether its data is ours to keep; else it may be a view of somebody else's buffer.</param>
    public void EmitMessage(CapturedMessage message, DirectionState state, bool ownsData)
    {
        bool isOpenEnded = state.IsOpenEnded;
        CapturedMessage redacted = options.Redactor?.Redact(message, ref isOpenEnded) ?? message;
        state.IsOpenEnded = isOpenEnded;
        bool isLong = message.Data.Length > MaxPacket && redacted.Data.Length > MaxPacket;
        Add(
            redacted with
            {
                Data =
                    ownsData && !isLong
                        ? redacted.Data
                        : (isLong ? redacted.Data[..MaxPacket] : redacted.Data).ToArray(),
                Truncated = redacted.Truncated || isLong,
            }
        );
    }

    /// <summary>Has the session emitted with the next flush.</summary>
    public void Touch(TrackedSession session)
    {
        if (!session.IsDirty)
        {
            session.IsDirty = true;
            _dirty.Add(session);
        }
    }

    public void Flush()
    {
        foreach (TrackedSession session in _dirty)
        {
            if (session.IsDirty)
            {
                Emit(session);
            }
        }
        _dirty.Clear();
    }

    // What is known of a connection is no row: it comes before the run, so that polls, each a connection, share runs.
    private int AddPlace()
    {
        if (_run is null)
        {
            _entries.Add(Placeholder);
            return _entries.Count - 1;
        }
        _entries[^1] = Placeholder;
        _entries.Add(_run);
        return _entries.Count - 2;
    }

    private void Add(CaptureEntry entry)
    {
        CloseRun();
        _entries.Add(entry);
    }

    // The next run will probably be as long.
    private void CloseRun()
    {
        if (_run is not null)
        {
            _lastRunPackets = _run.Count;
            _lastRunBytes = _run.ByteCount;
            _run = null;
        }
    }
}
