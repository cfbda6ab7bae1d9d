namespace SioProxy.Viewer.Sequence;

/// <summary>Rows as a sequence diagram: steps in order of the capture, and the spans of acks between them.</summary>
internal sealed record SequencePicture(IReadOnlyList<SequenceStep> Steps, IReadOnlyList<AckSpan> Spans)
{
    public static SequencePicture Empty { get; } = new([], []);

    /// <summary>The step that this row is in; -1 when it is in none.</summary>
    public int IndexOf(long rowId)
    {
        for (int i = 0; i < Steps.Count; i++)
        {
            if (Steps[i].Contains(rowId))
            {
                return i;
            }
        }
        return -1;
    }
}
