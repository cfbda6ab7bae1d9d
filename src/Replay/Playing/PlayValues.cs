using System.Text.Json;
using SioProxy.Endpoints.SocketIo;
using SioProxy.Protocol;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Live;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Values;

namespace SioProxy.Replay.Playing;

/// <summary>The values of a replay: which live ones stand for recorded ones, and which were supplied.</summary>
internal sealed class PlayValues
{
    private readonly BoundValues _bound = new();
    private readonly StepComparer _comparer;
    private readonly StepPayload _shown;
    private readonly Dictionary<string, string> _supplied = new(StringComparer.Ordinal);
    private readonly bool _hasMarks;

    public PlayValues(ReplayPlan plan, PlayRules settings, PlayOrder order)
    {
        Bindable bindable = Bindable.In(plan, settings.Rules);
        _comparer = new StepComparer(settings.Rules, bindable, _bound);
        _shown = new StepPayload(text => RedactedValue.IsMark(text) ? null : _bound.LiveOf(text));
        foreach (SuppliedPlace place in SuppliedPlaces.In(plan))
        {
            if (settings.Supplied.Of(place) is { } value)
            {
                _supplied[place.Mark] = value;
            }
        }
        var issuers = new Dictionary<string, PlayStep>(StringComparer.Ordinal);
        foreach (PlayStep step in order.All)
        {
            var needs = new List<NeededValue>();
            foreach (KeyValuePair<ValuePath, JsonElement> leaf in JsonLeaves.Of(step.Recorded.Args))
            {
                if (!bindable.Contains(leaf.Value) || Bindable.TextOf(leaf.Value) is not { } text)
                {
                    continue;
                }
                _hasMarks |= RedactedValue.IsMark(text);
                if (step.Recorded.From == Direction.ServerToClient)
                {
                    issuers.TryAdd(text, step);
                }
                else if (issuers.TryGetValue(text, out PlayStep? issuer))
                {
                    needs.Add(new NeededValue(text, issuer));
                }
            }
            step.Needs = needs;
        }
    }

    /// <summary>Whether the live values for all of these are there, or will not come any more.</summary>
    public bool Has(IReadOnlyList<NeededValue> needs)
    {
        foreach (NeededValue need in needs)
        {
            if (_bound.LiveOf(need.Recorded) is null && !need.Issuer.IsDone)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Whether a live step agrees with a recorded one under the rules.</summary>
    public bool Agree(PlayStep step, ReplayStep live) =>
        _comparer.Compare(step.Recorded, live, step.Named.Subject).Count == 0;

    /// <summary>Takes the live values that stand where recorded ones stood.</summary>
    public void Bind(PlayStep step, ReplayStep live) => _comparer.Bind(step.Recorded, live);

    /// <summary>The packet that says a client's step, with live and supplied values.</summary>
    public SocketIoMessage MessageOf(SessionPlay session, PlayStep step, long? ackId)
    {
        ReplaySocket socket = step.Socket.Recorded;
        (string? pid, string? offset) = Recovery(session, step);
        string? formerPid = ClientIdentity.Pid(step.Recorded);
        string? formerOffset = OffsetIn(step.Recorded);
        var payload = new StepPayload(text =>
            pid is not null && string.Equals(text, formerPid, StringComparison.Ordinal) ? pid
            : offset is not null && string.Equals(text, formerOffset, StringComparison.Ordinal) ? offset
            : LiveOf(text)
        );
        string? query = step.Recorded.Kind == StepKind.Connect ? socket.NamespaceQuery : null;
        return payload.MessageOf(step.Recorded, socket.Namespace, Supply(query), ackId);
    }

    /// <summary>A client's step as it is shown: with live values, but secrets as they were recorded.</summary>
    public JsonElement ArgsOf(PlayStep step) => _shown.ArgsOf(step.Recorded);

    /// <summary>A live step without the secrets that redaction took out of the recorded one.</summary>
    public ReplayStep Hide(PlayStep? expected, ReplayStep live) =>
        _hasMarks ? live with { Args = SecretValues.Hide(live.Args, expected?.Recorded.Args) } : live;

    private string? LiveOf(string text) => _bound.LiveOf(text) ?? _supplied.GetValueOrDefault(text);

    private string? Supply(string? query)
    {
        foreach (KeyValuePair<string, string> secret in query is null ? [] : _supplied)
        {
            string value = Uri.EscapeDataString(secret.Value);
            query = query!
                .Replace(secret.Key, value, StringComparison.Ordinal)
                .Replace(Uri.EscapeDataString(secret.Key), value, StringComparison.Ordinal);
        }
        return query;
    }

    private static (string? Pid, string? Offset) Recovery(SessionPlay session, PlayStep step)
    {
        if (step.Recorded.Kind != StepKind.Connect)
        {
            return default;
        }
        for (SessionPlay? former = session.Former; former is not null; former = former.Former)
        {
            if (former.Recovery.TryGetValue(step.Socket.Recorded.Namespace, out var recovery))
            {
                return recovery;
            }
        }
        return default;
    }

    private static string? OffsetIn(ReplayStep connect) =>
        connect.Kind == StepKind.Connect
        && connect.Args.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } payload
        && payload.TryGetProperty("offset", out JsonElement offset)
            ? Bindable.TextOf(offset)
            : null;
}
