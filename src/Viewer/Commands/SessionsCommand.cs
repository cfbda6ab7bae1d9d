using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using SioProxy.Filtering;
using SioProxy.Protocol;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Viewer.Summaries;

namespace SioProxy.Viewer.Commands;

/// <summary><c>sioview sessions</c>: a line for each session.</summary>
internal static class SessionsCommand
{
    public static Command Create(CommandIo io)
    {
        Argument<string> file = FileArguments.Create();
        Argument<string?> filter = FilterArguments.Create();
        var json = new Option<bool>("--json") { Description = "Print an object a line." };
        var command = new Command(
            "sessions",
            "Prints sessions, a line each; with a filter those with a row that matches."
        )
        {
            file,
            filter,
            json,
        };
        command.SetAction(result =>
        {
            Filter wanted = FilterArguments.Parse(result.GetValue(filter));
            using CaptureReader reader = FileArguments.Open(result.GetRequiredValue(file), io);
            IReadOnlyList<SessionSummary> sessions = SessionSummary.Read(reader, wanted, io.Stop);
            if (result.GetValue(json))
            {
                using var output = new SafeJsonStream(io.Output);
                foreach (SessionSummary summary in sessions)
                {
                    JsonLine.Write(output, line => WriteMembers(line, summary));
                }
            }
            else
            {
                WriteTable(io.Output, sessions);
            }
            FileArguments.TellOfGaps(reader, wanted, io);
            return ExitCode.Success;
        });
        return command;
    }

    private static void WriteTable(CommandOutput output, IReadOnlyList<SessionSummary> sessions)
    {
        var table = new TextTable(
            "SESSION",
            "OPENED",
            ">LASTED",
            "EIO",
            "TRANSPORT",
            "CLIENT",
            "NODE",
            ">FROM CLIENT",
            ">FROM SERVER",
            ">BYTES",
            ">HEARTBEAT",
            ">MATCHES",
            "END"
        );
        foreach (SessionSummary summary in sessions)
        {
            SessionEntry session = summary.Session;
            table.Add(
                session.Sid,
                TimeText.Iso(session.OpenedAtMicros),
                AmountText.Duration(summary.DurationMicros),
                ((int)session.Version).ToString(CultureInfo.InvariantCulture),
                Transports(session),
                session.Client,
                session.Node ?? AmountText.None,
                AmountText.Count(session.ClientPackets),
                AmountText.Count(session.ServerPackets),
                AmountText.Bytes(session.ClientBytes + session.ServerBytes),
                AmountText.Duration(session.Heartbeat?.LastMicros),
                summary.Matches is { } matches ? AmountText.Count(matches) : AmountText.None,
                End(session)
            );
        }
        table.WriteTo(output);
    }

    private static string Transports(SessionEntry session) =>
        session.FirstTransport == Transport.Polling && session.UpgradedAtMicros is not null
            ? "polling, then websocket"
            : RowNames.Of(session.FirstTransport);

    private static string End(SessionEntry session) =>
        session.EndedAtMicros is null
            ? "open"
            : $"{session.EndReason ?? "ended"}{(session.EndedBy is { } by ? $" (by {RowNames.Of(by)})" : "")}";

    private static void WriteMembers(Utf8JsonWriter json, SessionSummary summary)
    {
        SessionEntry session = summary.Session;
        json.WriteNumber("key", session.Key);
        json.WriteString("session", session.Sid);
        json.WriteNumber("eio", (int)session.Version);
        json.WriteNumber("claimedEio", session.ClaimedVersion);
        json.WriteString("client", session.Client);
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
        json.WriteNumber("durationMs", summary.DurationMicros / 1000m);
        json.WriteNumber("clientPackets", session.ClientPackets);
        json.WriteNumber("serverPackets", session.ServerPackets);
        json.WriteNumber("clientBytes", session.ClientBytes);
        json.WriteNumber("serverBytes", session.ServerBytes);
        if (session.Heartbeat is { } heartbeat)
        {
            json.WriteStartObject("heartbeatMs");
            json.WriteNumber("count", heartbeat.Count);
            json.WriteNumber("min", heartbeat.MinMicros / 1000m);
            json.WriteNumber("last", heartbeat.LastMicros / 1000m);
            json.WriteNumber("max", heartbeat.MaxMicros / 1000m);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("heartbeatMs");
        }
        json.WriteNumber("matches", summary.Matches);
    }
}
