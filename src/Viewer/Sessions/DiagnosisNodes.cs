using SioProxy.Viewer.Outlining;

namespace SioProxy.Viewer.Sessions;

/// <summary>Diagnoses as lines of an outline, the evidence a jump away.</summary>
internal static class DiagnosisNodes
{
    public static IEnumerable<OutlineNode> Of(IReadOnlyList<Diagnosis> diagnoses) =>
        diagnoses.Select(diagnosis => new DiagnosisNode(diagnosis) { IsExpanded = true });

    private sealed class DiagnosisNode(Diagnosis diagnosis) : OutlineNode
    {
        public override bool CanExpand => true;

        public override bool WrapsText => true;

        public override string Key => "diagnosis " + diagnosis.Code;

        public override long? LeadsTo => diagnosis.Row;

        public override string Value => $"{diagnosis.Finding} {diagnosis.Advice}";

        public override IReadOnlyList<TextSpan> Line =>
            [
                new($"{diagnosis.ConfidenceWord}: ", SpanKind.Dim),
                new(diagnosis.Finding, diagnosis.Confidence == Confidence.Possible ? SpanKind.Warning : SpanKind.Fault),
            ];

        protected override IReadOnlyList<OutlineNode> Load() =>
            [
                .. TextLines.Of(diagnosis.Advice, TextWidth),
                .. diagnosis.Row is { } row
                    ? new OutlineNode[] { new LinkNode("shown by row", FormattableString.Invariant($"{row}"), row) }
                    : [],
            ];
    }
}
