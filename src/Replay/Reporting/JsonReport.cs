using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Rules;

namespace SioProxy.Replay.Reporting;

/// <summary>The report as one JSON object: <c>verdict exitCode sockets bound usedRules unusedRules notes failure</c>.</summary>
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
            json.WriteStartObject("bound");
            foreach (KeyValuePair<string, string> pair in result.BoundValues)
            {
                json.WriteString(pair.Key, pair.Value);
            }
            json.WriteEndObject();
            WriteTexts(json, "usedRules", result.UsedRules.Select(RuleText));
            WriteTexts(json, "unusedRules", result.UnusedRules.Select(RuleText));
            WriteTexts(json, "notes", result.Notes);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
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

    private static string RuleText(ReplayRule rule) => rule.Why.Length == 0 ? rule.ToString() : $"{rule} ({rule.Why})";

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
