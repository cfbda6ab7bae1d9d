using SioProxy.Sessions;
using SioProxy.Viewer.Outlining;

namespace SioProxy.Viewer.Sessions;

/// <summary>Diagnoses as lines of an outline, the evidence a jump away.</summary>
internal static class DiagnosisNodes
{
    public static IEnumerable<OutlineNode> Of(IReadOnlyList<Diagnosis> diagnoses) =>
        diagnoses.Select(diagnosis => new DiagnosisNode(diagnosis) { IsExpanded = true });

    /// <summary>How a diagnosis is painted.</summary>
    public static SpanKind KindOf(Diagnosis diagnosis) =>
        diagnosis.Confidence == Confidence.Possible ? SpanKind.Warning : SpanKind.Fault;

    /// <summary>The lines below a finding: all of it where its own line had no room for it, and what to do.</summary>
    /// <param name="before">The columns that stand before the finding in its line.</param>
    /// <param name="width">The columns of the lines below it.</param>
    public static IEnumerable<OutlineNode> Below(Diagnosis diagnosis, int before, int width)
    {
        const int Indent = 2; // a child's line begins that much further right
        bool isCut = before + DisplayWidth.Of(TerminalText.Sanitize(diagnosis.Finding)) > width + Indent;
        return
        [
            .. isCut ? TextLines.OfWords(diagnosis.Finding, width, KindOf(diagnosis)) : [],
            .. TextLines.OfWords(diagnosis.Advice, width, SpanKind.Text),
        ];
    }

    private sealed class DiagnosisNode(Diagnosis diagnosis) : OutlineNode
    {
        public override bool CanExpand => true;

        public override bool WrapsText => true;

        public override string Key => "diagnosis " + diagnosis.Code;

        public override long? LeadsTo => diagnosis.Row;

        public override string Value => $"{diagnosis.Finding} {diagnosis.Advice}";

        public override IReadOnlyList<TextSpan> Line =>
            [new($"{diagnosis.ConfidenceWord}: ", SpanKind.Dim), new(diagnosis.Finding, KindOf(diagnosis))];

        protected override IReadOnlyList<OutlineNode> Load() =>
            [
                .. DiagnosisNodes.Below(diagnosis, diagnosis.ConfidenceWord.Length + 2, TextWidth),
                .. diagnosis.Row is { } row
                    ? new OutlineNode[] { new LinkNode("shown by row", FormattableString.Invariant($"{row}"), row) }
                    : [],
            ];
    }
}
