using SioProxy.Protocol;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Rules;

namespace SioProxy.Replay.Playing;

/// <summary>One namespace of one session while it is being played.</summary>
internal sealed class SocketPlay
{
    private const int Nearest = 64; // how many steps of a name are looked at for the one that agrees
    private readonly Dictionary<string, List<PlayStep>> _expected = new(StringComparer.Ordinal);
    private readonly Dictionary<int, int> _places = []; // of live steps of the server: the number of the recorded one
    private int _next;

    public SocketPlay(SessionPlay session, ReplaySocket recorded, ReplayRules rules)
    {
        Session = session;
        Recorded = recorded;
        Steps = [.. NamedStep.Of(recorded.Steps, rules).Select(named => new PlayStep(named, this))];
        foreach (PlayStep step in Steps.Where(step => !step.IsClient && step.Recorded.Kind != StepKind.Ack))
        {
            if (!_expected.TryGetValue(step.Named.Key, out List<PlayStep>? list))
            {
                _expected[step.Named.Key] = list = [];
            }
            list.Add(step);
        }
        Snapshots = [.. _expected.Values.Select(list => list[^1]).Where(step => step.Named.Mode == MatchMode.Latest)];
    }

    public SessionPlay Session { get; }

    public ReplaySocket Recorded { get; }

    public IReadOnlyList<PlayStep> Steps { get; }

    /// <summary>The last step of each name of which only the last one counts.</summary>
    public IReadOnlyList<PlayStep> Snapshots { get; }

    /// <summary>Of what the server said before the client's step that it was recorded behind: that step, by live number.</summary>
    public Dictionary<int, PlayStep> Early { get; } = [];

    /// <summary>What was really said.</summary>
    public List<ReplayStep> Live { get; } = [];

    /// <summary>Live events that wait for their acks, by ack id: what was sent, and its live number.</summary>
    public Dictionary<long, (PlayStep? Step, int LiveNumber, long At)> Asked { get; } = [];

    /// <summary>Whether the client has asked for the namespace, or the server opened it by itself.</summary>
    public bool IsJoined { get; set; }

    /// <summary>Whether it was left, or refused.</summary>
    public bool IsOver { get; set; }

    /// <summary>The first step that is not done; null when all are.</summary>
    public PlayStep? Next
    {
        get
        {
            while (_next < Steps.Count && (Steps[_next].IsDone || !Steps[_next].IsAwaited))
            {
                _next++;
            }
            return _next < Steps.Count ? Steps[_next] : null;
        }
    }

    /// <summary>The place of <see cref="Next"/>.</summary>
    public int NextIndex => Next is null ? Steps.Count : _next;

    /// <summary>The recorded event, CONNECT or DISCONNECT that a live one stands for: one that agrees if there is one, else the next of its name.</summary>
    public PlayStep? Find(string key, Func<PlayStep, bool> agrees)
    {
        if (!_expected.TryGetValue(key, out List<PlayStep>? list))
        {
            return null;
        }
        PlayStep? first = null;
        int seen = 0;
        foreach (PlayStep step in list)
        {
            if (step.HasArrived || step.Problem is not null)
            {
                continue;
            }
            first ??= step;
            if (agrees(step))
            {
                return step;
            }
            if (++seen == Nearest)
            {
                break;
            }
        }
        return first;
    }

    /// <summary>The server said something, which stands for a recorded step or for none.</summary>
    public void AddHeard(ReplayStep live, PlayStep? expected)
    {
        _places[live.Number] = expected is { IsAwaited: false } ? int.MaxValue : expected?.Recorded.Number ?? 0;
        Live.Add(live);
    }

    /// <summary>
    /// The client said something. When it was to speak is the player's doing: what the server says behind it in the
    /// recording may have come while it was still held back, and is no difference for that unless a rule says so.
    /// </summary>
    public void AddSaid(ReplayStep live, PlayStep step)
    {
        int place = Live.Count;
        while (place > 0 && _places.GetValueOrDefault(Live[place - 1].Number) > step.Recorded.Number)
        {
            place--;
            Early[Live[place].Number] = step;
        }
        Live.Insert(place, live);
    }

    /// <summary>Gives up all that is left.</summary>
    public void Fail(string problem, long now)
    {
        foreach (PlayStep step in Steps)
        {
            step.Fail(problem, now);
        }
    }

    /// <summary>What was said on it, in the form of a plan.</summary>
    public ReplaySocket LiveSocket() => new(Recorded.Namespace, Recorded.NamespaceQuery, [.. Live]);
}
