using System.Globalization;
using System.Text;
using SioProxy.Protocol;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Playing;

namespace SioProxy.Replay.Reporting;

/// <summary>A plan as text for a person, before anything is sent.</summary>
public static class PlanText
{
    private const int LongestArguments = 100;

    /// <summary>Writes the plan. It holds captured text as it is: sanitise it before it goes to a terminal.</summary>
    public static string Write(ReplayPlan plan, SuppliedValues supplied)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(supplied);
        var text = new StringBuilder();
        int sent = plan.Steps.Count(step => step.From == Direction.ClientToServer);
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{plan.Clients.Count} clients, {plan.Sessions.Count() - plan.Refused.Count} sessions, {plan.Refused.Count} refused handshakes, {sent} steps to send, {plan.Steps.Count() - sent} to expect"
        );
        foreach (SuppliedPlace place in SuppliedPlaces.In(plan))
        {
            string state = supplied.Has(place) ? "supplied" : "to be supplied";
            text.AppendLine($"{state}: {place.Name} ({place.Mark}), {place.Where}");
        }
        long start = plan.Sessions.Select(session => session.OpenedAtMicros).DefaultIfEmpty().Min();
        foreach (ReplayClient client in plan.Everyone)
        {
            for (int i = 0; i < client.Sessions.Count; i++)
            {
                WriteSession(text, client, i, start);
            }
        }
        foreach (string note in plan.Notes)
        {
            text.AppendLine("note: " + note);
        }
        return text.ToString();
    }

    private static void WriteSession(StringBuilder text, ReplayClient client, int index, long start)
    {
        ReplaySession session = client.Sessions[index];
        string transport =
            session.FirstTransport == Transport.WebSocket ? "websocket"
            : session.IsUpgraded ? "polling, then websocket"
            : "polling";
        text.AppendLine();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{client.Name}, session {index + 1}: Engine.IO {(int)session.Version}, {transport}, {session.Path}, at {Seconds(session.OpenedAtMicros - start)}"
        );
        foreach (ReplaySocket socket in session.Sockets)
        {
            text.AppendLine("  " + socket.Namespace);
            foreach (ReplayStep step in socket.Steps)
            {
                string arrow = step.From == Direction.ClientToServer ? "->" : "<-";
                string what = step.Kind switch
                {
                    StepKind.Event => $"{step.Name}{(step.AsksAck ? " (asks)" : "")}",
                    StepKind.Ack => string.Create(CultureInfo.InvariantCulture, $"ack of {step.AckOf}"),
                    StepKind.Connect => "CONNECT",
                    StepKind.ConnectError => "CONNECT_ERROR",
                    StepKind.Handshake => "HANDSHAKE",
                    _ => "DISCONNECT",
                };
                string args = step.Args.GetRawText();
                args = args.Length > LongestArguments ? args[..LongestArguments] + "…" : args;
                text.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"  {step.Number, 5} {Seconds(step.AtMicros - start), 10} {arrow} {what} {args}"
                );
            }
        }
        if (session.End is { } end)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"  ended by the {end.By.ToString().ToLowerInvariant()} at {Seconds(end.AtMicros - start)}"
            );
        }
    }

    private static string Seconds(long micros) =>
        string.Create(CultureInfo.InvariantCulture, $"{micros / 1_000_000.0:0.000} s");
}
