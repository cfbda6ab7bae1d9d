using SioProxy.Filtering;
using SioProxy.Storage.Rows;
using SQLitePCL;

namespace SioProxy.Storage.Reading;

/// <summary>
/// How to look for the rows that match a filter: which ids can hold them, what SQL and bytes say beforehand, and who
/// decides. Made in one transaction from what the file knows then; immutable, so that threads may share it.
/// </summary>
/// <param name="Matcher">Has the last word; null: every row matches.</param>
/// <param name="Candidates">What plain columns imply.</param>
/// <param name="Sieve">What payload bytes imply; null: nothing.</param>
/// <param name="Named">Events that the sieve must let through for their name; null: none.</param>
/// <param name="Ranges">The ids that can match, ascending.</param>
internal sealed record SearchPlan(
    FilterMatcher? Matcher,
    Candidates Candidates,
    ContentSieve? Sieve,
    NamedEvents? Named,
    IReadOnlyList<(long Start, long End)> Ranges
)
{
    private const long FirstPart = 2L << Segments.Shift;
    private const long LargestPart = 16L << Segments.Shift;

    /// <summary>Whether SQL over plain columns decides alone.</summary>
    public bool IsBySql => Matcher is null || Candidates.IsExact;

    /// <summary>Whether payload blocks lead the search, rather than plain columns.</summary>
    public bool IsByBlocks => Sieve is not null && !Candidates.IsSelective;

    /// <summary>The ranges in the order of the search, cut into parts; small ones first, so that first hits are there at once.</summary>
    /// <param name="largest">No part is longer.</param>
    public IEnumerable<(long Start, long End)> Parts(bool descending, long largest = LargestPart)
    {
        long size = Math.Min(FirstPart, largest);
        foreach ((long start, long end) in descending ? Ranges.Reverse() : Ranges)
        {
            long low = start;
            long high = end;
            while (low <= high)
            {
                long length = Math.Min(size, high - low + 1);
                yield return descending ? (high - length + 1, high) : (low, low + length - 1);
                (low, high) = descending ? (low, high - length) : (low + length, high);
                size = Math.Min(2 * size, largest);
            }
        }
    }

    public static SearchPlan Make(
        sqlite3 database,
        string path,
        SegmentCatalog catalog,
        Filter filter,
        long from,
        long to
    )
    {
        if (filter.IsAll)
        {
            return new SearchPlan(null, Candidates.Any, null, null, from > to ? [] : [(from, to)]);
        }
        var planner = new CandidatePlanner(database, path);
        Candidates candidates = planner.Plan(filter.Root);
        ContentSieve? sieve = ContentSieve.Of(filter.Root);
        NamedEvents? named = null;
        if (sieve is { Texts.Count: > 0 } && !planner.TryFindEvents(sieve.Texts, catalog.TailStart, out named))
        {
            sieve = null; // too many names to ask about each
        }
        return new SearchPlan(
            new FilterMatcher(filter),
            candidates,
            sieve,
            named,
            [.. Candidate(candidates, catalog, from, to)]
        );
    }

    /// <summary>The ids that can match, ascending: of complete segments those that may hold matches, and all behind them.</summary>
    private static IEnumerable<(long Start, long End)> Candidate(
        Candidates candidates,
        SegmentCatalog catalog,
        long from,
        long to
    )
    {
        if (from > to)
        {
            yield break;
        }
        if (candidates.Segment is not { } holds)
        {
            yield return (from, to);
            yield break;
        }
        long start = long.MinValue;
        long end = long.MinValue;
        foreach ((long id, SegmentSummary summary) in catalog.Complete)
        {
            long first = Math.Max(from, id << Segments.Shift);
            long last = Math.Min(to, ((id + 1) << Segments.Shift) - 1);
            if (first > last || !holds(id, summary))
            {
                continue;
            }
            if (end != long.MinValue && first != end + 1)
            {
                yield return (start, end);
                end = long.MinValue;
            }
            start = end == long.MinValue ? first : start;
            end = last;
        }
        long tail = Math.Max(from, catalog.TailStart);
        if (end != long.MinValue && tail != end + 1)
        {
            yield return (start, end);
            end = long.MinValue;
        }
        if (tail <= to)
        {
            yield return (end == long.MinValue ? tail : start, to);
        }
        else if (end != long.MinValue)
        {
            yield return (start, end);
        }
    }
}
