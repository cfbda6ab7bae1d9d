using System.Globalization;
using SioProxy.Protocol;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Viewer.Summaries;

namespace SioProxy.Viewer.Statistics;

/// <summary>The lines of the statistics for a screen: totals, rate over time beside the histogram of ack latency, the table's lines.</summary>
internal sealed class StatisticsLines
{
    private const int HistogramWidth = 34;
    private const int AxisWidth = 8;
    private const int SparklineFrom = 120;

    private readonly int _width;
    private readonly int _height;

    /// <param name="width">Columns of the screen.</param>
    /// <param name="height">Lines of the screen: more of them make the pictures higher.</param>
    public StatisticsLines(int width, int height)
    {
        _width = width;
        _height = height;
    }

    /// <summary>Lines of the pictures, their captions included; 0 where there is no room for them.</summary>
    public int PictureHeight => _height < 14 ? 0 : Math.Clamp(_height / 3, 5, 14);

    /// <summary>Where the table's columns begin and how wide they are; those that do not fit are left out.</summary>
    public IReadOnlyList<(StatisticsColumn Column, int Start, int Width)> Columns
    {
        get
        {
            var columns = new List<(StatisticsColumn, int, int)>();
            int start = 1;
            int fixedWidth = StatisticsColumns.All.Skip(1).Sum(column => StatisticsColumns.WidthOf(column, _width) + 1);
            int first = Math.Clamp(_width - fixedWidth - 2 - SparklineWidth, 16, 40);
            foreach (StatisticsColumn column in StatisticsColumns.All)
            {
                int width = column == StatisticsColumn.What ? first : StatisticsColumns.WidthOf(column, _width);
                if (width > 0 && start + width <= _width)
                {
                    columns.Add((column, start, width));
                    start += width + 1;
                }
            }
            return columns;
        }
    }

    private int SparklineWidth => _width >= SparklineFrom ? Math.Min(60, _width - SparklineFrom + 16) : 0;

    /// <summary>Everything in one line.</summary>
    public IReadOnlyList<(string Text, Tone Tone)> Totals(CaptureStats stats)
    {
        var line = new LineCanvas(_width);
        int at = line.Put(1, $"{AmountText.Count(stats.Count)} rows, {AmountText.Bytes(stats.Bytes)}", Tone.Plain);
        foreach (DirectionStats side in stats.Directions)
        {
            bool isClient = side.Direction == Direction.ClientToServer;
            string text = $"{(isClient ? "→" : "←")} {AmountText.Count(side.Count)}, {AmountText.Bytes(side.Bytes)}";
            at = line.Put(at + 3, text, isClient ? Tone.FromClient : Tone.FromServer);
        }
        if (stats.Asked > 0)
        {
            at = line.Put(
                at + 3,
                $"acks {AmountText.Count(stats.Asked - stats.Unanswered)}/{AmountText.Count(stats.Asked)}",
                Tone.Good
            );
        }
        if (stats.Unanswered > 0)
        {
            _ = line.Put(at + 1, $"({AmountText.Count(stats.Unanswered)} unanswered)", Tone.Warning);
        }
        return line.ToPieces();
    }

    /// <summary>Rate over time at the left, ack latency at the right: as many lines as <see cref="PictureHeight"/>.</summary>
    public IEnumerable<IReadOnlyList<(string Text, Tone Tone)>> Pictures(CaptureStats stats)
    {
        if (PictureHeight == 0)
        {
            yield break;
        }
        bool hasHistogram = stats.Latency is not null && _width >= 76;
        int rateWidth = _width - AxisWidth - 2 - (hasHistogram ? HistogramWidth + 3 : 0);
        int height = PictureHeight - 2;
        IReadOnlyList<string> rate = Sparkline.Rows(stats.Rate.Counts, rateWidth, height);
        List<LatencyBucket> buckets = hasHistogram ? Fit(stats.LatencyBuckets, height + 1) : [];
        for (int row = 0; row < PictureHeight; row++)
        {
            var line = new LineCanvas(_width);
            PutRate(line, row, stats, rate, rateWidth);
            if (hasHistogram)
            {
                PutHistogram(line, row, stats.Latency!, buckets);
            }
            yield return line.ToPieces();
        }
    }

