namespace SioProxy.Viewer.Outlining;

/// <summary>A name and its value.</summary>
internal sealed class FieldNode(string name, string value, SpanKind kind = SpanKind.Plain) : OutlineNode
{
    public override IReadOnlyList<TextSpan> Line => [new($"{name}: ", SpanKind.Name), new(value, kind)];

    public override string Value => value;
}
