using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;

namespace SioProxy.Viewer.Replaying;

/// <summary>A line of the replay board: a socket's heading, or a step below it.</summary>
internal sealed class BoardLine
{
    /// <summary>The socket's name; null for steps.</summary>
    public string? Heading { get; init; }

    /// <summary>The recorded step, or the live one that nothing was recorded for; null for headings.</summary>
    public ReplayStep? Step { get; init; }

    /// <summary>What people call the step.</summary>
    public string Label { get; init; } = "";

    public StepState State { get; set; }

    /// <summary>What the comparison says of it; null until there is one.</summary>
    public StepOutcome? Outcome { get; init; }

    public SocketResult? Socket { get; init; }

    /// <summary>What a person should know besides; null mostly.</summary>
    public string? Note { get; set; }
}
