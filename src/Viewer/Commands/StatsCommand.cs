using System.CommandLine;
using System.Text.Json;
using SioProxy.Filtering;
using SioProxy.Storage;
using SioProxy.Viewer.Summaries;

namespace SioProxy.Viewer.Commands;

/// <summary><c>sioview stats</c>: counts, sizes and latencies by event.</summary>
internal static class StatsCommand
{
    private const int Columns = 80;
    private const int BarColumns = 40;

    public static Command Create(CommandIo io)
    {
        Argument<string> file = FileArguments.Create();
        Argument<string?> filter = FilterArguments.Create();
        var json = new Option<bool>("--json") { Description = "Print an object a line." };
        var command = new Command("stats", "Prints counts, bytes, rates and ack latencies, by event.")
        {
            file,
            filter,
            json,
        };
        command.SetAction(result =>
        {
            Filter wanted = FilterArguments.Parse(result.GetValue(filter));
            using CaptureReader reader = FileArguments.Open(result.GetRequiredValue(file), io);
            CaptureStats stats = Count(reader, wanted, io);
            if (result.GetValue(json))
            {
                using var output = new SafeJsonStream(io.Output);
                foreach (EventStats entry in stats.Events)
                {
                    JsonLine.Write(output, line => WriteMembers(line, entry));
                }
            }
            else
            {
                WriteTable(io.Output, stats.Events);
                WritePictures(io.Output, stats);
            }
            FileArguments.TellOfGaps(reader, wanted, io);
            return ExitCode.Success;
        });
        return command;
    }

    private static CaptureStats Count(CaptureReader reader, Filter wanted, CommandIo io)
    {
        using var progress = new ReadingProgress(io, reader.LastRowId, isSilent: false);
        return reader.Stats(wanted, (_, scannedTo) => progress.Report(scannedTo, "counting"), io.Stop);
    }

    private static void WriteTable(CommandOutput output, IReadOnlyList<EventStats> stats)
    {
        var table = new TextTable(
            "WHAT",
            "NAMESPACE",
            "FROM",
            ">COUNT",
            ">BYTES",
            ">PER SECOND",
            ">ASKED",
            ">UNANSWERED",
            ">P50",
            ">P95",
            ">P99"
        );
        foreach (EventStats entry in stats)
        {
            table.Add(
                entry.Event is null ? entry.Type : $"{entry.Event}",
                entry.Namespace ?? AmountText.None,
                entry.Direction is { } direction ? RowNames.Of(direction) : AmountText.None,
                AmountText.Count(entry.Count),
                AmountText.Bytes(entry.Bytes),
                AmountText.Rate(entry.Rate),
                entry.Asked == 0 ? AmountText.None : AmountText.Count(entry.Asked),
                entry.Asked == 0 ? AmountText.None : AmountText.Count(entry.Unanswered),
                AmountText.Duration(entry.Latency?.P50Micros),
                AmountText.Duration(entry.Latency?.P95Micros),
                AmountText.Duration(entry.Latency?.P99Micros)
            );
        }
        table.WriteTo(output);
    }

    private static void WritePictures(CommandOutput output, CaptureStats stats)
    {
        if (stats.Rate.Counts.Count > 1)
        {
            output.WriteLine();
            output.WriteLine(
                $"OVER TIME, {AmountText.Duration(stats.Rate.StepMicros)} a column, from {TimeText.Iso(stats.Rate.StartMicros)}, at most {AmountText.Count(stats.Rate.Counts.Max())}"
            );
            int columns = Math.Min(Columns, stats.Rate.Counts.Count);
            output.WriteLine("  " + Sparkline.Draw(stats.Rate.Counts, columns));
        }
        if (stats.Latency is { } latency)
        {
            output.WriteLine();
            output.WriteLine(
                $"ACK LATENCY of {AmountText.Count(latency.Count)}: p50 {AmountText.Duration(latency.P50Micros)}, p95 {AmountText.Duration(latency.P95Micros)}, p99 {AmountText.Duration(latency.P99Micros)}, max {AmountText.Duration(latency.MaxMicros)}"
            );
            long most = stats.LatencyBuckets.Max(bucket => bucket.Count);
            foreach (LatencyBucket bucket in stats.LatencyBuckets)
            {
                output.WriteLine(
                    $"  {LatencyText.UpTo(bucket), 9}  {AmountText.Count(bucket.Count), 9}  {Sparkline.Bar(bucket.Count, most, BarColumns)}"
                );
            }
        }
    }

    private static void WriteMembers(Utf8JsonWriter json, EventStats entry)
    {
        json.WriteString("event", entry.Event);
        json.WriteString("type", entry.Type);
        json.WriteString("ns", entry.Namespace);
        json.WriteString("dir", entry.Direction is { } direction ? RowNames.Of(direction) : null);
        json.WriteNumber("count", entry.Count);
        json.WriteNumber("bytes", entry.Bytes);
        json.WriteString("firstAt", TimeText.Iso(entry.FirstAtMicros));
        json.WriteString("lastAt", TimeText.Iso(entry.LastAtMicros));
        json.WriteNumber("perSecond", entry.Rate is { } rate and < 1e15 ? decimal.Round((decimal)rate, 6) : null);
        json.WriteNumber("asked", entry.Asked);
        json.WriteNumber("unanswered", entry.Unanswered);
        WriteLatency(json, entry);
        json.WriteStartObject("rate");
        json.WriteString("from", TimeText.Iso(entry.Series.StartMicros));
        json.WriteNumber("stepMs", entry.Series.StepMicros / 1000);
        json.WriteStartArray("counts");
        foreach (long count in entry.Series.Counts)
        {
            json.WriteNumberValue(count);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteLatency(Utf8JsonWriter json, EventStats entry)
    {
        if (entry.Latency is not { } latency)
        {
            json.WriteNull("latencyMs");
            return;
        }
        json.WriteStartObject("latencyMs");
        json.WriteNumber("count", latency.Count);
        json.WriteNumber("p50", latency.P50Micros / 1000m);
        json.WriteNumber("p95", latency.P95Micros / 1000m);
        json.WriteNumber("p99", latency.P99Micros / 1000m);
        json.WriteNumber("max", latency.MaxMicros / 1000m);
        json.WriteStartArray("histogram");
        foreach (LatencyBucket bucket in entry.LatencyBuckets)
        {
            json.WriteStartObject();
            json.WriteNumber("upTo", bucket.UpToMicros / 1000m);
            json.WriteNumber("count", bucket.Count);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
