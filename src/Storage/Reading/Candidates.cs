using SioProxy.Storage.Rows;

namespace SioProxy.Storage.Reading;

/// <summary>
/// What a filter surely implies: SQL over plain columns, and which segments can hold matches. Null means "any", and what
/// is not null may let more through than the filter does, never less.
/// </summary>
/// <param name="Sql">A condition on <c>capture_row r</c>, with its parameters.</param>
/// <param name="Segment">Whether a segment can hold matches.</param>
internal sealed record Candidates(SqlCondition? Sql, Func<long, SegmentSummary, bool>? Segment)
{
    public static readonly Candidates Any = new(null, null);

    /// <summary>Whether the SQL lets through just what the filter does, so that nobody else need be asked.</summary>
    public bool IsExact { get; init; }

    /// <summary>Whether the SQL can be expected to let few rows through.</summary>
    public bool IsSelective { get; init; }

    public static Candidates And(IEnumerable<Candidates> terms)
    {
        Candidates? all = null;
        foreach (Candidates term in terms)
        {
            all = all is null
                ? term
                : new Candidates(
                    all.Sql is null || term.Sql is null
                        ? all.Sql ?? term.Sql
                        : SqlCondition.Join(all.Sql, "AND", term.Sql),
                    all.Segment is null || term.Segment is null
                        ? all.Segment ?? term.Segment
                        : Both(all.Segment, term.Segment)
                )
                {
                    IsExact = all.IsExact && term.IsExact,
                    IsSelective = all.IsSelective || term.IsSelective,
                };
        }
        return all ?? Any;
    }

    public static Candidates Or(IEnumerable<Candidates> terms)
    {
        Candidates? any = null;
        foreach (Candidates term in terms)
        {
            any = any is null
                ? term
                : new Candidates(
                    any.Sql is null || term.Sql is null ? null : SqlCondition.Join(any.Sql, "OR", term.Sql),
                    any.Segment is null || term.Segment is null ? null : Either(any.Segment, term.Segment)
                )
                {
                    IsExact = any.IsExact && term.IsExact,
                    IsSelective = any.IsSelective && term.IsSelective,
                };
        }
        return any ?? Any;
    }

    /// <summary>The rows that a term does not match: known only where SQL knows exactly which it does.</summary>
    public static Candidates Not(Candidates term) =>
        term is { IsExact: true, Sql: { } sql } ? new Candidates(SqlCondition.Not(sql), null) { IsExact = true } : Any;

    private static Func<long, SegmentSummary, bool> Both(
        Func<long, SegmentSummary, bool> first,
        Func<long, SegmentSummary, bool> second
    ) => (id, summary) => first(id, summary) && second(id, summary);

    private static Func<long, SegmentSummary, bool> Either(
        Func<long, SegmentSummary, bool> first,
        Func<long, SegmentSummary, bool> second
    ) => (id, summary) => first(id, summary) || second(id, summary);
}
