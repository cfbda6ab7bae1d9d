using System.Buffers;
using System.Buffers.Text;

namespace SioProxy.Protocol.EngineIo;

/// <summary>
/// Base64 as Node's <c>Buffer.from(text, 'base64')</c> reads it, which is how the reference parsers do: both alphabets,
/// padding or none, anything else skipped. It never fails.
/// </summary>
public static class LenientBase64
{
    /// <summary>Decodes into an array of its own.</summary>
    public static byte[] Decode(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return [];
        }
        int padding =
            text[^1] != '=' ? 0
            : text.Length > 1 && text[^2] == '=' ? 2
            : 1;
        if (text.Length % 4 == 0)
        {
            byte[] exact = new byte[(text.Length / 4 * 3) - padding];
            OperationStatus status = Base64.DecodeFromUtf8(text, exact, out int consumed, out int written);
            if (status == OperationStatus.Done && consumed == text.Length && written == exact.Length)
            {
                return exact;
            }
        }
        return DecodeSlowly(text);
    }

    /// <summary>Writes plain base64, padded, as the reference encoders do.</summary>
    public static void Encode(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        if (!bytes.IsEmpty)
        {
            Span<byte> text = output.GetSpan(Base64.GetMaxEncodedToUtf8Length(bytes.Length));
            _ = Base64.EncodeToUtf8(bytes, text, out _, out int written);
            output.Advance(written);
        }
    }

    private static byte[] DecodeSlowly(ReadOnlySpan<byte> text)
    {
        byte[] decoded = new byte[(int)(((long)text.Length * 3 / 4) + 3)];
        int written = 0;
        int bits = 0;
        int sextets = 0;
        foreach (byte c in text)
        {
            int value = Value(c);
            if (value < 0)
            {
                if (c == '=')
                {
                    break;
                }
                continue;
            }
            bits = (bits << 6) | value;
            if (++sextets == 4)
            {
                decoded[written++] = (byte)(bits >> 16);
                decoded[written++] = (byte)(bits >> 8);
                decoded[written++] = (byte)bits;
                (bits, sextets) = (0, 0);
            }
        }
        if (sextets >= 2)
        {
            bits <<= 6 * (4 - sextets);
            decoded[written++] = (byte)(bits >> 16);
            if (sextets == 3)
            {
                decoded[written++] = (byte)(bits >> 8);
            }
        }
        return decoded.AsSpan(0, written).ToArray();
    }

    private static int Value(byte c) =>
        c switch
        {
            >= (byte)'A' and <= (byte)'Z' => c - 'A',
            >= (byte)'a' and <= (byte)'z' => c - 'a' + 26,
            >= (byte)'0' and <= (byte)'9' => c - '0' + 52,
            (byte)'+' or (byte)'-' => 62,
            (byte)'/' or (byte)'_' => 63,
            _ => -1,
        };
}
