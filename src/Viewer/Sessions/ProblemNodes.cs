using SioProxy.Viewer.Filters;
using SioProxy.Viewer.Outlining;
using SioProxy.Viewer.Summaries;

namespace SioProxy.Viewer.Sessions;

/// <summary>What is wrong with a capture, each kind a line, above its clients and sessions. A few kinds are unfolded.</summary>
internal static class ProblemNodes
{
    private const int Most = 200;
    private const int Few = 3;
    private const int ShownUnasked = 5;

    public static IEnumerable<OutlineNode> Of(IReadOnlyList<ProblemGroup> problems) =>
        problems.Select(group => new ProblemNode(group) { IsExpanded = problems.Count <= Few });

    private sealed class ProblemNode(ProblemGroup group) : OutlineNode, INarrowing
    {
        public override string Key => "problem " + group.Code;

        public override bool CanExpand => true;

        public override bool WrapsText => true;

        public override long? LeadsTo => group.Example.Row;

        public override string Value => $"{group.Example.Finding} {group.Example.Advice}";

        /// <summary>The sessions that have it, or what it was made of in them; of those that are none, the rows that show it.</summary>
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
                if (sids.Length > 0)
                {
                    string[] evidence =
                    [
                        .. group
                            .Cases.Select(each => each.Diagnosis.Evidence ?? "")
                            .Distinct(StringComparer.Ordinal)
                            .Take(2),
                    ];
                    string sessions = FilterTerms.ForSessions(sids);
                    return evidence is [{ Length: > 0 } same] ? $"{sessions} {same}" : sessions;
                }
                IEnumerable<string> rows = group
                    .Cases.Take(Most)
                    .Select(each => FormattableString.Invariant($"{each.Diagnosis.Row ?? 0}"));
                return "id=" + string.Join('|', rows);
            }
        }

        public override IReadOnlyList<TextSpan> Line =>
            [
                new(Mark, DiagnosisNodes.KindOf(group.Example)),
                new($"{group.Example.ConfidenceWord}: ", SpanKind.Dim),
                new(group.Example.Finding, DiagnosisNodes.KindOf(group.Example)),
            ];

        private string Mark => group.Cases.Count == 1 ? "! " : $"! {AmountText.Count(group.Cases.Count)} × ";

        protected override IReadOnlyList<OutlineNode> Load() =>
            [
                .. DiagnosisNodes.Below(
                    group.Example,
                    Mark.Length + group.Example.ConfidenceWord.Length + 2,
                    TextWidth
                ),
                .. group.Cases.Take(ShownUnasked).Select(CaseNode),
                .. group.Cases.Count > ShownUnasked ? new OutlineNode[] { new MoreNode(group.Cases, CaseNode) } : [],
            ];

        // What is said of all of them is not said again for each.
        private OutlineNode CaseNode(ProblemCase each)
        {
            string finding = string.Equals(each.Diagnosis.Finding, group.Example.Finding, StringComparison.Ordinal)
                ? ""
                : "  " + each.Diagnosis.Finding;
            string whom =
                each.Sid is { } sid ? "session " + sid
                : each.Client is { } client ? "client " + client
                : "";
            return each.Diagnosis.Row is { } row
                ? new LinkNode("shown by", FormattableString.Invariant($"row {row}  {whom}{finding}").TrimEnd(), row)
                : new LineNode($"{whom}{finding}".TrimStart());
        }
    }

    private sealed class MoreNode(IReadOnlyList<ProblemCase> cases, Func<ProblemCase, OutlineNode> node) : OutlineNode
    {
        public override string Key => "more";

        public override bool CanExpand => true;

        public override IReadOnlyList<TextSpan> Line =>
            [new($"{AmountText.Count(cases.Count - ShownUnasked)} more", SpanKind.Dim)];

        protected override IReadOnlyList<OutlineNode> Load() =>
            [
                .. cases.Skip(ShownUnasked).Take(Most).Select(node),
                .. cases.Count > Most + ShownUnasked
                    ? new OutlineNode[]
                    {
                        new LineNode($"… {AmountText.Count(cases.Count - Most - ShownUnasked)} more", SpanKind.Dim),
                    }
                    : [],
            ];
    }
}
