namespace SioProxy.Viewer.Outlining;

/// <summary>A titled section.</summary>
/// <param name="key">Tells it from other sections, whatever its title says of the row at hand.</param>
internal sealed class SectionNode(string key, string title, string detail, Func<IReadOnlyList<OutlineNode>> load)
    : OutlineNode
{
    private readonly Func<int, IReadOnlyList<OutlineNode>>? _wrap;

    /// <summary>A section of text.</summary>
    /// <param name="wrap">Cuts the text into lines of so many columns.</param>
    public SectionNode(string key, string title, string detail, Func<int, IReadOnlyList<OutlineNode>> wrap)
        : this(key, title, detail, () => []) => _wrap = wrap;

    public override string Key => key;

    public override bool CanExpand => true;

    public override bool WrapsText => _wrap is not null;

    public override IReadOnlyList<TextSpan> Line =>
        detail.Length == 0
            ? [new(title, SpanKind.Heading)]
            : [new(title, SpanKind.Heading), new("  " + detail, SpanKind.Dim)];

    protected override IReadOnlyList<OutlineNode> Load() => _wrap?.Invoke(TextWidth) ?? load();
}
