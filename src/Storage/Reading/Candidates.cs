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

    public static Candidates And(IEnumerable<Candidates> terms)
    {
        Candidates all = Any;
        foreach (Candidates term in terms)
        {
            all = new Candidates(
                all.Sql is null || term.Sql is null ? all.Sql ?? term.Sql : SqlCondition.Join(all.Sql, "AND", term.Sql),
                all.Segment is null || term.Segment is null
                    ? all.Segment ?? term.Segment
                    : Both(all.Segment, term.Segment)
            );
        }
        return all;
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
                );
        }
        return any ?? Any;
    }

    private static Func<long, SegmentSummary, bool> Both(
        Func<long, SegmentSummary, bool> first,
        Func<long, SegmentSummary, bool> second
    ) => (id, summary) => first(id, summary) && second(id, summary);

    private static Func<long, SegmentSummary, bool> Either(
        Func<long, SegmentSummary, bool> first,
        Func<long, SegmentSummary, bool> second
    ) => (id, summary) => first(id, summary) || second(id, summary);
}
