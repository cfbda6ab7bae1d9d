using System.Globalization;
using System.Text;
using System.Text.Json;
using SioProxy.Filtering;
using SioProxy.Protocol.Json;
using SioProxy.Viewer.Outlining;
using SioProxy.Viewer.Summaries;

namespace SioProxy.Viewer.Details;

/// <summary>
/// A value of a JSON text. Knows only where it lies; what is in it is looked for when it is unfolded, so that a large or
/// deep text costs what is looked at.
/// </summary>
internal sealed class JsonNode : OutlineNode
{
    private const int MaxShown = 400; // bytes of a value in a line; a terminal has fewer columns
    private const int LongText = 60;

    private readonly JsonSource _source;
    private readonly PathStep? _step;
    private readonly int _start;
    private readonly int _length;

    private JsonNode(JsonSource source, PathStep? step, int start, int length)
    {
        _source = source;
        _step = step;
        _start = start;
        _length = length;
        Kind = KindOf(Token);
        Attachment = Kind == JsonTokenKind.ObjectStart ? AttachmentOf(Token) : null;
    }

    public JsonTokenKind Kind { get; }

    /// <summary>The number of the attachment that it stands for; null for ordinary values.</summary>
    public int? Attachment { get; }

    public JsonSource Source => _source;

    /// <summary>The value's own text.</summary>
    public ReadOnlySpan<byte> Token => _source.Utf8.Span.Slice(_start, _length);

    public bool IsContainer => Attachment is null && Kind is JsonTokenKind.ObjectStart or JsonTokenKind.ArrayStart;

    public override string? Key =>
        _step is { } step ? step.Name ?? step.Index?.ToString(CultureInfo.InvariantCulture) : "";

    public override bool CanExpand =>
        Attachment is not null
        || (IsContainer ? !IsEmpty : Kind == JsonTokenKind.Text && (_length > LongText || Token.Contains((byte)'\\')));

    public override IReadOnlyList<TextSpan> Line => [.. NameSpans(), .. ValueSpans()];

    /// <summary>Of a string its text, of an attachment its bytes in hexadecimal (small ones), of everything else its JSON.</summary>
    public override string Value =>
        Attachment is { } index ? Convert.ToHexStringLower(_source.Attachments[index].Span)
        : Kind == JsonTokenKind.Text ? JsonText.GetString(Token)
        : Encoding.UTF8.GetString(Token);

    /// <summary>The steps from the text's root.</summary>
    public IReadOnlyList<PathStep> Steps
    {
        get
        {
            var steps = new List<PathStep>();
            for (OutlineNode? node = this; node is JsonNode { _step: { } step }; node = node.Parent)
            {
                steps.Add(step);
            }
            steps.Reverse();
            return steps;
        }
    }

    /// <summary>The path in the filter language's notation, such as <c>args[0].room</c>.</summary>
    public string Path => _source.Name + PathNode.Print(Steps);

    /// <summary>The text's root.</summary>
    public static JsonNode Of(JsonSource source)
    {
        ReadOnlySpan<byte> text = source.Utf8.Span;
        int start = text.IndexOfAnyExcept(" \t\r\n"u8);
        start = Math.Max(start, 0);
        return new JsonNode(source, null, start, text[start..].TrimEnd(" \t\r\n"u8).Length);
    }

    /// <summary>The values directly in a text's root: the arguments of a list of arguments.</summary>
    public static IReadOnlyList<OutlineNode> ElementsOf(JsonSource source) => Of(source).Load();

    public override bool WrapsText => Kind == JsonTokenKind.Text;

    protected override IReadOnlyList<OutlineNode> Load() =>
        Attachment is { } index ? HexNodes.Of(_source.Attachments[index])
        : Kind == JsonTokenKind.Text ? TextLines.Of(JsonText.GetString(Token), TextWidth)
        : LoadMembers();

