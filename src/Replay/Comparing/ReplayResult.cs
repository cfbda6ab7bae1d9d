using SioProxy.Replay.Rules;

namespace SioProxy.Replay.Comparing;

/// <summary>All that a report says.</summary>
public sealed record ReplayResult
{
    /// <summary>The sockets, in the order of the plan.</summary>
    public required IReadOnlyList<SocketResult> Sockets { get; init; }

    /// <summary>Recorded values and the live ones that stood for them.</summary>
    public required IReadOnlyDictionary<string, string> BoundValues { get; init; }

    /// <summary>Rules that decided something.</summary>
    public required IReadOnlyList<ReplayRule> UsedRules { get; init; }

    /// <summary>Rules that never applied: they may be out of date.</summary>
    public required IReadOnlyList<ReplayRule> UnusedRules { get; init; }

    /// <summary>What could not be made into steps, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>How long the server took to answer, recorded and live, by the names of the events.</summary>
    public IReadOnlyList<AckLatency> AckLatencies { get; init; } = [];

    /// <summary>How well a replay held its schedule; null when it had none.</summary>
    public ScheduleDeviation? Schedule { get; init; }

    /// <summary>Why it could not be played to its end; null when it was.</summary>
    public string? Failure { get; init; }

    /// <summary>All outcomes of all sockets.</summary>
    public IEnumerable<StepOutcome> Outcomes => Sockets.SelectMany(socket => socket.Outcomes);

    /// <summary>The difference that came first in the recorded order, and its socket; null when there is none.</summary>
    public (SocketResult Socket, StepOutcome Outcome)? FirstDifference
    {
        get
        {
            SocketResult? socket = Sockets.Where(s => s.FirstDifference is not null).MinBy(s => s.FirstPlace);
            return socket is null ? null : (socket, socket.FirstDifference!);
        }
    }

    /// <summary>Whether something differs.</summary>
    public bool HasDifferences => Outcomes.Any(outcome => outcome.IsDifference);

    /// <summary>0: same; 1: differences; 2: it could not be played.</summary>
    public int ExitCode =>
        Failure is not null ? 2
        : HasDifferences ? 1
        : 0;
}
