namespace SioProxy.Sessions;

/// <summary>Where entries come out: redacted, cut to size, each behind the session and the connection that it names.</summary>
internal sealed class EntrySink(TrackerOptions options)
{
    private readonly List<CaptureEntry> _entries = [];
    private readonly List<TrackedSession> _dirty = [];

    /// <summary>What has come out.</summary>
    public List<CaptureEntry> Entries => _entries;

    /// <summary>Whether secrets are masked.</summary>
    public bool IsRedacting => options.Redactor is { Rules.IsEmpty: false };

    /// <summary>Most bytes kept of a packet.</summary>
    public int MaxPacket { get; } = options.MaxPacket;

    public void Emit(TrackedSession session)
    {
        session.IsDirty = false;
        _entries.Add(session.ToEntry());
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
        ConnectionEntry entry = connection.ToEntry();
        _entries.Add(options.Redactor?.Redact(entry) ?? entry);
    }

    /// <summary>Emits a packet that is complete.</summary>
    public CapturedPacket Emit(PacketDraft draft, DirectionState state)
    {
        draft.FollowsOpenEnd = state.IsOpenEnded;
        options.Redactor?.Redact(draft);
        state.IsOpenEnded = draft.IsOpenEnded;
        CapturedPacket row = draft.ToRow(MaxPacket);
        _entries.Add(row);
        return row;
    }

    /// <summary>Emits a row of another kind.</summary>
    public void Emit(CapturedRow row) => _entries.Add(options.Redactor?.Redact(row) ?? row);

    /// <summary>Emits a plain WebSocket's message; its data may be a view of somebody else's buffer.</summary>
    public void EmitMessage(CapturedMessage message, DirectionState state)
    {
        bool isOpenEnded = state.IsOpenEnded;
        CapturedMessage redacted = options.Redactor?.Redact(message, ref isOpenEnded) ?? message;
        state.IsOpenEnded = isOpenEnded;
        bool isLong = redacted.Data.Length > MaxPacket;
        _entries.Add(
            new CapturedMessage
            {
                AtMicros = redacted.AtMicros,
                Connection = redacted.Connection,
                Client = redacted.Client,
                Node = redacted.Node,
                Direction = redacted.Direction,
                Size = redacted.Size,
                Data = (isLong ? redacted.Data[..MaxPacket] : redacted.Data).ToArray(),
                IsBinary = redacted.IsBinary,
                Truncated = redacted.Truncated || isLong,
                Redacted = redacted.Redacted,
                Fault = redacted.Fault,
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
}
