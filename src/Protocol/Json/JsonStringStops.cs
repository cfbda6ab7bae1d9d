using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace SioProxy.Protocol.Json;

/// <summary>The bytes inside a JSON string that need a look: its closing quote, escapes, control characters.</summary>
internal static class JsonStringStops
{
    private static readonly SearchValues<byte> Stops = SearchValues.Create([
        .. Enumerable.Range(0, 0x20).Select(value => (byte)value),
        (byte)'"',
        (byte)'\\',
    ]);

    /// <summary>Where the first of them is; -1 without.</summary>
    public static int IndexIn(ReadOnlySpan<byte> text)
    {
        // Most strings end within a block: the search for long ones takes longer to begin than that.
        if (text.Length >= Vector128<byte>.Count)
        {
            uint stops = In(Vector128.Create(text)).ExtractMostSignificantBits();
            if (stops != 0)
            {
                return BitOperations.TrailingZeroCount(stops);
            }
        }
        return text.IndexOfAny(Stops);
    }

    /// <summary>All bits of those bytes of a block that are one of them; no bits of the others.</summary>
    public static Vector128<byte> In(Vector128<byte> block) =>
        Vector128.LessThan(block, Vector128.Create((byte)0x20))
        | Vector128.Equals(block, Vector128.Create((byte)'"'))
        | Vector128.Equals(block, Vector128.Create((byte)'\\'));
}
