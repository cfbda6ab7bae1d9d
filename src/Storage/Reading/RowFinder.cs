using SioProxy.Storage.Rows;

namespace SioProxy.Storage.Reading;

/// <summary>Finds the rows that match a query: a page in one transaction, or all ids on several threads.</summary>
/// <param name="isStillThere">Whether the path still leads to the file that was opened.</param>
internal sealed class RowFinder(ReadConnection connection, RowExtent extent, Func<bool> isStillThere) : IDisposable
{
    private const long Chunk = 16L << Segments.Shift;

    private const long PlainPart = 1L << Segments.Shift; // some hundred bytes a row

    private readonly SegmentCatalog _segments = new(connection.Database, connection.Path);

    /// <summary>Up to so many ids a search starts no threads of its own.</summary>
    public long SearchesAloneUpTo { get; set; } = 4 * Chunk;

    /// <summary>Whether threads are worth it; with the file gone they would open another one.</summary>
    public bool SearchesAlone(SearchPlan plan) =>
        plan.Ranges.Sum(range => range.End - range.Start + 1) <= SearchesAloneUpTo || !isStillThere();

    /// <summary>All ids, a page for each part that was searched: what <see cref="CaptureReader.FindAllIds"/> promises.</summary>
    public IEnumerable<RowIdPage> FindAll(RowQuery query, CancellationToken cancellationToken)
    {
        (SearchPlan plan, long from, long to) = connection.Transactions.Run(() => Plan(query));
        if (SearchesAlone(plan))
        {
            RowIdPage page;
            do
            {
                page = Page(
                    query with
                    {
                        BeforeId = Math.Min(query.BeforeId, to + 1),
                        AfterId = Math.Max(query.AfterId, from - 1),
                        Limit = int.MaxValue,
                        MaxScanned = SearchesAloneUpTo,
                    },
                    cancellationToken
                );
                query = query.Descending
                    ? query with
                    {
                        BeforeId = page.ScannedTo,
                    }
                    : query with
                    {
                        AfterId = page.ScannedTo,
                    };
                yield return page;
            } while (!page.IsEnd);
            yield break;
        }
        using var search = new ParallelParts<List<long>>(
            [.. plan.Parts(query.Descending)],
            () => new IdPartReader(connection.OpenAnother(), plan, query.Descending),
            cancellationToken
        );
        foreach (((long Start, long End) part, List<long> found) in search.Results())
        {
            yield return new RowIdPage(found, query.Descending ? part.Start : part.End, IsEnd: false);
        }
        yield return new RowIdPage([], query.Descending ? from : to, IsEnd: true);
    }

    /// <summary>What the rows of a plan add up to, part by part, each with its last id.</summary>
    public IEnumerable<(long Last, StatsBuilder Stats)> Stats(SearchPlan plan, CancellationToken cancellationToken) =>
        Parts(
            plan,
            [.. plan.Parts(descending: false)],
            isAlone =>
                isAlone
                    ? new PartReader<StatsBuilder>(
                        connection,
                        plan,
                        ownsConnection: false,
                        static (c, sql) => new StatsScanner(c, sql)
                    )
                    : new PartReader<StatsBuilder>(
                        connection.OpenAnother(),
                        plan,
                        ownsConnection: true,
                        static (c, sql) => new StatsScanner(c, sql)
                    ),
            cancellationToken
        );

    /// <summary>The rows of a plan as plain columns, part by part, each with its last id.</summary>
    public IEnumerable<(long Last, List<PlainRow> Rows)> PlainRows(
        SearchPlan plan,
        CancellationToken cancellationToken
    ) =>
        Parts(
            plan,
            [.. plan.Parts(descending: false, PlainPart)],
            isAlone =>
                isAlone
                    ? new PartReader<List<PlainRow>>(
                        connection,
                        plan,
                        ownsConnection: false,
                        static (c, sql) => new PlainRowScanner(c, sql)
                    )
                    : new PartReader<List<PlainRow>>(
                        connection.OpenAnother(),
                        plan,
                        ownsConnection: true,
                        static (c, sql) => new PlainRowScanner(c, sql)
                    ),
            cancellationToken
        );

    /// <summary>How to look for a query's rows, and between which ids.</summary>
    public (SearchPlan Plan, long From, long To) Plan(RowQuery query)
    {
        (long first, long last) = extent.CheckedSpan();
        if (!query.Filter.IsAll)
        {
            _segments.Refresh();
        }
        long from = Math.Max(first, query.AfterId == long.MaxValue ? long.MaxValue : query.AfterId + 1);
        long to = Math.Min(last, query.BeforeId == long.MinValue ? long.MinValue : query.BeforeId - 1);
        return (SearchPlan.Make(connection.Database, connection.Path, _segments, query.Filter, from, to), from, to);
    }

    /// <summary>A page, in one transaction; the last id that was looked at, and whether that was the end.</summary>
    public (ScanOutput Output, long ScannedTo, bool IsEnd) Scan(
        RowQuery query,
        bool withRows,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(query.Limit, nameof(query));
        return connection.Transactions.Run(() =>
        {
            (SearchPlan plan, long from, long to) = Plan(query);
            var output = new ScanOutput(query.Limit, query.Descending, withRows, query.WithPayload);
            using var scanner = new RowScanner(connection, plan, output);
            long scanned = 0;
            foreach ((long start, long end) in Chunks(plan.Ranges, query.Descending))
            {
                cancellationToken.ThrowIfCancellationRequested();
                long position = scanner.Scan(start, end, cancellationToken);
                scanned += end - start + 1;
                if (output.IsFull || (query.MaxScanned > 0 && scanned >= query.MaxScanned))
                {
                    return (output, position, position == (query.Descending ? from : to));
                }
            }
            return query.Descending
                ? (output, from > to ? query.BeforeId : from, true)
                : (output, from > to ? query.AfterId : to, true);
        });
    }

    /// <summary>Ranges in the order of the search, cut so that it can be cancelled between two of them.</summary>
    private static IEnumerable<(long Start, long End)> Chunks(
        IReadOnlyList<(long Start, long End)> ranges,
        bool descending
    )
    {
        foreach ((long start, long end) in descending ? ranges.Reverse() : ranges)
        {
            for (long done = 0; done <= end - start; done += Chunk)
            {
                yield return descending
                    ? (Math.Max(start, end - done - Chunk + 1), end - done)
                    : (start + done, Math.Min(end, start + done + Chunk - 1));
            }
        }
    }

    public void Dispose() => _segments.Dispose();

    private IEnumerable<(long Last, T Result)> Parts<T>(
        SearchPlan plan,
        IReadOnlyList<(long Start, long End)> parts,
        Func<bool, IPartReader<T>> open,
        CancellationToken cancellationToken
    )
        where T : class
    {
        if (SearchesAlone(plan))
        {
            using IPartReader<T> reader = open(true);
            foreach ((long Start, long End) part in parts)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return (part.End, reader.Read(part, cancellationToken));
            }
            yield break;
        }
        using var search = new ParallelParts<T>(parts, () => open(false), cancellationToken);
        foreach (((long Start, long End) part, T result) in search.Results())
        {
            yield return (part.End, result);
        }
    }

    private RowIdPage Page(RowQuery query, CancellationToken cancellationToken)
    {
        (ScanOutput output, long scannedTo, bool isEnd) = Scan(query, withRows: false, cancellationToken);
        return new RowIdPage(output.Ids, scannedTo, isEnd);
    }
}
