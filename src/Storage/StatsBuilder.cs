using SioProxy.Protocol;
using SioProxy.Sessions;
using SioProxy.Storage.Reading;

namespace SioProxy.Storage;

/// <summary>Adds rows up by what they are, in memory that does not grow with their number. Not thread-safe.</summary>
public sealed class StatsBuilder
{
    private readonly Dictionary<
        (string Type, string? Event, string? Namespace, Direction? Direction),
        StatsLine
    > _lines = [];
    private readonly RateGrid _grid = new();

    /// <summary>Adds a row, payload not needed.</summary>
    /// <param name="latency">Of an event that was answered: microseconds to its ack.</param>
    public void Add(CapturedRow row, long? latency)
    {
        ArgumentNullException.ThrowIfNull(row);
        var packet = row as CapturedPacket;
        Direction? direction = packet?.Direction ?? (row as CapturedMessage)?.Direction;
        // An event counts as one, with and without attachments.
        bool isEvent = packet is not null && RowNames.IsEvent(packet);
        string type = isEvent ? "EVENT" : RowNames.TypeOf(row);
        StatsLine line = LineOf(type, packet?.EventName, packet?.Namespace, direction);
        bool asks = isEvent && packet is { AckId: not null };
        long size = packet?.Size ?? (row as CapturedMessage)?.Size ?? 0;
        Add(line, row.AtMicros, size, asks, asks && packet!.AnsweredBy is null, latency);
    }

    /// <summary>The line that rows of this name belong to, to add to it without asking again.</summary>
    internal StatsLine LineOf(string type, string? name, string? ns, Direction? direction)
    {
        if (!_lines.TryGetValue((type, name, ns, direction), out StatsLine? line))
        {
            _lines.Add((type, name, ns, direction), line = new StatsLine(_grid.CreateSeries()));
        }
        return line;
    }

    /// <summary>Adds a row by its columns.</summary>
    internal void Add(StatsLine line, long at, long size, bool asks, bool isUnanswered, long? latency) =>
        line.Add(at, size, _grid.StepOf(at), asks, isUnanswered, latency);

    /// <summary>Adds everything that was added to another.</summary>
    internal void Add(StatsBuilder other)
    {
        long factor = _grid.Include(other._grid);
        foreach (((string type, string? name, string? ns, Direction? direction), StatsLine line) in other._lines)
        {
            LineOf(type, name, ns, direction).Add(line, factor);
        }
    }

    /// <summary>What was added so far.</summary>
    public CaptureStats ToStats()
    {
        StatsLine all = Sum(_ => true);
        return new()
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
            Directions =
            [
                ToStats(Direction.ClientToServer, Sum(direction => direction == Direction.ClientToServer)),
                ToStats(Direction.ServerToClient, Sum(direction => direction == Direction.ServerToClient)),
            ],
            Count = all.Count,
            Bytes = all.Bytes,
            Rate = _grid.ToSeries(all.Rate),
            Asked = all.Asked,
            Unanswered = all.Unanswered,
            Latency = all.Latency.ToStats(),
            LatencyBuckets = all.Latency.ToBuckets(),
        };
    }

    private StatsLine Sum(Func<Direction?, bool> isWanted)
    {
        var sum = new StatsLine(new RateCounts());
        foreach (((_, _, _, Direction? direction), StatsLine line) in _lines)
        {
            if (isWanted(direction))
            {
                sum.Add(line, factor: 1);
            }
        }
        return sum;
    }

    private EventStats ToStats(string type, string? name, string? ns, Direction? direction, StatsLine line) =>
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

    private DirectionStats ToStats(Direction direction, StatsLine line) =>
        new(direction, line.Count, line.Bytes, _grid.ToSeries(line.Rate));
}
