using SioProxy.Viewer.Filters;
using SioProxy.Viewer.Outlining;
using SioProxy.Viewer.Summaries;

namespace SioProxy.Viewer.Sessions;

/// <summary>What is wrong with a capture, each kind a line, above its clients and sessions.</summary>
internal static class ProblemNodes
{
    private const int Most = 200;
    private const int Enough = 5; // with fewer sessions their own lines say it

    public static IReadOnlyList<OutlineNode> Of(SessionOverview overview)
    {
        bool isLarge =
            overview.Sessions.Take(Enough).Count() == Enough
            || overview.Refusals.Sum(group => group.Refusals.Count) > Enough;
        return
        [
            .. ProblemGroup
                .Of(overview)
                .Where(group => isLarge || group.Cases.Any(each => each.Client is null))
                .Select(group => new ProblemNode(group)),
        ];
    }

    private sealed class ProblemNode(ProblemGroup group) : OutlineNode, INarrowing
    {
        public override string Key => "problem " + group.Code;

        public override bool CanExpand => true;

        public override long? LeadsTo => group.Example.Row;

        public override string Value => $"{group.Example.Finding} {group.Example.Advice}";

        /// <summary>The sessions that have it; of those that are none, the rows that show it.</summary>
        public string Term
        {
            get
            {
                string[] sids =
                [
                    .. group
                        .Cases.Select(each => each.Sid)
                        .OfType<string>()
                        .Distinct(StringComparer.Ordinal)
                        .Take(Most),
                ];
                return sids.Length > 0
                    ? FilterTerms.ForSessions(sids)
                    : "id="
                        + string.Join(
                            '|',
                            group
                                .Cases.Take(Most)
                                .Select(each => FormattableString.Invariant($"{each.Diagnosis.Row ?? 0}"))
                        );
            }
        }

        public override IReadOnlyList<TextSpan> Line =>
            [
                new(
                    group.Cases.Count == 1 ? "! " : $"! {AmountText.Count(group.Cases.Count)} × ",
                    group.Example.Confidence == Confidence.Possible ? SpanKind.Warning : SpanKind.Fault
                ),
                new($"{group.Example.ConfidenceWord}: ", SpanKind.Dim),
                new(
                    group.Example.Finding,
                    group.Example.Confidence == Confidence.Possible ? SpanKind.Warning : SpanKind.Fault
                ),
            ];

        protected override IReadOnlyList<OutlineNode> Load() =>
            [
                .. TextLines.Of(group.Example.Advice),
                .. group.Cases.Take(Most).Select(CaseNode),
                .. group.Cases.Count > Most
                    ? new OutlineNode[]
                    {
                        new LineNode($"… {AmountText.Count(group.Cases.Count - Most)} more", SpanKind.Dim),
                    }
                    : [],
            ];

        private static OutlineNode CaseNode(ProblemCase each) =>
            each.Diagnosis.Row is { } row
                ? new LinkNode(
                    each.Sid ?? each.Client ?? "row",
                    FormattableString.Invariant($"{row}  {each.Diagnosis.Finding}"),
                    row
                )
                : new LineNode($"{each.Sid ?? each.Client ?? ""}  {each.Diagnosis.Finding}".TrimStart());
    }
}
