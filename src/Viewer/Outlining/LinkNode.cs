namespace SioProxy.Viewer.Outlining;

/// <summary>A line that leads to a row.</summary>
internal sealed class LinkNode(string name, string text, long row) : OutlineNode
{
    public override IReadOnlyList<TextSpan> Line => [new($"{name} ", SpanKind.Name), new(text, SpanKind.Link)];

    public override long? LeadsTo => row;

    public override string Value => text;
}
