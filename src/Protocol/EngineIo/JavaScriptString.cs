using System.Buffers;

namespace SioProxy.Protocol.EngineIo;

/// <summary>Writes text as <c>JSON.stringify</c> escapes it, and U+2028 and U+2029 too, which end lines in JavaScript.</summary>
internal static class JavaScriptString
{
    private static readonly SearchValues<byte> Stops = SearchValues.Create([
        .. Enumerable.Range(0, 0x20).Select(value => (byte)value),
        (byte)'"',
        (byte)'\\',
        0xe2,
    ]);

    public static void WriteEscaped(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        while (!text.IsEmpty)
        {
            int stop = text.IndexOfAny(Stops);
            if (stop < 0)
            {
                output.Write(text);
                return;
            }
            output.Write(text[..stop]);
            text = text[stop..];
            if (text[0] != 0xe2)
            {
                WriteEscape(text[0], output);
                text = text[1..];
            }
            else if (text.StartsWith("\u2028"u8) || text.StartsWith("\u2029"u8))
            {
                output.Write(text[2] == 0xa8 ? "\\u2028"u8 : "\\u2029"u8);
                text = text[3..];
            }
            else
            {
                output.Write(text[..1]);
                text = text[1..];
            }
        }
    }

    private static void WriteEscape(byte value, IBufferWriter<byte> output)
    {
        switch (value)
        {
            case (byte)'"':
                output.Write("\\\""u8);
                break;
            case (byte)'\\':
                output.Write("\\\\"u8);
                break;
            case (byte)'\b':
                output.Write("\\b"u8);
                break;
            case (byte)'\f':
                output.Write("\\f"u8);
                break;
            case (byte)'\n':
                output.Write("\\n"u8);
                break;
            case (byte)'\r':
                output.Write("\\r"u8);
                break;
            case (byte)'\t':
                output.Write("\\t"u8);
                break;
            default:
                ReadOnlySpan<byte> digits = "0123456789abcdef"u8;
                output.Write([(byte)'\\', (byte)'u', (byte)'0', (byte)'0', digits[value >> 4], digits[value & 15]]);
                break;
        }
    }
}
