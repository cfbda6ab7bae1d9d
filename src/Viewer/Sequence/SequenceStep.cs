using SioProxy.Sessions;

namespace SioProxy.Viewer.Sequence;

/// <summary>A step of a sequence diagram.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Rows">The rows that it stands for; none for a silence.</param>
/// <param name="Micros">How long a silence, or folded heartbeats, lasted.</param>
/// <param name="Lines">How many lines of a terminal it takes: silences take more the longer they are.</param>
internal sealed record SequenceStep(SequenceStepKind Kind, IReadOnlyList<CapturedRow> Rows, long Micros, int Lines)
{
    /// <summary>The row that the step leads to; null for a silence.</summary>
    public CapturedRow? Row => Rows.Count > 0 ? Rows[0] : null;

    public bool Contains(long id) => Rows.Any(row => row.Id == id);
}
