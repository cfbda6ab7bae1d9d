using System.Text.Json;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Viewer.Sessions;
using SioProxy.Viewer.Summaries;

namespace SioProxy.Viewer.Commands;

/// <summary>The object that <c>sessions --json</c> prints for a session.</summary>
internal static class SessionJson
{
    public static void WriteMembers(Utf8JsonWriter json, SessionSummary summary)
    {
        SessionEntry session = summary.Session;
        json.WriteNumber("key", session.Key);
        json.WriteString("session", session.Sid);
        json.WriteNumber("eio", (int)session.Version);
        json.WriteNumber("claimedEio", session.ClaimedVersion);
        json.WriteString("client", session.Client);
        json.WriteNumber("clientNumber", summary.Client);
        json.WriteString("userAgent", summary.Report.Agent);
        json.WriteString("node", session.Node);
        json.WriteString("path", session.Path);
        json.WriteString("openedAt", TimeText.Iso(session.OpenedAtMicros));
        json.WriteString("transport", RowNames.Of(session.FirstTransport));
        json.WriteString("upgradedAt", session.UpgradedAtMicros is { } upgraded ? TimeText.Iso(upgraded) : null);
        json.WriteNumber("pingIntervalMs", session.PingIntervalMillis);
        json.WriteNumber("pingTimeoutMs", session.PingTimeoutMillis);
        json.WriteNumber("maxPayload", session.MaxPayload);
        json.WriteString("lastAt", TimeText.Iso(session.LastAtMicros));
        json.WriteString("endedAt", session.EndedAtMicros is { } ended ? TimeText.Iso(ended) : null);
        json.WriteString("endedBy", session.EndedBy is { } by ? RowNames.Of(by) : null);
        json.WriteString("endReason", session.EndReason);
        json.WriteString("end", summary.Report.End);
        json.WriteNumber("durationMs", summary.DurationMicros / 1000m);
        json.WriteNumber("clientPackets", session.ClientPackets);
        json.WriteNumber("serverPackets", session.ServerPackets);
        json.WriteNumber("clientBytes", session.ClientBytes);
        json.WriteNumber("serverBytes", session.ServerBytes);
        WriteHeartbeat(json, summary.Report);
        json.WriteNumber("unansweredAcks", summary.Report.Unanswered);
        json.WriteNumber("gaps", summary.Report.Gaps);
        WriteNamespaces(json, summary.Report);
        json.WriteStartArray("diagnoses");
        foreach (Diagnosis diagnosis in summary.Report.Diagnoses)
        {
            json.WriteStartObject();
            WriteMembers(json, diagnosis);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("matches", summary.Matches);
    }

    public static void WriteMembers(Utf8JsonWriter json, Diagnosis diagnosis)
    {
        json.WriteString("code", diagnosis.Code);
        json.WriteString("confidence", diagnosis.ConfidenceWord);
        json.WriteString("finding", diagnosis.Finding);
        json.WriteString("advice", diagnosis.Advice);
        json.WriteNumber("row", diagnosis.Row);
    }

    private static void WriteHeartbeat(Utf8JsonWriter json, SessionReport report)
    {
        if (report.Session.Heartbeat is not { } heartbeat)
        {
            json.WriteNull("heartbeatMs");
            return;
        }
        json.WriteStartObject("heartbeatMs");
        json.WriteNumber("count", heartbeat.Count);
        json.WriteNumber("min", heartbeat.MinMicros / 1000m);
        json.WriteNumber("median", report.Heartbeat?.MedianMicros / 1000m);
        json.WriteNumber("last", heartbeat.LastMicros / 1000m);
        json.WriteNumber("max", heartbeat.MaxMicros / 1000m);
        json.WriteEndObject();
    }

    private static void WriteNamespaces(Utf8JsonWriter json, SessionReport report)
    {
        json.WriteStartArray("namespaces");
        foreach (NamespaceReport space in report.Namespaces)
        {
            json.WriteStartObject();
            json.WriteString("ns", space.Name);
            json.WriteString("state", space.State);
            json.WriteNumber("clientPackets", space.ClientPackets);
            json.WriteNumber("serverPackets", space.ServerPackets);
            json.WriteNumber("bytes", space.Bytes);
            json.WriteNumber("asked", space.Asked);
            json.WriteNumber("unanswered", space.Unanswered);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
