namespace SioProxy.Viewer.Outlining;

/// <summary>A titled section.</summary>
/// <param name="key">Tells it from other sections, whatever its title says of the row at hand.</param>
internal sealed class SectionNode(string key, string title, string detail, Func<IReadOnlyList<OutlineNode>> load)
    : OutlineNode
{
    public override string Key => key;

    public override bool CanExpand => true;

    public override IReadOnlyList<TextSpan> Line =>
        detail.Length == 0
            ? [new(title, SpanKind.Heading)]
            : [new(title, SpanKind.Heading), new("  " + detail, SpanKind.Dim)];

    protected override IReadOnlyList<OutlineNode> Load() => load();
}
