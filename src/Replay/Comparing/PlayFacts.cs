using System.Globalization;

namespace SioProxy.Replay.Comparing;

/// <summary>What a replay knows besides what was said: why steps could not be played, and which came too late.</summary>
public sealed record PlayFacts
{
    /// <summary>Why a recorded step could not be played, by its number.</summary>
    public IReadOnlyDictionary<int, string> Problems { get; init; } = new Dictionary<int, string>();

    /// <summary>When a recorded step was given up, by its number, in microseconds since the Unix epoch.</summary>
    public IReadOnlyDictionary<int, long> GivenUpAt { get; init; } = new Dictionary<int, long>();

    /// <summary>What is to be said of connections as such.</summary>
    public IReadOnlyList<SocketResult> Connections { get; init; } = [];

    /// <summary>How well the schedule was held; null when there was none.</summary>
    public ScheduleDeviation? Schedule { get; init; }

    /// <summary>Why it could not be played to its end; null when it was.</summary>
    public string? Failure { get; init; }

    internal SocketResult Apply(SocketResult socket) => socket with { Outcomes = [.. socket.Outcomes.Select(Apply)] };

    private StepOutcome Apply(StepOutcome outcome)
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
