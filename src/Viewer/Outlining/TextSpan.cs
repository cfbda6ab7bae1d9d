namespace SioProxy.Viewer.Outlining;

/// <summary>A piece of a line. Not sanitised: whoever draws it does that.</summary>
internal readonly record struct TextSpan(string Text, SpanKind Kind = SpanKind.Plain);
