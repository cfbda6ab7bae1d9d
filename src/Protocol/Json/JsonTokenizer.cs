using System.Runtime.CompilerServices;

namespace SioProxy.Protocol.Json;

/// <summary>
/// Reads the tokens of one JSON text (RFC 8259) and knows where each lies, so that text can be spliced. It accepts what
/// JavaScript's <c>JSON.parse</c> accepts. Unlike <see cref="System.Text.Json.Utf8JsonReader"/> it does not throw, so
/// that a peer's malformed text costs no more than a good one. No recursion, no allocation; UTF-8 is not validated.
/// </summary>
public ref struct JsonTokenizer
{
    /// <summary>How deep arrays and objects may nest.</summary>
    public const int MaxDepth = 512;

    private readonly ReadOnlySpan<byte> _text;
    private ContainerBits _isObject; // one bit for each open container
    private Expected _expected;
    private int _next; // End, or behind a key's colon
    private int _open; // containers that are open, the current token's own included

    /// <summary>Starts before the first token of <paramref name="text"/>.</summary>
    public JsonTokenizer(ReadOnlySpan<byte> text) => _text = text;

    private enum Expected : byte
    {
        Value,
        ValueOrEnd,
        KeyOrEnd,
        CommaOrEnd,
        Nothing,
    }

    /// <summary>What the current token is.</summary>
    public JsonTokenKind Kind { get; private set; }

    /// <summary>Where the current token begins.</summary>
    public int Start { get; private set; }

    /// <summary>Where the current token ends; after a failure, the offset at which the text is wrong.</summary>
    public int End { get; private set; }

    /// <summary>How many containers are open: a container's own start and end tokens do not count it.</summary>
    public int Depth { get; private set; }

    /// <summary>Why <see cref="Read"/> said false; None behind the last token of a well-formed text.</summary>
    public JsonFailure Failure { get; private set; }

    /// <summary>The current token's text.</summary>
    public readonly ReadOnlySpan<byte> Token => _text[Start..End];

    /// <summary>Goes to the next token.</summary>
    /// <returns>False behind the last token or on a failure, which <see cref="Failure"/> tells apart.</returns>
    public bool Read()
    {
        int at = SkipWhiteSpace(_next);
        if (Failure != JsonFailure.None || at == _text.Length)
        {
            return _expected == Expected.Nothing && Failure == JsonFailure.None ? Finish() : Fail(at);
        }
        byte first = _text[at];
        bool mayEnd = true;
        switch (_expected)
        {
            case Expected.CommaOrEnd when first == ',':
                at = SkipWhiteSpace(at + 1);
                if (at == _text.Length)
                {
                    return Fail(at);
                }
                first = _text[at];
                mayEnd = false;
                _expected = IsInObject ? Expected.KeyOrEnd : Expected.Value;
                break;
            case Expected.Nothing:
                return Fail(at);
            default:
                break;
        }
        if (first is (byte)']' or (byte)'}' && mayEnd && _expected != Expected.Value)
        {
            return ReadEnd(at, first);
        }
        return _expected switch
        {
            Expected.KeyOrEnd => ReadKey(at, first),
            Expected.CommaOrEnd => Fail(at),
            _ => ReadValue(at, first),
        };
    }

    /// <summary>
    /// Goes behind the current value: to the end token of a container that starts here; elsewhere nothing happens.
    /// </summary>
    /// <returns>False on a failure.</returns>
    public bool SkipChildren()
    {
        if (Kind is not (JsonTokenKind.ArrayStart or JsonTokenKind.ObjectStart))
        {
            return true;
        }
        int depth = Depth;
        while (Read())
        {
            if (Depth == depth)
            {
                return true;
            }
        }
        return false;
    }

    private readonly bool IsInObject => _open > 0 && _isObject[(_open - 1) >> 6] >> ((_open - 1) & 63) << 63 != 0;

    private bool ReadEnd(int at, byte end)
    {
        if (_open == 0 || IsInObject != (end == '}'))
        {
            return Fail(at);
        }
        _open--;
        Depth = _open;
        _expected = _open == 0 ? Expected.Nothing : Expected.CommaOrEnd;
        return Found(end == '}' ? JsonTokenKind.ObjectEnd : JsonTokenKind.ArrayEnd, at, at + 1);
    }

    private bool ReadKey(int at, byte first)
    {
        int end = first == '"' ? SkipString(at + 1) : ~at;
        if (end < 0)
        {
            return Fail(~end);
        }
        int colon = SkipWhiteSpace(end);
        if (colon == _text.Length || _text[colon] != ':')
        {
            return Fail(colon);
        }
        Depth = _open;
        _expected = Expected.Value;
        _ = Found(JsonTokenKind.Key, at, end);
        _next = colon + 1;
        return true;
    }

    private bool ReadValue(int at, byte first)
    {
        Depth = _open;
        switch (first)
        {
            case (byte)'"':
                int end = SkipString(at + 1);
                return end < 0 ? Fail(~end) : FoundScalar(JsonTokenKind.Text, at, end);
            case (byte)'{' or (byte)'[':
                return ReadStart(at, first);
            case (byte)'t':
                return ReadLiteral(at, "true"u8, JsonTokenKind.True);
            case (byte)'f':
                return ReadLiteral(at, "false"u8, JsonTokenKind.False);
            case (byte)'n':
                return ReadLiteral(at, "null"u8, JsonTokenKind.Null);
            default:
                int numberEnd = EndOfNumber(_text, at);
                return numberEnd < 0 ? Fail(~numberEnd) : FoundScalar(JsonTokenKind.Number, at, numberEnd);
        }
    }

    private bool ReadStart(int at, byte first)
    {
        if (_open == MaxDepth)
        {
            Failure = JsonFailure.TooDeep;
            return Fail(at);
        }
        bool isObject = first == '{';
        ulong bit = 1UL << (_open & 63);
        ref ulong bits = ref _isObject[_open >> 6];
        bits = isObject ? bits | bit : bits & ~bit;
        _open++;
        _expected = isObject ? Expected.KeyOrEnd : Expected.ValueOrEnd;
        return Found(isObject ? JsonTokenKind.ObjectStart : JsonTokenKind.ArrayStart, at, at + 1);
    }

    private bool ReadLiteral(int at, ReadOnlySpan<byte> literal, JsonTokenKind kind) =>
        _text[at..].StartsWith(literal) ? FoundScalar(kind, at, at + literal.Length) : Fail(at);

    private bool FoundScalar(JsonTokenKind kind, int start, int end)
    {
        _expected = _open == 0 ? Expected.Nothing : Expected.CommaOrEnd;
        return Found(kind, start, end);
    }

    private bool Found(JsonTokenKind kind, int start, int end)
    {
        Kind = kind;
        Start = start;
        End = _next = end;
        return true;
    }

    private bool Finish()
    {
        Kind = JsonTokenKind.None;
        Start = End = _text.Length;
        return false;
    }

    private bool Fail(int at)
    {
        Failure = Failure == JsonFailure.None ? JsonFailure.Malformed : Failure;
        Kind = JsonTokenKind.None;
        Start = End = at;
        return false;
    }

    private readonly int SkipWhiteSpace(int at)
    {
        ReadOnlySpan<byte> text = _text;
        while ((uint)at < (uint)text.Length && text[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            at++;
        }
        return at;
    }

    // Behind the closing quote, or the complement of where the string is wrong.
    private readonly int SkipString(int at)
    {
        ReadOnlySpan<byte> text = _text;
        while (true)
        {
            int stop = JsonStringStops.IndexIn(text[at..]);
            if (stop < 0)
            {
                return ~text.Length;
            }
            at += stop;
            if (text[at] == '"')
            {
                return at + 1;
            }
            int escape = text[at] == '\\' ? JsonText.EscapeLength(text[at..]) : 0; // or a control character
            if (escape == 0)
            {
                return ~at;
            }
            at += escape;
        }
    }

    /// <summary>Behind the number that begins there, or the complement of where it is wrong.</summary>
    internal static int EndOfNumber(ReadOnlySpan<byte> text, int at)
    {
        if (text[at] == '-')
        {
            at++;
        }
        int digits = SkipDigits(text, at);
        if (digits == at || (text[at] == '0' && digits > at + 1))
        {
            return ~at;
        }
        at = digits;
        if (at < text.Length && text[at] == '.')
        {
            digits = SkipDigits(text, at + 1);
            if (digits == at + 1)
            {
                return ~digits;
            }
            at = digits;
        }
        if (at < text.Length && (text[at] | 0x20) == 'e')
        {
            at++;
            if (at < text.Length && text[at] is (byte)'+' or (byte)'-')
            {
                at++;
            }
            digits = SkipDigits(text, at);
            if (digits == at)
            {
                return ~digits;
            }
            at = digits;
        }
        return at;
    }

    private static int SkipDigits(ReadOnlySpan<byte> text, int at)
    {
        while ((uint)at < (uint)text.Length && (uint)(text[at] - '0') <= 9)
        {
            at++;
        }
        return at;
    }

    [InlineArray(MaxDepth / 64)]
    private struct ContainerBits
    {
        private ulong _first;
    }
}
