using SioProxy.Protocol;
using SioProxy.Sessions;
using SioProxy.Storage.Reading;

namespace SioProxy.Storage;

/// <summary>Adds rows up by what they are, in memory that does not grow with their number. Not thread-safe.</summary>
public sealed class StatsBuilder
{
    private readonly Dictionary<(string Type, string? Event, string? Namespace, Direction? Direction), Line> _lines =
    [];
    private readonly RateGrid _grid = new();
    private readonly Line _all;
    private readonly Line _client;
    private readonly Line _server;

    /// <summary>Makes an empty one.</summary>
    public StatsBuilder()
    {
        _all = new Line(_grid);
        _client = new Line(_grid);
        _server = new Line(_grid);
    }

    /// <summary>Adds a row, payload not needed.</summary>
    /// <param name="latency">Of an event that was answered: microseconds to its ack.</param>
    public void Add(CapturedRow row, long? latency)
    {
        ArgumentNullException.ThrowIfNull(row);
        var packet = row as CapturedPacket;
        Direction? direction = packet?.Direction ?? (row as CapturedMessage)?.Direction;
        // An event counts as one, with and without attachments.
        bool isEvent = packet is not null && RowNames.IsEvent(packet);
        var key = (isEvent ? "EVENT" : RowNames.TypeOf(row), packet?.EventName, packet?.Namespace, direction);
        if (!_lines.TryGetValue(key, out Line? line))
        {
            _lines.Add(key, line = new Line(_grid));
        }
        long size = packet?.Size ?? (row as CapturedMessage)?.Size ?? 0;
        long step = _grid.StepOf(row.AtMicros);
        bool asks = isEvent && packet is { AckId: not null };
        bool isUnanswered = asks && packet!.AnsweredBy is null;
        line.Add(row, size, step, asks, isUnanswered, latency);
        _all.Add(row, size, step, asks, isUnanswered, latency);
        if (direction is { } known)
        {
            (known == Direction.ClientToServer ? _client : _server).Add(row, size, step, asks, isUnanswered, latency);
        }
    }

    /// <summary>What was added so far.</summary>
    public CaptureStats ToStats() =>
        new()
        {
            Events =
            [
                .. _lines
                    .Select(pair =>
                        ToStats(pair.Key.Type, pair.Key.Event, pair.Key.Namespace, pair.Key.Direction, pair.Value)
                    )
                    .OrderByDescending(stats => stats.Count)
                    .ThenBy(stats => stats.Type, StringComparer.Ordinal)
                    .ThenBy(stats => stats.Event, StringComparer.Ordinal)
                    .ThenBy(stats => stats.Namespace, StringComparer.Ordinal)
                    .ThenBy(stats => stats.Direction),
            ],
            Directions = [ToStats(Direction.ClientToServer, _client), ToStats(Direction.ServerToClient, _server)],
            Count = _all.Count,
            Bytes = _all.Bytes,
            Rate = _grid.ToSeries(_all.Rate),
            Asked = _all.Asked,
            Unanswered = _all.Unanswered,
            Latency = _all.Latency.ToStats(),
            LatencyBuckets = _all.Latency.ToBuckets(),
        };

    private EventStats ToStats(string type, string? name, string? ns, Direction? direction, Line line) =>
        new()
        {
            Type = type,
            Event = name,
            Namespace = ns,
            Direction = direction,
            Count = line.Count,
            Bytes = line.Bytes,
            FirstAtMicros = line.First,
            LastAtMicros = line.Last,
            Asked = line.Asked,
            Unanswered = line.Unanswered,
            Latency = line.Latency.ToStats(),
            LatencyBuckets = line.Latency.ToBuckets(),
            Series = _grid.ToSeries(line.Rate),
        };

    private DirectionStats ToStats(Direction direction, Line line) =>
        new(direction, line.Count, line.Bytes, _grid.ToSeries(line.Rate));

    private sealed class Line(RateGrid grid)
    {
        public long Count { get; private set; }
        public long Bytes { get; private set; }
        public long First { get; private set; } = long.MaxValue;
        public long Last { get; private set; } = long.MinValue;
        public long Asked { get; private set; }
        public long Unanswered { get; private set; }
        public LatencyHistogram Latency { get; } = new();
        public RateCounts Rate { get; } = grid.CreateSeries();

        public void Add(CapturedRow row, long size, long step, bool asks, bool isUnanswered, long? latency)
        {
            Count++;
            Bytes += size;
            First = Math.Min(First, row.AtMicros);
            Last = Math.Max(Last, row.AtMicros);
            Rate.Add(step);
            Asked += asks ? 1 : 0;
            Unanswered += isUnanswered ? 1 : 0;
            if (asks && latency is { } micros)
            {
                Latency.Add(micros);
            }
        }
    }
}
