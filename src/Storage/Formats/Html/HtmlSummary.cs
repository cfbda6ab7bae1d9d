using System.Globalization;
using System.Text.Json;
using SioProxy.Sessions;

namespace SioProxy.Storage.Formats.Html;

/// <summary>What the page shows beside its rows: its head, the problems, the sessions, the statistics, the comments.</summary>
internal static class HtmlSummary
{
    public static void Write(
        Utf8JsonWriter json,
        HtmlPageInfo info,
        CaptureStats stats,
        long rowsOfCapture,
        IEnumerable<SessionEntry> sessions
    )
    {
        json.WriteStartObject();
        json.WriteString("capture"u8, info.Capture);
        json.WriteString("filter"u8, info.Filter.Text);
        json.WriteString("explained"u8, info.Filter.IsAll ? "" : info.Filter.Explain());
        json.WriteNumber("rowsOfCapture"u8, rowsOfCapture);
        json.WriteString("version"u8, typeof(HtmlSummary).Assembly.GetName().Version?.ToString(3) ?? "0");
        json.WriteStartArray("redactionRules"u8);
        foreach (string rule in info.RedactionRules)
        {
            json.WriteStringValue(rule);
        }
        json.WriteEndArray();
        json.WriteStartObject("comments"u8);
        foreach ((long id, string comment) in info.Comments)
        {
            json.WriteString(id.ToString(CultureInfo.InvariantCulture), comment);
        }
        json.WriteEndObject();
        WriteProblems(json, info.Problems());
        WriteSessions(json, sessions);
        WriteStats(json, stats);
        json.WriteEndObject();
    }

    private static void WriteProblems(Utf8JsonWriter json, IReadOnlyList<HtmlProblem> problems)
    {
        json.WriteStartArray("problems"u8);
        foreach (HtmlProblem problem in problems)
        {
            json.WriteStartObject();
            json.WriteString("code"u8, problem.Code);
            json.WriteString("confidence"u8, problem.Confidence);
            json.WriteString("finding"u8, problem.Finding);
            json.WriteString("advice"u8, problem.Advice);
            json.WriteNumber("count"u8, problem.Count);
            json.WriteStartArray("cases"u8);
            foreach (HtmlProblemCase each in problem.Cases)
            {
                json.WriteStartObject();
                json.WriteString("session"u8, each.Sid);
                json.WriteString("client"u8, each.Client);
                json.WriteString("finding"u8, each.Finding);
                if (each.Row is { } row)
                {
                    json.WriteNumber("row"u8, row);
                }
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteSessions(Utf8JsonWriter json, IEnumerable<SessionEntry> sessions)
    {
        json.WriteStartArray("sessions"u8);
        foreach (SessionEntry session in sessions)
        {
            json.WriteStartObject();
            json.WriteNumber("key"u8, session.Key);
            json.WriteString("sid"u8, session.Sid);
            json.WriteNumber("eio"u8, (int)session.Version);
            json.WriteString("client"u8, session.Client);
            json.WriteString("node"u8, session.Node);
            json.WriteString("path"u8, session.Path);
            json.WriteNumber("opened"u8, session.OpenedAtMicros);
            json.WriteNumber("last"u8, session.EndedAtMicros ?? session.LastAtMicros);
            json.WriteString(
                "transport"u8,
                RowNames.Of(session.FirstTransport) + (session.UpgradedAtMicros is null ? "" : ", then websocket")
            );
            json.WriteString("end"u8, EndOf(session));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static string EndOf(SessionEntry session) =>
        session.EndedAtMicros is null
            ? "open"
            : $"{session.EndReason ?? "ended"}{(session.EndedBy is { } by ? $" (by {RowNames.Of(by)})" : "")}";

    private static void WriteStats(Utf8JsonWriter json, CaptureStats stats)
    {
        json.WriteStartObject("stats"u8);
        json.WriteNumber("count"u8, stats.Count);
        json.WriteNumber("bytes"u8, stats.Bytes);
        json.WriteNumber("asked"u8, stats.Asked);
        json.WriteNumber("unanswered"u8, stats.Unanswered);
        Write(json, stats.Latency, stats.LatencyBuckets);
        json.WriteNumber("start"u8, stats.Rate.StartMicros);
        json.WriteNumber("step"u8, stats.Rate.StepMicros);
        Write(json, stats.Rate);
        json.WriteStartArray("directions"u8);
        foreach (DirectionStats side in stats.Directions)
        {
            json.WriteStartObject();
            json.WriteString("dir"u8, RowNames.Of(side.Direction));
            json.WriteNumber("count"u8, side.Count);
            json.WriteNumber("bytes"u8, side.Bytes);
            Write(json, side.Rate);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("events"u8);
        foreach (EventStats entry in stats.Events)
        {
            json.WriteStartObject();
            json.WriteString("event"u8, entry.Event);
            json.WriteString("type"u8, entry.Type);
            json.WriteString("ns"u8, entry.Namespace);
            json.WriteString("dir"u8, entry.Direction is { } direction ? RowNames.Of(direction) : null);
            json.WriteNumber("count"u8, entry.Count);
            json.WriteNumber("bytes"u8, entry.Bytes);
            json.WriteNumber("asked"u8, entry.Asked);
            json.WriteNumber("unanswered"u8, entry.Unanswered);
            Write(json, entry.Latency, entry.LatencyBuckets);
            Write(json, entry.Series);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, RateSeries series)
    {
        json.WriteStartArray("counts"u8);
        foreach (long count in series.Counts)
        {
            json.WriteNumberValue(count);
        }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, LatencyStats? latency, IReadOnlyList<LatencyBucket> buckets)
    {
        if (latency is null)
        {
            return;
        }
        json.WriteStartObject("latency"u8);
        json.WriteNumber("count"u8, latency.Count);
        json.WriteNumber("p50"u8, latency.P50Micros);
        json.WriteNumber("p95"u8, latency.P95Micros);
        json.WriteNumber("p99"u8, latency.P99Micros);
        json.WriteNumber("max"u8, latency.MaxMicros);
        json.WriteStartArray("buckets"u8);
        foreach (LatencyBucket bucket in buckets)
        {
            json.WriteStartObject();
            if (bucket.UpToMicros is { } upTo)
            {
                json.WriteNumber("upTo"u8, upTo);
            }
            json.WriteNumber("count"u8, bucket.Count);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
