using System.Globalization;
using System.Text.Json;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Rules;
using SioProxy.Replay.Values;
using SioProxy.Sessions;

namespace SioProxy.Replay.Comparing;

/// <summary>Compares the arguments of two steps that are meant to be the same one, under rules and bindings.</summary>
public sealed class StepComparer(ReplayRules rules, Bindable bindable, BoundValues bound)
{
    private static readonly string[] AlwaysVolatile = ["args[0].sid", "args[0].pid", "args[0].offset"];

    private readonly HashSet<ReplayRule> _used = [];

    /// <summary>The rules that decided something so far.</summary>
    public IReadOnlySet<ReplayRule> UsedRules => _used;

    /// <summary>Where they differ; nothing is bound by it.</summary>
    /// <param name="subject">What rules call the step: its effective name, or <c>ack:</c> and that of the event it answers.</param>
    public IReadOnlyList<ValueDifference> Compare(ReplayStep recorded, ReplayStep live, string subject)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        ArgumentNullException.ThrowIfNull(live);
        var differences = new List<ValueDifference>();
        if (recorded.Kind != live.Kind)
        {
            differences.Add(new ValueDifference("type", Words(recorded), Words(live), null));
            return differences;
        }
        if (recorded.IsTruncated || live.IsTruncated)
        {
            return differences; // nobody knows the rest
        }
        Walk(new Pair(recorded, live, subject, differences), ValuePath.Args, recorded.Args, live.Args);
        return differences;
    }

    /// <summary>Takes the live values that stand where bindable recorded ones stood.</summary>
    public void Bind(ReplayStep recorded, ReplayStep live)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        ArgumentNullException.ThrowIfNull(live);
        var byPlace = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (KeyValuePair<ValuePath, JsonElement> leaf in JsonLeaves.Of(live.Args))
        {
            byPlace[leaf.Key.ToString()] = leaf.Value; // of a name that comes twice, the last counts
        }
        foreach (KeyValuePair<ValuePath, JsonElement> leaf in JsonLeaves.Of(recorded.Args))
        {
            if (
                bindable.KeyOf(recorded, leaf.Key, leaf.Value) is { } key
                && byPlace.TryGetValue(leaf.Key.ToString(), out JsonElement value)
                && Bindable.TextOf(value) is { } text
            )
            {
                bound.TryBind(key, text);
            }
        }
    }

    private readonly record struct Pair(
        ReplayStep Recorded,
        ReplayStep Live,
        string Subject,
        List<ValueDifference> Differences
    );

    private void Walk(Pair pair, ValuePath path, JsonElement? recorded, JsonElement? live)
    {
        if (IsVolatile(pair.Recorded, path))
        {
            return;
        }
        ReplayRule? rule = rules.RuleAt(pair.Subject, path);
        if (rule?.Match is { } matcher)
        {
            _used.Add(rule);
            if (!matcher.Matches(recorded, pair.Recorded.AtMicros, live, pair.Live.AtMicros))
            {
                pair.Differences.Add(Difference(path, recorded, live, rule));
            }
            return;
        }
        if (recorded is not { } was || live is not { } now)
        {
            // Below a missing place a rule may still allow the absence of all that is in it, but only at its own depth.
            pair.Differences.Add(Difference(path, recorded, live, rule));
            return;
        }
        if (was.ValueKind == JsonValueKind.Object && now.ValueKind == JsonValueKind.Object)
        {
            WalkObjects(pair, path, was, now);
        }
        else if (was.ValueKind == JsonValueKind.Array && now.ValueKind == JsonValueKind.Array)
        {
            WalkArrays(pair, path, was, now);
        }
        else if (!AreSame(pair.Recorded, path, was, now))
        {
            pair.Differences.Add(Difference(path, was, now, rule));
        }
        else if (rule is not null)
        {
            _used.Add(rule);
        }
    }

    private void WalkObjects(Pair pair, ValuePath path, JsonElement was, JsonElement now)
    {
        if (AttachmentOf(was, pair.Recorded) is { } sent && AttachmentOf(now, pair.Live) is { } received)
        {
            if (!sent.Span.SequenceEqual(received.Span))
            {
                pair.Differences.Add(new ValueDifference(path.ToString(), Words(sent), Words(received), null));
            }
            return;
        }
        Dictionary<string, JsonElement> before = Members(was);
        Dictionary<string, JsonElement> after = Members(now);
        foreach (KeyValuePair<string, JsonElement> member in before)
        {
            JsonElement? other = after.TryGetValue(member.Key, out JsonElement value) ? value : null;
            Walk(pair, path.Member(member.Key), member.Value, other);
        }
        foreach (KeyValuePair<string, JsonElement> member in after.Where(member => !before.ContainsKey(member.Key)))
        {
            Walk(pair, path.Member(member.Key), null, member.Value);
        }
    }

    // Of a name that comes twice, the last counts.
    private static Dictionary<string, JsonElement> Members(JsonElement value)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (JsonProperty member in value.EnumerateObject())
        {
            members[CapturedJson.NameOf(member)] = member.Value;
        }
        return members;
    }

    private void WalkArrays(Pair pair, ValuePath path, JsonElement was, JsonElement now)
    {
        int length = Math.Max(was.GetArrayLength(), now.GetArrayLength());
        for (int i = 0; i < length; i++)
        {
            Walk(pair, path.At(i), i < was.GetArrayLength() ? was[i] : null, i < now.GetArrayLength() ? now[i] : null);
        }
    }

    private bool AreSame(ReplayStep step, ValuePath path, JsonElement was, JsonElement now)
    {
        string? text = Bindable.TextOf(now);
        if (text is not null && RedactedValue.IsMark(text))
        {
            return true; // as with a recorded mark: it may be the value that is plain here
        }
        if (bindable.KeyOf(step, path, was) is not { } key)
        {
            return CapturedJson.AreEqual(was, now);
        }
        if (RedactedValue.IsMark(key))
        {
            if (text is null)
            {
                return true; // the secret may have been an object: nothing of it is left to compare with
            }
        }
        else if (was.ValueKind != now.ValueKind)
        {
            return false;
        }
        return bound.LiveOf(key) is not { } live || string.Equals(live, text, StringComparison.Ordinal);
    }

    // The ids of the connection itself: a CONNECT's answer, and what recovery puts into its request.
    private static bool IsVolatile(ReplayStep step, ValuePath path) =>
        step.Kind == StepKind.Connect && AlwaysVolatile.Contains(path.ToString(), StringComparer.Ordinal);

    private static ReadOnlyMemory<byte>? AttachmentOf(JsonElement value, ReplayStep step)
    {
        bool isPlaceholder =
            value.GetPropertyCount() == 1
            && CapturedJson.Find(value, "$binary") is { ValueKind: JsonValueKind.Number } index
            && index.TryGetInt32(out int i)
            && i >= 0
            && i < step.Attachments.Count;
        // A bare null would become an empty memory, by way of byte[].
        return isPlaceholder
            ? step.Attachments[value.GetProperty("$binary").GetInt32()]
            : default(ReadOnlyMemory<byte>?);
    }

    private static string Words(ReplayStep answer) =>
        answer.Kind == StepKind.ConnectError ? "CONNECT_ERROR " + answer.Args.GetRawText() : "CONNECT";

    private static string Words(ReadOnlyMemory<byte> bytes) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{bytes.Length} bytes, SHA-256 {Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes.Span))[..16]}"
        );

    private static ValueDifference Difference(ValuePath path, JsonElement? was, JsonElement? now, ReplayRule? rule) =>
        new(path.ToString(), was?.GetRawText(), now?.GetRawText(), rule?.ToString());
}
