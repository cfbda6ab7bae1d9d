using System.IO.Enumeration;
using System.Text.Json;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Values;

namespace SioProxy.Replay.Rules;

/// <summary>The rules of a comparison. The first rule that fits wins, so that special ones stand before general ones.</summary>
/// <param name="All">The rules, in the order of their file.</param>
public sealed record ReplayRules(IReadOnlyList<ReplayRule> All)
{
    /// <summary>No rules: everything is ordered and identical but for what is always volatile.</summary>
    public static ReplayRules None { get; } = new([]);

    /// <summary>The name that a step is matched by: its event name, with its discriminator if a key rule says so.</summary>
    public string EffectiveName(ReplayStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        string name = step.Name ?? "";
        if (step.Kind != StepKind.Event)
        {
            return name;
        }
        ReplayRule? rule = All.FirstOrDefault(r => r.Key is not null && Fits(r.Event, name));
        if (rule is null)
        {
            return name;
        }
        foreach (KeyValuePair<ValuePath, JsonElement> leaf in JsonLeaves.Of(step.Args))
        {
            if (rule.Key!.Covers(leaf.Key))
            {
                return name
                    + ":"
                    + (leaf.Value.ValueKind == JsonValueKind.String ? leaf.Value.GetString() : leaf.Value.GetRawText());
            }
        }
        return name;
    }

    /// <summary>How events of an effective name are expected.</summary>
    public MatchMode ModeOf(string effectiveName) =>
        All.FirstOrDefault(rule => rule.Mode is not null && Fits(rule.Event, effectiveName))?.Mode ?? MatchMode.Ordered;

    /// <summary>
    /// The rule that the answers to handshakes are not compared; null when none says so. It has to name them: <c>*</c> stands
    /// for events.
    /// </summary>
    internal ReplayRule? HandshakesIgnored =>
        All.FirstOrDefault(rule =>
            rule.Mode == MatchMode.Ignore && string.Equals(rule.Event, HandshakeSteps.Subject, StringComparison.Ordinal)
        );

    /// <summary>The rule on a place of a step; null when none fits.</summary>
    /// <param name="subject">The effective name, or <c>ack:</c> and the effective name of the event that an ack answers.</param>
    public ReplayRule? RuleAt(string subject, ValuePath place) =>
        All.FirstOrDefault(rule =>
            rule is { Path: not null, Set: null } && Fits(rule.Event, subject) && rule.Path.Covers(place)
        );

    /// <summary>The rule that says what a client sends at a place of a step; null when none does.</summary>
    public ReplayRule? SetAt(string subject, ValuePath place) =>
        All.FirstOrDefault(rule => rule.Set is not null && Fits(rule.Event, subject) && rule.Path!.Covers(place));

    /// <summary>The rule that an event has to come behind the client's step that it was recorded behind; null when none says so.</summary>
    internal ReplayRule? FollowRule(string effectiveName) =>
        All.FirstOrDefault(rule => rule.MustFollow && Fits(rule.Event, effectiveName));

    /// <summary>Whether a rule is for steps of that name.</summary>
    public static bool IsFor(ReplayRule rule, string subject)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return Fits(rule.Event, subject);
    }

    private static bool Fits(string pattern, string name) =>
        FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
