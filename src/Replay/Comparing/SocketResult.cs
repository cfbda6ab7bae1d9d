namespace SioProxy.Replay.Comparing;

/// <summary>The comparison of one socket.</summary>
/// <param name="Client">The client's name in the plan.</param>
/// <param name="Session">Which of the client's sessions, from 1.</param>
/// <param name="Namespace">The namespace.</param>
/// <param name="Outcomes">What became of its steps, in order.</param>
public sealed record SocketResult(string Client, int Session, string Namespace, IReadOnlyList<StepOutcome> Outcomes)
{
    /// <summary>The first difference; null when there is none.</summary>
    public StepOutcome? FirstDifference => Outcomes.FirstOrDefault(outcome => outcome.IsDifference);

    /// <summary>Where the first difference stands in the recorded order: its step's number, or that of the one before it.</summary>
    internal int FirstPlace
    {
        get
        {
            int? place = null;
            foreach (StepOutcome outcome in Outcomes)
            {
                place = outcome.Recorded?.Number ?? outcome.Place ?? place;
                if (outcome.IsDifference)
                {
                    return place ?? int.MaxValue;
                }
            }
            return int.MaxValue;
        }
    }
}
