using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.Json;

namespace SioProxy.Protocol.SocketIo;

/// <summary>Writes one JSON text as msgpack: placeholders as binary, <c>$ext</c> and <c>$number</c> as what they stand for.</summary>
internal ref struct JsonToMessagePack(
    ReadOnlySpan<byte> json,
    IReadOnlyList<ReadOnlyMemory<byte>> attachments,
    IBufferWriter<byte> output
)
{
    private const double LargestExact = 9007199254740992; // 2^53: beyond it a double is no certain whole number

    private readonly ReadOnlySpan<byte> _json = json;
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _attachments = attachments;
    private readonly IBufferWriter<byte> _output = output;
    private readonly List<int> _counts = []; // of each container, in the order in which they begin
    private JsonTokenizer _tokens = new(json);
    private int _nextCount;

    /// <exception cref="FormatException">The text is not JSON.</exception>
    public void Run()
    {
        CountChildren();
        while (_tokens.Read())
        {
            switch (_tokens.Kind)
            {
                case JsonTokenKind.ArrayStart:
                    MessagePackWriter.WriteArray(_output, _counts[_nextCount++]);
                    break;
                case JsonTokenKind.ObjectStart:
                    WriteObject();
                    break;
                case JsonTokenKind.Key or JsonTokenKind.Text:
                    WriteString(_tokens.Token[1..^1]);
                    break;
                case JsonTokenKind.Number:
                    WriteNumber(_tokens.Token);
                    break;
                case JsonTokenKind.True or JsonTokenKind.False:
                    MessagePackWriter.WriteBoolean(_output, _tokens.Kind == JsonTokenKind.True);
                    break;
                case JsonTokenKind.Null:
                    MessagePackWriter.WriteNil(_output);
                    break;
                default:
                    break;
            }
        }
    }

    // msgpack says how many children follow before they do.
    private readonly void CountChildren()
    {
        Span<int> open = stackalloc int[JsonTokenizer.MaxDepth];
        var tokens = new JsonTokenizer(_json);
        while (tokens.Read())
        {
            bool isStart = tokens.Kind is JsonTokenKind.ArrayStart or JsonTokenKind.ObjectStart;
            bool isEnd = tokens.Kind is JsonTokenKind.ArrayEnd or JsonTokenKind.ObjectEnd;
            // An element has its parent's depth plus one; a member is counted by its key and again by its value.
            if (!isEnd && tokens.Depth > 0)
            {
                _counts[open[tokens.Depth - 1]]++;
            }
            if (isStart)
            {
                open[tokens.Depth] = _counts.Count;
                _counts.Add(0);
            }
        }
        if (tokens.Failure != JsonFailure.None)
        {
            throw new FormatException("The payload is not JSON, or nests too deep.");
        }
    }

    private void WriteObject()
    {
        int members = _counts[_nextCount++] / 2;
        JsonTokenizer ahead = _tokens;
        if (members == 1 && ahead.Read() && TryWriteSpecial(ref ahead))
        {
            _tokens = ahead;
        }
        else if (members == 2 && TryWritePlaceholder())
        {
            return;
        }
        else
        {
            MessagePackWriter.WriteMap(_output, members);
        }
    }

    private bool TryWriteSpecial(ref JsonTokenizer ahead)
    {
        ReadOnlySpan<byte> key = ahead.Token;
        _ = ahead.Read();
        if (ahead.Kind == JsonTokenKind.Text && JsonText.Equals(key, "$number"u8))
        {
            double? value = JsonText.GetString(ahead.Token) switch
            {
                "NaN" => double.NaN,
                "Infinity" => double.PositiveInfinity,
                "-Infinity" => double.NegativeInfinity,
                _ => null,
            };
            if (value is null)
            {
                return false;
            }
            MessagePackWriter.WriteFloat(_output, value.Value);
            return ahead.Read();
        }
        if (ahead.Kind != JsonTokenKind.ArrayStart || !JsonText.Equals(key, "$ext"u8) || _counts[_nextCount] != 2)
        {
            return false;
        }
        _ = ahead.Read();
        bool isType = ahead.Kind == JsonTokenKind.Number & Utf8Parser.TryParse(ahead.Token, out sbyte type, out _);
        if (!isType || !ahead.Read() || ahead.Kind != JsonTokenKind.Text)
        {
            return false;
        }
        MessagePackWriter.WriteExtension(_output, type, LenientBase64.Decode(ahead.Token[1..^1]));
        _nextCount++;
        return ahead.Read() && ahead.Read();
    }

    private bool TryWritePlaceholder()
    {
        JsonTokenizer ahead = _tokens;
        bool isPlaceholder = false;
        int num = -1;
        for (int i = 0; i < 2; i++)
        {
            _ = ahead.Read();
            ReadOnlySpan<byte> key = ahead.Token;
            _ = ahead.Read();
            if (ahead.Kind == JsonTokenKind.True && JsonText.Equals(key, "_placeholder"u8))
            {
                isPlaceholder = true;
            }
            else if (ahead.Kind == JsonTokenKind.Number && JsonText.Equals(key, "num"u8))
            {
                num =
                    JavaScriptNumber.TryParseWhole(ahead.Token, out long index) && index < _attachments.Count
                        ? (int)index
                        : -1;
            }
            else
            {
                return false;
            }
        }
        if (!isPlaceholder || num < 0 || !ahead.Read())
        {
            return false;
        }
        MessagePackWriter.WriteBinary(_output, _attachments[num].Span);
        _tokens = ahead;
        return true;
    }

    private readonly void WriteString(ReadOnlySpan<byte> escaped)
    {
        if (!escaped.Contains((byte)'\\'))
        {
            MessagePackWriter.WriteString(_output, escaped);
            return;
        }
        byte[] text = new byte[escaped.Length];
        MessagePackWriter.WriteString(_output, text.AsSpan(0, JsonText.Unescape(escaped, text)));
    }

    // Whole numbers as such, as JavaScript does not tell 1 from 1.0.
    private readonly void WriteNumber(ReadOnlySpan<byte> number)
    {
        bool isNegative = number[0] == '-';
        if (!isNegative && Utf8Parser.TryParse(number, out ulong whole, out int consumed) && consumed == number.Length)
        {
            MessagePackWriter.WriteWhole(_output, whole);
            return;
        }
        if (Utf8Parser.TryParse(number, out long signed, out consumed) && consumed == number.Length && signed != 0)
        {
            MessagePackWriter.WriteWhole(_output, signed);
            return;
        }
        double value = double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture);
        bool isWhole =
            Math.Floor(value) == value && Math.Abs(value) <= LargestExact && !double.IsNegative(value) | (value != 0);
        if (isWhole)
        {
            MessagePackWriter.WriteWhole(_output, (long)value);
        }
        else
        {
            MessagePackWriter.WriteFloat(_output, value);
        }
    }
}
