using System.Globalization;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Rules;

namespace SioProxy.Replay.Comparing;

/// <summary>A step with what it is matched by, worked out once.</summary>
/// <param name="Step">The step.</param>
/// <param name="Place">Its index on the socket.</param>
/// <param name="Key">Steps may only be the same one when their keys are equal.</param>
/// <param name="Subject">What rules call it.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Mode">How it is expected.</param>
internal sealed record NamedStep(ReplayStep Step, int Place, string Key, string Subject, string Label, MatchMode Mode)
{
    public static IReadOnlyList<NamedStep> Of(IReadOnlyList<ReplayStep> steps, ReplayRules rules)
    {
        var named = new List<NamedStep>(steps.Count);
        var asked = new Dictionary<int, string>();
        var askedBefore = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (ReplayStep step in steps)
        {
            string name = rules.EffectiveName(step);
            // A refusal stands where the server would have let the client in: it is the other answer to the same question.
            StepKind kind = step.Kind == StepKind.ConnectError ? StepKind.Connect : step.Kind;
            string key = string.Create(CultureInfo.InvariantCulture, $"{step.From} {kind} {name}");
            if (step.AsksAck)
            {
                int nth = askedBefore[key] = askedBefore.GetValueOrDefault(key) + 1;
                asked[step.Number] = string.Create(CultureInfo.InvariantCulture, $"{name}#{nth}");
            }
            named.Add(
                step.Kind == StepKind.Ack
                    ? Ack(step, named.Count, asked, rules)
                    : Plain(step, named.Count, key, name, rules)
            );
        }
        return named;
    }

    private static NamedStep Plain(ReplayStep step, int place, string key, string name, ReplayRules rules) =>
        new(
            step,
            place,
            key,
            step.Kind == StepKind.Event ? name : Words(step.Kind),
            step.Kind == StepKind.Event ? name : Words(step.Kind),
            step.Kind switch
            {
                StepKind.Event => rules.ModeOf(name),
                StepKind.Handshake when rules.HandshakesIgnored is not null => MatchMode.Ignore,
                _ => MatchMode.Ordered,
            }
        );

    // An ack is matched by what it answers, never by its place: it may overtake events, and other acks.
    private static NamedStep Ack(ReplayStep step, int place, Dictionary<int, string> asked, ReplayRules rules)
    {
        string of = step.AckOf is { } number && asked.TryGetValue(number, out string? known) ? known : "?";
        string name = of.Split('#')[0];
        MatchMode mode = rules.ModeOf("ack:" + name) == MatchMode.Ignore ? MatchMode.Ignore : MatchMode.Unordered;
        return new NamedStep(step, place, $"{step.From} ack of {of}", "ack:" + name, "ack of " + name, mode);
    }

    private static string Words(StepKind kind) =>
        kind switch
        {
            StepKind.Connect => "CONNECT",
            StepKind.ConnectError => "CONNECT_ERROR",
            StepKind.Handshake => HandshakeSteps.Subject,
            _ => "DISCONNECT",
        };
}
