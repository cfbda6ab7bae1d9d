using System.Text.Json;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Rules;
using SioProxy.Replay.Values;
using SioProxy.Sessions;

namespace SioProxy.Replay.Comparing;

/// <summary>
/// The recorded values that a live run has its own of: those that one side issued and the other repeated later, when
/// they look random; the ids of sockets; those at places that a bind rule names; and secrets that redaction took out.
/// </summary>
public sealed class Bindable
{
    /// <summary>A text below this length may stand anywhere and mean something else, as a number may.</summary>
    private const int ShortestUnmistakable = 6;

    private readonly HashSet<string> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Step, string Place), string> _keys = [];

    private Bindable() { }

    /// <summary>Whether some are bound at certain places only: numbers, and texts that may mean anything.</summary>
    internal bool HasPlaces => _keys.Count > 0;

    /// <summary>Finds them in a plan.</summary>
    public static Bindable In(ReplayPlan plan, ReplayRules rules)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(rules);
        var bindable = new Bindable();
        foreach (ReplaySession session in plan.Sessions.Where(s => s is { Version: EngineIoVersion.V3, Refusal: null }))
        {
            // Protocol 4 makes the ids of sockets of the session's.
            bindable._values.Add(session.Sid);
            bindable._values.UnionWith(session.Sockets.Select(socket => $"{socket.Namespace}#{session.Sid}"));
        }
        List<NamedStep> steps =
        [
            .. plan
                .Sessions.SelectMany(session => session.Sockets)
                .SelectMany(socket => NamedStep.Of(socket.Steps, rules))
                .OrderBy(named => named.Step.Number),
        ];
        var ambiguous = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        bindable.FindValues(steps, rules, ambiguous);
        if (ambiguous.Count > 0)
        {
            bindable.FindPlaces(steps, rules, ambiguous);
        }
        return bindable;
    }

    /// <summary>What a recorded value is bound by; null when it is not.</summary>
    /// <param name="step">The recorded step that it stands in.</param>
    internal string? KeyOf(ReplayStep step, ValuePath place, JsonElement value) =>
        TextOf(value) is not { } text ? null
        : Contains(text) ? text
        : KeyAt(step, place);

    /// <summary>What the value at a place is bound by, if that is by its place; null when it is not.</summary>
    internal string? KeyAt(ReplayStep step, ValuePath place) =>
        HasPlaces ? _keys.GetValueOrDefault((step.Number, place.ToString())) : null;

    /// <summary>Whether a recorded text is one of them, wherever it stands.</summary>
    internal bool Contains(string text) => _values.Contains(text) || RedactedValue.IsMark(text);

    /// <param name="ambiguous">Takes those that are bound by rule but may mean something else elsewhere, with their members' names.</param>
    private void FindValues(List<NamedStep> steps, ReplayRules rules, Dictionary<string, List<string>> ambiguous)
    {
        var issued = new Dictionary<string, Direction>(StringComparer.Ordinal);
        foreach (NamedStep named in steps)
        {
            ReplayStep step = named.Step;
            bool isServer = step.From == Direction.ServerToClient;
            foreach (KeyValuePair<ValuePath, JsonElement> leaf in JsonLeaves.Of(step.Args))
            {
                if (TextOf(leaf.Value) is not { } value)
                {
                    continue;
                }
                bool isString = leaf.Value.ValueKind == JsonValueKind.String;
                bool isRuled = isServer
                    ? rules.RuleAt(named.Subject, leaf.Key) is { Bind: true }
                    : rules.SetAt(named.Subject, leaf.Key) is not null;
                bool isAmbiguous = !isString || (isServer && value.Length < ShortestUnmistakable);
                if (isRuled && isAmbiguous)
                {
                    (ambiguous.TryGetValue(value, out List<string>? names) ? names : ambiguous[value] = []).Add(
                        leaf.Key.LastName ?? ""
                    );
                }
                else if (isRuled || (isServer && step.Kind == StepKind.Connect))
                {
                    _values.Add(value);
                }
                else if (issued.TryGetValue(value, out Direction issuer))
                {
                    if (issuer != step.From)
                    {
                        _values.Add(value);
                    }
                }
                else if (isString && IssuedValue.IsRandom(value))
                {
                    issued.Add(value, step.From);
                }
            }
        }
    }

    // A 7 is an id in a member that is called as the one was that brought it, or where a rule says so; elsewhere it is a 7.
    private void FindPlaces(List<NamedStep> steps, ReplayRules rules, Dictionary<string, List<string>> ambiguous)
    {
        foreach (NamedStep named in steps)
        {
            foreach (KeyValuePair<ValuePath, JsonElement> leaf in JsonLeaves.Of(named.Step.Args))
            {
                if (TextOf(leaf.Value) is not { } value || !ambiguous.TryGetValue(value, out List<string>? names))
                {
                    continue;
                }
                bool isRuled =
                    rules.RuleAt(named.Subject, leaf.Key) is { Bind: true }
                    || rules.SetAt(named.Subject, leaf.Key) is not null;
                string? name =
                    leaf.Key.LastName is { } own && names.Contains(own, StringComparer.Ordinal) ? own
                    : isRuled ? names[0]
                    : null;
                if (name is not null)
                {
                    _keys[(named.Step.Number, leaf.Key.ToString())] = name.Length == 0 ? value : $"{name}={value}";
                }
            }
        }
    }

    /// <summary>What a value is bound by: a string's content, a number's text; null for all others.</summary>
    public static string? TextOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => CapturedJson.Of(value),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
}
