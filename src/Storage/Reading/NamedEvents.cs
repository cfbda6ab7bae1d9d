using SioProxy.Storage.Rows;

namespace SioProxy.Storage.Reading;

/// <summary>Events whose name a text search finds, and where they may occur.</summary>
/// <param name="Ids">Their numbers, at least one.</param>
/// <param name="InSegments">The complete segments in which they occur.</param>
/// <param name="TailStart">From this id on they may occur anywhere.</param>
internal sealed record NamedEvents(IReadOnlySet<long> Ids, IReadOnlySet<long> InSegments, long TailStart)
{
    public SqlCondition Sql { get; } = SqlCondition.In("r.event_id", Ids);

    /// <summary>Whether one of them may be among these rows.</summary>
    public bool MayBeIn(long first, long last)
    {
        if (last >= TailStart)
        {
            return true;
        }
        for (long segment = first >> Segments.Shift; segment <= last >> Segments.Shift; segment++)
        {
            if (InSegments.Contains(segment))
            {
                return true;
            }
        }
        return false;
    }
}
