namespace SioProxy.Viewer.Sessions;

/// <summary>All that one diagnosis was made of: with many sessions, the first thing to look at.</summary>
/// <param name="Code">The diagnosis.</param>
/// <param name="Example">The surest one.</param>
/// <param name="Cases">Whom it was made of, in order.</param>
internal sealed record ProblemGroup(string Code, Diagnosis Example, IReadOnlyList<ProblemCase> Cases)
{
    /// <summary>The surest first, and of those the most frequent.</summary>
    /// <param name="isWanted">Which cases count; null: all.</param>
    public static IReadOnlyList<ProblemGroup> Of(SessionOverview overview, Func<ProblemCase, bool>? isWanted = null) =>
        [
            .. Gather(overview)
                .Where(each => isWanted is null || isWanted(each))
                .GroupBy(each => each.Diagnosis.Code, StringComparer.Ordinal)
                .Select(group => new ProblemGroup(
                    group.Key,
                    group.MaxBy(each => each.Diagnosis.Confidence)!.Diagnosis,
                    [.. group]
                ))
                .OrderByDescending(group => group.Example.Confidence)
                .ThenByDescending(group => group.Cases.Count)
                .ThenBy(group => group.Code, StringComparer.Ordinal),
        ];

    private static IEnumerable<ProblemCase> Gather(SessionOverview overview) =>
        overview
            .Findings.Select(diagnosis => new ProblemCase(null, null, diagnosis))
            .Concat(
                overview.Sessions.SelectMany(report =>
                    report.Diagnoses.Select(diagnosis => new ProblemCase(
                        report.Session.Sid,
                        report.Session.Client,
                        diagnosis
                    ))
                )
            )
            .Concat(
                overview.Refusals.SelectMany(group =>
                    group.Diagnosis is { } diagnosis
                        ? group.Refusals.Select(refusal => new ProblemCase(
                            refusal.Sid,
                            refusal.Client,
                            diagnosis with
                            {
                                Row = refusal.Row,
                            }
                        ))
                        : []
                )
            );
}
