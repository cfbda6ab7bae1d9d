using SioProxy.Protocol;
using SioProxy.Sessions;

namespace SioProxy.Storage.Reading;

/// <summary>Adds rows up by what they are.</summary>
internal sealed class StatsBuilder
{
    private readonly Dictionary<(string Type, string? Event, string? Namespace, Direction? Direction), Line> _lines =
    [];

    /// <param name="latency">Of an event that was answered: the time to its ack.</param>
    public void Add(CapturedRow row, long? latency)
    {
        var packet = row as CapturedPacket;
        Direction? direction = packet?.Direction ?? (row as CapturedMessage)?.Direction;
        // An event counts as one, with and without attachments.
        string type = packet is not null && RowNames.IsEvent(packet) ? "EVENT" : RowNames.TypeOf(row);
        var key = (type, packet?.EventName, packet?.Namespace, direction);
        if (!_lines.TryGetValue(key, out Line? line))
        {
            _lines.Add(key, line = new Line());
        }
        line.Count++;
        line.Bytes += packet?.Size ?? (row as CapturedMessage)?.Size ?? 0;
        line.First = Math.Min(line.First, row.AtMicros);
        line.Last = Math.Max(line.Last, row.AtMicros);
        if (packet is { AckId: not null } && RowNames.IsEvent(packet))
        {
            line.Asked++;
            line.Unanswered += packet.AnsweredBy is null ? 1 : 0;
            if (latency is { } micros)
            {
                line.Latency.Add(micros);
            }
        }
    }

    /// <summary>Most frequent first.</summary>
    public IReadOnlyList<EventStats> ToStats() =>
        [
            .. _lines
                .Select(pair => new EventStats
                {
                    Type = pair.Key.Type,
                    Event = pair.Key.Event,
                    Namespace = pair.Key.Namespace,
                    Direction = pair.Key.Direction,
                    Count = pair.Value.Count,
                    Bytes = pair.Value.Bytes,
                    FirstAtMicros = pair.Value.First,
                    LastAtMicros = pair.Value.Last,
                    Asked = pair.Value.Asked,
                    Unanswered = pair.Value.Unanswered,
                    Latency = pair.Value.Latency.ToStats(),
                })
                .OrderByDescending(stats => stats.Count)
                .ThenBy(stats => stats.Type, StringComparer.Ordinal)
                .ThenBy(stats => stats.Event, StringComparer.Ordinal)
                .ThenBy(stats => stats.Namespace, StringComparer.Ordinal)
                .ThenBy(stats => stats.Direction),
        ];

    private sealed class Line
    {
        public long Count { get; set; }
        public long Bytes { get; set; }
        public long First { get; set; } = long.MaxValue;
        public long Last { get; set; } = long.MinValue;
        public long Asked { get; set; }
        public long Unanswered { get; set; }
        public LatencyHistogram Latency { get; } = new();
    }
}
