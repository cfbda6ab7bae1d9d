using System.Text;

namespace SioProxy.Protocol.EngineIo;

/// <summary>
/// Lengths of UTF-8 text counted in UTF-16 code units, as JavaScript counts them (Engine.IO 3's text payloads). Bytes
/// that are no UTF-8 count as the U+FFFD that the reference decodes them to.
/// </summary>
internal static class Utf16Length
{
    /// <summary>Finds the bytes that hold the first <paramref name="units"/> code units.</summary>
    /// <returns>False when the text is shorter, or the count ends between the halves of a surrogate pair.</returns>
    public static bool TryAdvance(ReadOnlySpan<byte> utf8, long units, out int bytes)
    {
        bytes = 0;
        if (units > utf8.Length) // a unit takes a byte at least
        {
            return false;
        }
        int left = (int)units;
        while (left > 0)
        {
            ReadOnlySpan<byte> rest = utf8.Slice(bytes, Math.Min(left, utf8.Length - bytes));
            int ascii = rest.IndexOfAnyExceptInRange((byte)0, (byte)0x7f);
            if (ascii != 0)
            {
                ascii = ascii < 0 ? rest.Length : ascii;
                bytes += ascii;
                left -= ascii;
                if (left == 0)
                {
                    return true;
                }
            }
            // Non-ASCII text comes in runs: stay here while it lasts.
            do
            {
                if (bytes == utf8.Length)
                {
                    return false;
                }
                _ = Rune.DecodeFromUtf8(utf8[bytes..], out Rune rune, out int consumed);
                bytes += consumed;
                left -= rune.Utf16SequenceLength;
            } while (left > 0 && bytes < utf8.Length && utf8[bytes] >= 0x80);
        }
        return left == 0;
    }

    /// <summary>Counts the code units of the whole text.</summary>
    public static int Count(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetCharCount(utf8);
}
