using System.Text.Json;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Rules;
using SioProxy.Replay.Values;

namespace SioProxy.Replay.Comparing;

/// <summary>
/// The recorded values that a live run has its own of: those that one side issued and the other repeated later, when
/// they look random; the ids of sockets; those at places that a bind rule names; and secrets that redaction took out.
/// </summary>
public sealed class Bindable
{
    private readonly HashSet<string> _values = new(StringComparer.Ordinal);

    private Bindable() { }

    /// <summary>How many there are.</summary>
    public int Count => _values.Count;

    /// <summary>Finds them in a plan.</summary>
    public static Bindable In(ReplayPlan plan, ReplayRules rules)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(rules);
        var bindable = new Bindable();
        foreach (ReplaySession session in plan.Sessions.Where(s => s.Version == EngineIoVersion.V3))
        {
            // Protocol 4 makes the ids of sockets of the session's.
            bindable._values.Add(session.Sid);
            bindable._values.UnionWith(session.Sockets.Select(socket => $"{socket.Namespace}#{session.Sid}"));
        }
        var issued = new Dictionary<string, Direction>(StringComparer.Ordinal);
        IEnumerable<NamedStep> steps = plan
            .Sessions.SelectMany(session => session.Sockets)
            .SelectMany(socket => NamedStep.Of(socket.Steps, rules));
        foreach (NamedStep named in steps.OrderBy(named => named.Step.Number))
        {
            ReplayStep step = named.Step;
            bool isServer = step.From == Direction.ServerToClient;
            string subject = named.Subject;
            foreach (KeyValuePair<ValuePath, JsonElement> leaf in JsonLeaves.Of(step.Args))
            {
                if (TextOf(leaf.Value) is not { } value)
                {
                    continue;
                }
                bool isSocketId = isServer && step.Kind == StepKind.Connect;
                bool isSet = !isServer && rules.SetAt(subject, leaf.Key) is not null;
                if (isSocketId || isSet || (isServer && rules.RuleAt(subject, leaf.Key) is { Bind: true }))
                {
                    bindable._values.Add(value);
                }
                else if (issued.TryGetValue(value, out Direction issuer))
                {
                    if (issuer != step.From)
                    {
                        bindable._values.Add(value);
                    }
                }
                else if (leaf.Value.ValueKind == JsonValueKind.String && IssuedValue.IsRandom(value))
                {
                    issued.Add(value, step.From);
                }
            }
        }
        return bindable;
    }

    /// <summary>Whether a recorded text is one of them.</summary>
    internal bool Contains(string text) => _values.Contains(text) || RedactedValue.IsMark(text);

    /// <summary>Whether a recorded value is one of them.</summary>
    public bool Contains(JsonElement value) =>
        TextOf(value) is { } text && (_values.Contains(text) || RedactedValue.IsMark(text));

    /// <summary>What a value is bound by: a string's content, a number's text; null for all others.</summary>
    public static string? TextOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => JsonText.Of(value),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
}
