using SioProxy.Sessions;

namespace SioProxy.Recording;

/// <summary>Sums up the entries that could neither be stored nor spilled, until a gap row can say so.</summary>
internal sealed class LostRows
{
    private const int MaxEnded = 4096; // with headers, some megabytes

    private readonly List<CaptureEntry> _ended = [];
    private long _packets;
    private long _bytes;
    private long _fromAt = long.MaxValue;
    private long _toAt = long.MinValue;

    /// <summary>Whether something was lost since the last gap.</summary>
    public bool Any { get; private set; }

    /// <summary>Sessions and connections that ended meanwhile, up to a limit: they would seem to live for ever.</summary>
    public IReadOnlyList<CaptureEntry> Ended => _ended;

    /// <param name="from">The first entry that is new; those before are repeated when there is room.</param>
    public void Add(List<CaptureEntry> entries, int from)
    {
        Any = true;
        for (int i = from; i < entries.Count; i++)
        {
            if (entries[i] is PacketRun run)
            {
                Add(run);
                continue;
            }
            if (entries[i] is not CapturedRow row)
            {
                if (
                    entries[i]
                        is SessionEntry { EndedAtMicros: not null }
                            or ConnectionEntry { EndedAtMicros: not null }
                    && _ended.Count < MaxEnded
                )
                {
                    _ended.Add(entries[i]);
                }
                continue;
            }
            _fromAt = Math.Min(_fromAt, row.AtMicros);
            _toAt = Math.Max(_toAt, row.AtMicros);
            _packets += row is CapturedPacket or CapturedMessage ? 1 : 0;
            _bytes += row switch
            {
                CapturedPacket packet => packet.Size,
                CapturedMessage message => message.Size,
                _ => 0,
            };
        }
    }

    private void Add(PacketRun run)
    {
        foreach (ref readonly PackedPacket packet in run.Packets)
        {
            _fromAt = Math.Min(_fromAt, packet.AtMicros);
            _toAt = Math.Max(_toAt, packet.AtMicros);
            _bytes += packet.Size;
        }
        _packets += run.Count;
    }

    /// <summary>The gap row so far; null when no row was among what was lost.</summary>
    public CapturedGap? Peek(string why) =>
        _fromAt == long.MaxValue
            ? null
            : new CapturedGap
            {
                AtMicros = _fromAt,
                Connection = 0, // all of them
                Client = "",
                FromMicros = _fromAt,
                ToMicros = _toAt,
                Packets = _packets,
                Bytes = _bytes,
                Why = why,
            };

    /// <summary>A gap row has said so.</summary>
    public void Clear()
    {
        Any = false;
        _ended.Clear();
        _packets = 0;
        _bytes = 0;
        _fromAt = long.MaxValue;
        _toAt = long.MinValue;
    }
}