    private List<OutlineNode> LoadMembers()
    {
        var members = new List<OutlineNode>();
        // The tokens are looked at only as far as it takes to skip them: a value's own errors show when it is unfolded.
        var reader = new Utf8JsonReader(
            Token,
            isFinalBlock: false, // a text that was cut short shows what there is of it
            new JsonReaderState(new JsonReaderOptions { MaxDepth = int.MaxValue })
        );
        try
        {
            bool isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
            while (reader.Read() && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray))
            {
                PathStep step = new(null, members.Count);
                if (isObject)
                {
                    step = new PathStep(
                        JsonText.GetString(Slice((int)reader.TokenStartIndex, (int)reader.BytesConsumed)),
                        null
                    );
                    if (!reader.Read())
                    {
                        break;
                    }
                }
                int start = (int)reader.TokenStartIndex;
                bool isWhole = TrySkip(ref reader);
                int end = isWhole ? (int)reader.BytesConsumed : _length;
                members.Add(new JsonNode(_source, step, _start + start, end - start));
                if (!isWhole)
                {
                    return members;
                }
            }
            if (reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray))
            {
                members.Add(new LineNode("… cut short here", SpanKind.Warning));
            }
        }
        catch (JsonException)
        {
            members.Add(new LineNode("… no JSON from here on", SpanKind.Warning));
        }
        return members;
    }

    // A value that is malformed somewhere inside takes the rest of the text: unfolding it shows where.
    private static bool TrySkip(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.TrySkip();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // A key's token, from its opening quote to its closing one: behind that the reader has consumed the colon.
    private ReadOnlySpan<byte> Slice(int start, int end)
    {
        ReadOnlySpan<byte> token = Token[start..end];
        return token[..(token.LastIndexOf((byte)'"') + 1)];
    }

    private bool IsEmpty => Token[1..].TrimStart(" \t\r\n"u8) is [(byte)'}' or (byte)']', ..] or [];

    private IEnumerable<TextSpan> NameSpans() =>
        _step is not { } step ? []
        : step.Name is { } name ? [new($"{name}: ", SpanKind.Name)]
        : [new(string.Create(CultureInfo.InvariantCulture, $"[{step.Index}] "), SpanKind.Name)];

    private IEnumerable<TextSpan> ValueSpans()
    {
        if (Attachment is { } index)
        {
            ReadOnlyMemory<byte> bytes = _source.Attachments[index];
            string kind = BinaryKind.Of(bytes.Span).Name;
            return [new($"attachment {index}: {kind}, {AmountText.Bytes(bytes.Length)}", SpanKind.Link)];
        }
        string text = Preview();
        return Kind switch
        {
            JsonTokenKind.ObjectStart or JsonTokenKind.ArrayStart when IsEmpty => [new(text)],
            JsonTokenKind.ObjectStart => Container('{', '}', text),
            JsonTokenKind.ArrayStart => Container('[', ']', text),
            JsonTokenKind.Text => [new(text, SpanKind.Text)],
            JsonTokenKind.Number => [new(text, SpanKind.Number)],
            JsonTokenKind.None => [new(text, SpanKind.Warning)],
            _ => [new(text, SpanKind.Word)],
        };
    }

    private IEnumerable<TextSpan> Container(char open, char close, string preview)
    {
        if (!IsLoaded)
        {
            return [new(preview, SpanKind.Dim)];
        }
        string count = AmountText.Count(Children.Count);
        return IsExpanded
            ? [new($"{open}{count}{close}", SpanKind.Dim)]
            : [new($"{open}{count}{close} ", SpanKind.Dim), new(preview, SpanKind.Dim)];
    }

    private string Preview()
    {
        ReadOnlySpan<byte> token = Token;
        if (token.Length <= MaxShown)
        {
            return Encoding.UTF8.GetString(token);
        }
        int length = MaxShown;
        while (length > MaxShown - 4 && (token[length] & 0xC0) == 0x80)
        {
            length--;
        }
        return Encoding.UTF8.GetString(token[..length]) + "…";
    }

    private static JsonTokenKind KindOf(ReadOnlySpan<byte> token) =>
        token.IsEmpty
            ? JsonTokenKind.None
            : token[0] switch
            {
                (byte)'{' => JsonTokenKind.ObjectStart,
                (byte)'[' => JsonTokenKind.ArrayStart,
                (byte)'"' => JsonTokenKind.Text,
                (byte)'t' => JsonTokenKind.True,
                (byte)'f' => JsonTokenKind.False,
                (byte)'n' => JsonTokenKind.Null,
                (byte)'-' or (>= (byte)'0' and <= (byte)'9') => JsonTokenKind.Number,
                _ => JsonTokenKind.None,
            };

    private int? AttachmentOf(ReadOnlySpan<byte> token)
    {
        if (_source.Attachments.Count == 0 || token.Length > 64)
        {
            return null;
        }
        var reader = new Utf8JsonReader(token);
        try
        {
            return
                reader.Read()
                && reader.Read()
                && reader.TokenType == JsonTokenType.PropertyName
                && reader.ValueTextEquals("$binary"u8)
                && reader.Read()
                && reader.TokenType == JsonTokenType.Number
                && reader.TryGetInt32(out int index)
                && index >= 0
                && index < _source.Attachments.Count
                && reader.Read()
                && reader.TokenType == JsonTokenType.EndObject
                ? index
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
