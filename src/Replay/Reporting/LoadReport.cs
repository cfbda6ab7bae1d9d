using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Playing;

namespace SioProxy.Replay.Reporting;

/// <summary>What became of many copies, as text and as JSON.</summary>
public static class LoadReport
{
    private static readonly (string Name, double Share)[] Percentiles =
    [
        ("p50", 0.5),
        ("p95", 0.95),
        ("p99", 0.99),
        ("max", 1),
    ];

    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The report for a person. It holds captured text as it is: sanitise it before it goes to a terminal.</summary>
    public static string Text(LoadResult load)
    {
        ArgumentNullException.ThrowIfNull(load);
        var text = new StringBuilder();
        if (load.IsInterrupted)
        {
            int begun = load.Same + load.Different + load.Failed;
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"Could not be played: it was interrupted when {begun} of {load.Copies} copies had begun and {load.Same + load.Different} had ended."
            );
        }
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{load.Copies} copies of {load.ClientsPerCopy} clients in {load.DurationMicros / 1e6:0.00} s, {load.MostAtOnce} at once: {load.Same} same, {load.Different} different, {load.Failed} failed"
        );
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"throughput: {load.StepsPerSecond:0} steps/s ({load.Sent} sent, {load.Received} received)"
        );
        string latencies = string.Join(
            ", ",
            Percentiles.Select(p =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{p.Name} {Percentile.Of(load.AckLatencies, p.Share) / 1000.0:0.0} ms"
                )
            )
        );
        text.AppendLine(
            load.AckLatencies.Count == 0
                ? "ack latency: nothing was asked"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"ack latency: {latencies} ({load.AckLatencies.Count} acks)"
                )
        );
        if (load.Schedule is { } schedule)
        {
            text.AppendLine(ReportWords.Schedule(schedule));
        }
        foreach (KeyValuePair<string, int> error in load.Errors.OrderByDescending(error => error.Value))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{error.Value} x {error.Key}");
        }
        if (load.FirstDifference is { } first)
        {
            text.AppendLine("The first copy that differs: " + first);
        }
        return text.ToString();
    }

    /// <summary>The report as one JSON object.</summary>
    public static string Json(LoadResult load)
    {
        ArgumentNullException.ThrowIfNull(load);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("exitCode", load.ExitCode);
            json.WriteBoolean("interrupted", load.IsInterrupted);
            json.WriteNumber("copies", load.Copies);
            json.WriteNumber("clientsPerCopy", load.ClientsPerCopy);
            json.WriteNumber("mostAtOnce", load.MostAtOnce);
            json.WriteNumber("same", load.Same);
            json.WriteNumber("different", load.Different);
            json.WriteNumber("failed", load.Failed);
            json.WriteNumber("seconds", load.DurationMicros / 1e6);
            json.WriteNumber("sent", load.Sent);
            json.WriteNumber("received", load.Received);
            json.WriteNumber("stepsPerSecond", Math.Round(load.StepsPerSecond, 1));
            json.WriteStartObject("ackLatencyMs");
            json.WriteNumber("count", load.AckLatencies.Count);
            foreach ((string name, double share) in Percentiles)
            {
                json.WriteNumber(name, Percentile.Of(load.AckLatencies, share) / 1000.0);
            }
            json.WriteEndObject();
            if (load.Schedule is { } schedule)
            {
                JsonReport.WriteSchedule(json, schedule);
            }
            json.WriteStartObject("errors");
            foreach (KeyValuePair<string, int> error in load.Errors)
            {
                json.WriteNumber(error.Key, error.Value);
            }
            json.WriteEndObject();
            json.WriteString("firstDifference", load.FirstDifference);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }
}
