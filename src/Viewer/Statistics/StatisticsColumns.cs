using SioProxy.Protocol;
using SioProxy.Storage;
using SioProxy.Viewer.Summaries;

namespace SioProxy.Viewer.Statistics;

/// <summary>The columns of the statistics' table.</summary>
internal static class StatisticsColumns
{
    private const int Narrow = 100;

    public static IReadOnlyList<StatisticsColumn> All { get; } = Enum.GetValues<StatisticsColumn>();

    public static string TitleOf(StatisticsColumn column) =>
        column switch
        {
            StatisticsColumn.What => "what",
            StatisticsColumn.Namespace => "namespace",
            StatisticsColumn.From => "from",
            StatisticsColumn.Count => "count",
            StatisticsColumn.Bytes => "bytes",
            StatisticsColumn.Rate => "per s",
            StatisticsColumn.Asked => "asked",
            StatisticsColumn.Unanswered => "no ack",
            StatisticsColumn.P50 => "p50",
            StatisticsColumn.P95 => "p95",
            _ => "p99",
        };

    public static bool IsNumber(StatisticsColumn column) => column > StatisticsColumn.From;

    /// <summary>Columns of the screen; 0: left out where that is narrow.</summary>
    public static int WidthOf(StatisticsColumn column, int screen) =>
        column switch
        {
            StatisticsColumn.Namespace => screen < Narrow ? 0 : 14,
            StatisticsColumn.From => 6,
            StatisticsColumn.Count => 10,
            StatisticsColumn.Bytes => 8,
            StatisticsColumn.Rate => screen < Narrow ? 0 : 9,
            StatisticsColumn.Asked => screen < Narrow ? 0 : 8,
            StatisticsColumn.Unanswered => 7,
            StatisticsColumn.P95 => screen < Narrow ? 0 : 8,
            _ => 8,
        };

    public static string TextOf(StatisticsColumn column, EventStats entry) =>
        column switch
        {
            StatisticsColumn.What => entry.Event ?? entry.Type.ToLowerInvariant(),
            StatisticsColumn.Namespace => entry.Namespace ?? "",
            StatisticsColumn.From => entry.Direction is { } direction ? RowNames.Of(direction) : "",
            StatisticsColumn.Count => AmountText.Count(entry.Count),
            StatisticsColumn.Bytes => AmountText.Bytes(entry.Bytes),
            StatisticsColumn.Rate => entry.Rate is null ? "" : AmountText.Rate(entry.Rate),
            StatisticsColumn.Asked => entry.Asked == 0 ? "" : AmountText.Count(entry.Asked),
            StatisticsColumn.Unanswered => entry.Unanswered == 0 ? "" : AmountText.Count(entry.Unanswered),
            StatisticsColumn.P50 => Latency(entry.Latency?.P50Micros),
            StatisticsColumn.P95 => Latency(entry.Latency?.P95Micros),
            _ => Latency(entry.Latency?.P99Micros),
        };

    public static Tone ToneOf(StatisticsColumn column, EventStats entry) =>
        column switch
        {
            StatisticsColumn.What => entry.Event is null ? Tone.Muted : Tone.Plain,
            StatisticsColumn.From => entry.Direction == Direction.ClientToServer ? Tone.FromClient : Tone.FromServer,
            StatisticsColumn.Unanswered => Tone.Warning,
            StatisticsColumn.P50 or StatisticsColumn.P95 or StatisticsColumn.P99 => Tone.Good,
            _ => Tone.Plain,
        };

    private static string Latency(long? micros) => micros is null ? "" : AmountText.Duration(micros);
}
