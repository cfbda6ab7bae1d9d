namespace SioProxy.Viewer.Outlining;

/// <summary>A line of text, of a longer text most of the time.</summary>
internal sealed class LineNode(string text, SpanKind kind = SpanKind.Plain) : OutlineNode
{
    public override IReadOnlyList<TextSpan> Line => [new(text, kind)];

    public override string Value => text;
}
