using System.Text.Json;
using SioProxy.Endpoints.SocketIo;
using SioProxy.Protocol;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Live;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Values;
using SioProxy.Sessions;

namespace SioProxy.Replay.Playing;

/// <summary>The values of a replay: which live ones stand for recorded ones, and which were supplied.</summary>
internal sealed class PlayValues
{
    private readonly BoundValues _bound = new();
    private readonly StepComparer _comparer;
    private readonly StepPayload _shown;
    private readonly Dictionary<string, string> _supplied = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _secrets = new(StringComparer.Ordinal); // live value -> what is shown
    private readonly Bindable _bindable;
    private readonly PlayRules _settings;
    private readonly bool _hasMarks;

    public PlayValues(ReplayPlan plan, PlayRules settings, PlayOrder order)
    {
        _settings = settings;
        Bindable bindable = _bindable = Bindable.In(plan, settings.Rules);
        _comparer = new StepComparer(settings.Rules, bindable, _bound);
        _shown = new StepPayload(text => RedactedValue.IsMark(text) ? null : _bound.LiveOf(text), LiveAt);
        foreach (SuppliedPlace place in SuppliedPlaces.In(plan))
        {
            if (settings.Supplied.Of(place) is { } value)
            {
                _supplied[place.Mark] = value;
                _secrets[value] = place.Mark;
            }
        }
        var issuers = new Dictionary<string, PlayStep>(StringComparer.Ordinal);
        foreach (PlayStep step in order.All)
        {
            var needs = new List<NeededValue>();
            foreach (KeyValuePair<ValuePath, JsonElement> leaf in JsonLeaves.Of(step.Recorded.Args))
            {
                if (bindable.KeyOf(step.Recorded, leaf.Key, leaf.Value) is not { } key)
                {
                    continue;
                }
                _hasMarks |= RedactedValue.IsMark(key);
                if (step.Recorded.From == Direction.ServerToClient)
                {
                    issuers.TryAdd(key, step);
                }
                else if (issuers.TryGetValue(key, out PlayStep? issuer))
                {
                    needs.Add(new NeededValue(key, issuer));
                }
            }
            step.Needs = needs;
        }
    }

    /// <summary>Whether the live values for all of these are there, or will not come any more.</summary>
    public bool Has(IReadOnlyList<NeededValue> needs, PlaySchedule schedule)
    {
        foreach (NeededValue need in needs)
        {
            if (_bound.LiveOf(need.Recorded) is null && MayCome(need.Issuer, schedule))
            {
                return false;
            }
        }
        return true;
    }

    // The recorded value instead of a live one means nothing to the server: better a late one.
    private static bool MayCome(PlayStep issuer, PlaySchedule schedule) =>
        !issuer.IsDone
        || (
            issuer
                is {
                    GivenUpAt: not null,
                    HasArrived: false,
                    Socket: { IsOver: false, Session.State: SessionState.Open }
                }
            && !schedule.IsDue(issuer.LateUntil)
        );

    /// <summary>Whether a live step agrees with a recorded one under the rules.</summary>
    public bool Agree(PlayStep step, ReplayStep live) =>
        _comparer.Compare(step.Recorded, live, step.Named.Subject).Count == 0;

    /// <summary>Takes the live values that stand where recorded ones stood.</summary>
    public void Bind(PlayStep step, ReplayStep live) => _comparer.Bind(step.Recorded, live);

    /// <summary>The packet that says a client's step, with live and supplied values.</summary>
    /// <param name="prepared">The step with what rules put into it.</param>
    public SocketIoMessage MessageOf(SessionPlay session, PlayStep step, ReplayStep prepared, long? ackId)
    {
        ReplaySocket socket = step.Socket.Recorded;
        (string? pid, string? offset) = Recovery(session, step);
        string? formerPid = ClientIdentity.Pid(ClientChain.Payload(step.Recorded));
        string? formerOffset = OffsetIn(step.Recorded);
        var payload = new StepPayload(
            text =>
                pid is not null && string.Equals(text, formerPid, StringComparison.Ordinal) ? pid
                : offset is not null && string.Equals(text, formerOffset, StringComparison.Ordinal) ? offset
                : LiveOf(text),
            LiveAt
        );
        string? query = step.Recorded.Kind == StepKind.Connect ? socket.NamespaceQuery : null;
        return payload.MessageOf(prepared, socket.Namespace, Supply(query), ackId);
    }

    /// <summary>A client's step as it is shown: with live values, but secrets as they were recorded.</summary>
    public JsonElement ArgsOf(ReplayStep prepared) =>
        SecretValues.Hide(_shown.ArgsOf(prepared), recorded: null, _secrets, byName: false);

    /// <summary>A client's step with what rules put into it.</summary>
    public ReplayStep Prepare(PlayStep step) =>
        SetValues.Apply(
            step.Recorded,
            step.Named.Subject,
            _settings,
            (place, recorded, live, isSecret) =>
            {
                if (isSecret)
                {
                    _secrets[live] = recorded;
                }
                else if (_bindable.Contains(recorded))
                {
                    _bound.TryBind(recorded, live);
                }
                else if (_bindable.KeyAt(step.Recorded, place) is { } key)
                {
                    _bound.TryBind(key, live);
                }
            }
        );

    /// <summary>A live step without the secrets that redaction took out of the recorded one.</summary>
    public ReplayStep Hide(PlayStep? expected, ReplayStep live) =>
        _hasMarks || _secrets.Count > 0
            ? live with
            {
                Args = SecretValues.Hide(live.Args, expected?.Recorded.Args, _secrets, byName: _hasMarks),
            }
            : live;

    /// <summary>The live or supplied value for a recorded text; null when there is none.</summary>
    public string? LiveOf(string text) => _bound.LiveOf(text) ?? _supplied.GetValueOrDefault(text);

    private Func<ReplayStep, ValuePath, string?>? LiveAt =>
        _bindable.HasPlaces
            ? (step, place) => _bindable.KeyAt(step, place) is { } key ? _bound.LiveOf(key) : null
            : null;

    private string? Supply(string? query) =>
        query is null
            ? null
            : string.Join(
                '&',
                query
                    .Split('&')
                    .Select(entry =>
                    {
                        int equals = entry.IndexOf('=', StringComparison.Ordinal);
                        string value = equals < 0 ? "" : Uri.UnescapeDataString(entry[(equals + 1)..]);
                        return equals >= 0 && LiveOf(value) is { } live
                            ? entry[..(equals + 1)] + Uri.EscapeDataString(live)
                            : entry;
                    })
            );

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
        && CapturedJson.Find(payload, "offset") is { } offset
            ? Bindable.TextOf(offset)
            : null;
}
