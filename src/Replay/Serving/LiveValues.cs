using System.Text.Json;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Live;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Rules;
using SioProxy.Replay.Values;
using SioProxy.Sessions;

namespace SioProxy.Replay.Serving;

/// <summary>
/// What stands for recorded values in what is served: the live clients' own values, and fresh ids where the server made
/// ids up (socket ids and recovery's pids), handed out at their first use, be it before their socket is there.
/// </summary>
internal sealed class LiveValues
{
    private readonly HashSet<string> _fresh = new(StringComparer.Ordinal);
    private readonly Func<string> _newId;
    private readonly StepPayload _masked;

    public LiveValues(ReplayPlan plan, ReplayRules rules, Func<string> newId)
    {
        _newId = newId;
        Bindable bindable = Bindable.In(plan, rules);
        Comparer = new StepComparer(rules, bindable, Bound);
        Payload = new StepPayload(
            LiveOf,
            bindable.HasPlaces
                ? (step, place) => bindable.KeyAt(step, place) is { } key ? Bound.LiveOf(key) : null
                : null
        );
        _masked = new StepPayload(Bound.MarkOf);
        foreach (ReplaySession session in plan.Sessions.Where(session => session.Version == EngineIoVersion.V4))
        {
            foreach (ReplayStep step in session.Sockets.SelectMany(socket => socket.Steps))
            {
                if (step is { Kind: StepKind.Connect, From: Direction.ServerToClient })
                {
                    _fresh.UnionWith(Ids(step));
                }
            }
        }
    }

    public BoundValues Bound { get; } = new();

    public StepComparer Comparer { get; }

    public StepPayload Payload { get; }

    /// <summary>The recorded <c>pid</c> that a live client's stands for; null when it is none of ours.</summary>
    public string? RecordedPid(ReplayStep connect) => Member(connect, "pid") is { } pid ? Bound.RecordedOf(pid) : null;

    /// <summary>The private id in a CONNECT's payload; null without.</summary>
    public static string? Pid(ReplayStep connect) => Member(connect, "pid");

    /// <summary>A live step with secrets as the recording has them: the live ones do not belong into a report.</summary>
    public ReplayStep WithoutSecrets(ReplayStep live) => live with { Args = _masked.ArgsOf(live) };

    /// <summary>On protocol 4 a socket's id is made of the session's.</summary>
    public void BindSid(string recorded, string live, IEnumerable<string> namespaces)
    {
        Bound.TryBind(recorded, live);
        foreach (string name in namespaces)
        {
            Bound.TryBind($"{name}#{recorded}", $"{name}#{live}");
        }
    }

    private string? LiveOf(string recorded)
    {
        if (Bound.LiveOf(recorded) is { } live)
        {
            return live;
        }
        if (!_fresh.Contains(recorded))
        {
            return null;
        }
        string id = _newId();
        Bound.TryBind(recorded, id);
        return id;
    }

    private static IEnumerable<string> Ids(ReplayStep connect) =>
        new[] { Member(connect, "sid"), Member(connect, "pid") }.OfType<string>();

    private static string? Member(ReplayStep connect, string name) =>
        connect.Args.GetArrayLength() > 0
        && connect.Args[0].ValueKind == JsonValueKind.Object
        && CapturedJson.Find(connect.Args[0], name) is { ValueKind: JsonValueKind.String } value
            ? Bindable.TextOf(value)
            : null;
}
