using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;

namespace SioProxy.Replay.Reporting;

/// <summary>The report as one JSON object: <c>verdict exitCode failure sockets ackLatencies schedule bound usedRules unusedRules notes</c>.</summary>
public static class JsonReport
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes the report.</summary>
    public static string Write(ReplayResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteString("verdict", ReportWords.Verdict(result));
            json.WriteNumber("exitCode", result.ExitCode);
            json.WriteString("failure", result.Failure);
            json.WriteStartArray("sockets");
            foreach (SocketResult socket in result.Sockets)
            {
                WriteSocket(json, socket);
            }
            json.WriteEndArray();
            WriteTimes(json, result);
            json.WriteStartObject("bound");
            foreach (KeyValuePair<string, string> pair in result.BoundValues)
            {
                json.WriteString(pair.Key, pair.Value);
            }
            json.WriteEndObject();
            WriteTexts(json, "usedRules", result.UsedRules.Select(ReportWords.Rule));
            WriteTexts(json, "unusedRules", result.UnusedRules.Select(ReportWords.Rule));
            WriteTexts(json, "notes", result.Notes);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void WriteTimes(Utf8JsonWriter json, ReplayResult result)
    {
        json.WriteStartArray("ackLatencies");
        foreach (AckLatency row in result.AckLatencies)
        {
            json.WriteStartObject();
            json.WriteString("event", row.Name);
            WriteLatency(json, "recorded", row.RecordedCount, row.RecordedP50, row.RecordedP95);
            WriteLatency(json, "live", row.LiveCount, row.LiveP50, row.LiveP95);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (result.Schedule is { } schedule)
        {
            WriteSchedule(json, schedule);
        }
    }

    internal static void WriteSchedule(Utf8JsonWriter json, ScheduleDeviation schedule)
    {
        json.WriteStartObject("schedule");
        json.WriteNumber("steps", schedule.Count);
        json.WriteNumber("p50Ms", schedule.P50 / 1000.0);
        json.WriteNumber("p99Ms", schedule.P99 / 1000.0);
        json.WriteNumber("largestMs", schedule.Largest / 1000.0);
        json.WriteEndObject();
    }

    private static void WriteLatency(Utf8JsonWriter json, string name, int count, long p50, long p95)
    {
        json.WriteStartObject(name);
        json.WriteNumber("count", count);
        json.WriteNumber("p50Ms", p50 / 1000.0);
        json.WriteNumber("p95Ms", p95 / 1000.0);
        json.WriteEndObject();
    }

    private static void WriteSocket(Utf8JsonWriter json, SocketResult socket)
    {
        json.WriteStartObject();
        json.WriteString("client", socket.Client);
        json.WriteNumber("session", socket.Session);
        json.WriteString("ns", socket.Namespace);
        json.WriteStartArray("steps");
        foreach (StepOutcome outcome in socket.Outcomes)
        {
            json.WriteStartObject();
            json.WriteString("verdict", ReportWords.Word(outcome.Verdict));
            json.WriteString("name", outcome.EffectiveName);
            WriteStep(json, "recorded", outcome.Recorded);
            WriteStep(json, "live", outcome.Live);
            json.WriteStartArray("differences");
            foreach (ValueDifference difference in outcome.Differences)
            {
                json.WriteStartObject();
                json.WriteString("path", difference.Path);
                json.WriteString("recorded", difference.Recorded);
                json.WriteString("live", difference.Live);
                json.WriteString("rule", difference.Rule);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteString("note", outcome.Note);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteStep(Utf8JsonWriter json, string name, ReplayStep? step)
    {
        if (step is null)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        json.WriteNumber("step", step.Number);
        json.WriteNumber("row", step.RowId);
        json.WritePropertyName("args");
        step.Args.WriteTo(json);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }
        json.WriteEndArray();
    }
}