    /// <summary>The table's headings; the column that it is sorted by has an arrow.</summary>
    public IReadOnlyList<(string Text, Tone Tone)> Headings(StatisticsModel model)
    {
        var line = new LineCanvas(_width);
        foreach ((StatisticsColumn column, int start, int width) in Columns)
        {
            string arrow =
                column != model.SortedBy ? ""
                : model.IsDescending ? "↓"
                : "↑";
            string title = DisplayWidth.Fit(StatisticsColumns.TitleOf(column), width - arrow.Length) + arrow;
            _ = line.Put(start, DisplayWidth.Pad(title, width, StatisticsColumns.IsNumber(column)), Tone.Heading);
        }
        return line.ToPieces();
    }

    /// <summary>A line of the table.</summary>
    public IReadOnlyList<(string Text, Tone Tone)> Line(EventStats entry)
    {
        var line = new LineCanvas(_width);
        int end = 0;
        foreach ((StatisticsColumn column, int start, int width) in Columns)
        {
            string text = DisplayWidth.Fit(TerminalText.Sanitize(StatisticsColumns.TextOf(column, entry)), width);
            _ = line.Put(
                start,
                DisplayWidth.Pad(text, width, StatisticsColumns.IsNumber(column)),
                StatisticsColumns.ToneOf(column, entry)
            );
            end = start + width;
        }
        if (SparklineWidth > 0 && _width - end > 12)
        {
            _ = line.Put(end + 2, Sparkline.Draw(entry.Series.Counts, Math.Min(60, _width - end - 3)), Tone.Muted);
        }
        return line.ToPieces();
    }

    private static void PutRate(LineCanvas line, int row, CaptureStats stats, IReadOnlyList<string> rate, int width)
    {
        long most = stats.Rate.Counts.Count == 0 ? 0 : stats.Rate.Counts.Max();
        if (row == 0)
        {
            _ = line.Put(1, $"over time, steps of {AmountText.Duration(stats.Rate.StepMicros)}", Tone.Heading);
        }
        else if (row <= rate.Count)
        {
            string mark =
                row == 1 ? DisplayWidth.Fit(most.ToString("#,0", CultureInfo.InvariantCulture), AxisWidth - 1)
                : row == rate.Count ? "0"
                : "";
            _ = line.Put(0, DisplayWidth.Pad(mark, AxisWidth - 1, isRight: true), Tone.Muted);
            _ = line.Put(AxisWidth - 1, "│", Tone.Muted);
            _ = line.Put(AxisWidth, rate[row - 1], Tone.FromClient);
        }
        else if (stats.Rate.Counts.Count > 0)
        {
            long end = stats.Rate.StartMicros + (stats.Rate.StepMicros * stats.Rate.Counts.Count);
            string last = TimeText.Iso(end)[11..19];
            _ = line.Put(AxisWidth, TimeText.Iso(stats.Rate.StartMicros)[11..19], Tone.Muted);
            _ = line.Put(Math.Max(AxisWidth + 10, AxisWidth + width - last.Length), last, Tone.Muted);
        }
    }

    private void PutHistogram(LineCanvas line, int row, LatencyStats latency, List<LatencyBucket> buckets)
    {
        int start = _width - HistogramWidth - 1;
        if (row == 0)
        {
            _ = line.Put(
                start,
                $"acks p50 {AmountText.Duration(latency.P50Micros)} p99 {AmountText.Duration(latency.P99Micros)}",
                Tone.Heading
            );
        }
        else if (row <= buckets.Count)
        {
            LatencyBucket bucket = buckets[row - 1];
            bool isSlow = bucket.UpToMicros is null or > 1_000_000;
            _ = line.Put(start, DisplayWidth.Pad(LatencyText.UpTo(bucket), 9, isRight: true), Tone.Muted);
            int after = line.Put(
                start + 10,
                Sparkline.Bar(bucket.Count, buckets.Max(other => other.Count), 14),
                isSlow ? Tone.Warning : Tone.Good
            );
            if (bucket.Count > 0)
            {
                _ = line.Put(after + 1, AmountText.Count(bucket.Count), Tone.Muted);
            }
        }
    }

    /// <summary>Neighbours joined until there are no more than that many.</summary>
    private static List<LatencyBucket> Fit(IReadOnlyList<LatencyBucket> buckets, int most)
    {
        List<LatencyBucket> fitting = [.. buckets];
        while (fitting.Count > most)
        {
            fitting =
            [
                .. fitting
                    .Chunk(2)
                    .Select(pair => new LatencyBucket(pair[^1].UpToMicros, pair.Sum(bucket => bucket.Count))),
            ];
        }
        return fitting;
    }
}
