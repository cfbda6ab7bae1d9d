using System.Globalization;
using SioProxy.Replay.Rules;

namespace SioProxy.Replay.Comparing;

/// <summary>What a replay knows besides what was said: why steps could not be played, and which came too late.</summary>
public sealed record PlayFacts
{
    /// <summary>Why a recorded step could not be played, by its number.</summary>
    public IReadOnlyDictionary<int, string> Problems { get; init; } = new Dictionary<int, string>();

    /// <summary>When a recorded step was given up, by its number, in microseconds since the Unix epoch.</summary>
    public IReadOnlyDictionary<int, long> GivenUpAt { get; init; } = new Dictionary<int, long>();

    /// <summary>
    /// Of what the server said before the client's step that it was recorded behind: that step's number and label, by live
    /// number.
    /// </summary>
    public IReadOnlyDictionary<int, (int Number, string Label)> Early { get; init; } =
        new Dictionary<int, (int, string)>();

    /// <summary>What is to be said of connections as such.</summary>
    public IReadOnlyList<SocketResult> Connections { get; init; } = [];

    /// <summary>How well the schedule was held; null when there was none.</summary>
    public ScheduleDeviation? Schedule { get; init; }

    /// <summary>Why it could not be played to its end; null when it was.</summary>
    public string? Failure { get; init; }

    internal SocketResult Apply(SocketResult socket, ReplayRules rules) =>
        socket with
        {
            Outcomes = [.. socket.Outcomes.Select(outcome => ApplyOrder(ApplyTime(outcome), rules))],
        };

    /// <summary>What a person should know of the order, one sentence for each name.</summary>
    internal IEnumerable<string> OrderNotes(IEnumerable<SocketResult> sockets) =>
        sockets
            .SelectMany(socket => socket.Outcomes)
            .Where(outcome =>
                outcome is { Verdict: StepVerdict.Same, Live: { } live } && Early.ContainsKey(live.Number)
            )
            .GroupBy(outcome => outcome.EffectiveName, StringComparer.Ordinal)
            .Select(name =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{name.Key}' came {name.Count()} times before the client's step that it was recorded behind; {{\"event\": \"{name.Key}\", \"must\": \"follow\"}} in the rules makes that a difference."
                )
            );

    // When a client speaks is the player's doing, so only a rule makes a difference of what came before it.
    private StepOutcome ApplyOrder(StepOutcome outcome, ReplayRules rules)
    {
        bool isEarly = outcome.Verdict == StepVerdict.Same && outcome is { Recorded: not null, Live: not null };
        if (!isEarly || !Early.TryGetValue(outcome.Live!.Number, out (int Number, string Label) cause))
        {
            return outcome;
        }
        string where = string.Create(CultureInfo.InvariantCulture, $"the client's {cause.Label} (step {cause.Number})");
        if (rules.FollowRule(outcome.EffectiveName) is not { } rule)
        {
            return outcome with { Note = $"It came before {where}, which it was recorded behind." };
        }
        return outcome with
        {
            Verdict = StepVerdict.Different,
            Differences = [new ValueDifference("order", $"\"behind {where}\"", $"\"before {where}\"", rule.ToString())],
        };
    }

    private StepOutcome ApplyTime(StepOutcome outcome)
    {
        if (outcome.Recorded is not { } recorded)
        {
            return outcome;
        }
        if (outcome.Live is null)
        {
            if (!Problems.TryGetValue(recorded.Number, out string? problem))
            {
                return outcome;
            }
            bool isClient = recorded.From == Protocol.Direction.ClientToServer;
            return outcome with { Verdict = isClient ? StepVerdict.Error : outcome.Verdict, Note = problem };
        }
        bool isLate = GivenUpAt.TryGetValue(recorded.Number, out long limit) && outcome.Live.AtMicros > limit;
        return isLate && outcome.Verdict == StepVerdict.Same
            ? outcome with
            {
                Verdict = StepVerdict.Late,
                Note = string.Create(
                    CultureInfo.InvariantCulture,
                    $"It came {(outcome.Live.AtMicros - limit) / 1000.0:0} ms after it was given up."
                ),
            }
            : outcome;
    }
}
