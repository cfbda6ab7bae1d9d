using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace SioProxy.Storage.Reading;

/// <summary>Text to be found in UTF-8, ASCII letters in either case: two of its bytes are compared sixteen places at a time.</summary>
internal sealed class ContentNeedle
{
    // By how rarely JSON has them, as far as one can say: what is not here is rarest.
    private const string Common = "etaoinsr0125dlhcumpgf3489b67ywv-_kxjqz";

    private readonly byte[] _folded;
    private readonly byte[] _mask; // the bit that tells a letter's cases apart
    private readonly int _first;
    private readonly int _second;

    /// <param name="text">At least a character; other than ASCII's letters they are found as they are.</param>
    public ContentNeedle(string text)
    {
        Text = text;
        _folded = Encoding.UTF8.GetBytes(text);
        _mask = new byte[_folded.Length];
        for (int i = 0; i < _folded.Length; i++)
        {
            if (char.IsAsciiLetter((char)_folded[i]))
            {
                _mask[i] = 0x20;
                _folded[i] |= 0x20;
            }
        }
        int[] byRarity = [.. Enumerable.Range(0, _folded.Length).OrderByDescending(Rarity)];
        _first = byRarity[0];
        _second = byRarity[byRarity.Length > 1 ? 1 : 0];
    }

    /// <summary>What is looked for.</summary>
    public string Text { get; }

    /// <summary>Its bytes.</summary>
    public int Length => _folded.Length;

    /// <summary>Where it is found first; -1 when it is not.</summary>
    public int IndexIn(ReadOnlySpan<byte> text)
    {
        int last = text.Length - Length; // the last place where it fits
        int at = 0;
        if (Vector128.IsHardwareAccelerated && last >= Vector128<byte>.Count)
        {
            ref byte bytes = ref MemoryMarshal.GetReference(text);
            Vector128<byte> first = Vector128.Create(_folded[_first]);
            Vector128<byte> second = Vector128.Create(_folded[_second]);
            Vector128<byte> firstMask = Vector128.Create(_mask[_first]);
            Vector128<byte> secondMask = Vector128.Create(_mask[_second]);
            for (; at + Vector128<byte>.Count <= last + 1; at += Vector128<byte>.Count)
            {
                Vector128<byte> hits =
                    Vector128.Equals(Vector128.LoadUnsafe(ref bytes, (nuint)(at + _first)) | firstMask, first)
                    & Vector128.Equals(Vector128.LoadUnsafe(ref bytes, (nuint)(at + _second)) | secondMask, second);
                for (uint bits = hits.ExtractMostSignificantBits(); bits != 0; bits &= bits - 1)
                {
                    int place = at + System.Numerics.BitOperations.TrailingZeroCount(bits);
                    if (IsAt(text, place))
                    {
                        return place;
                    }
                }
            }
        }
        for (; at <= last; at++)
        {
            if (IsAt(text, at))
            {
                return at;
            }
        }
        return -1;
    }

    private bool IsAt(ReadOnlySpan<byte> text, int place)
    {
        ReadOnlySpan<byte> there = text.Slice(place, _folded.Length);
        for (int i = 0; i < there.Length; i++)
        {
            if ((there[i] | _mask[i]) != _folded[i])
            {
                return false;
            }
        }
        return true;
    }

    private int Rarity(int index)
    {
        int rank = Common.IndexOf((char)_folded[index], StringComparison.Ordinal);
        return rank < 0 ? Common.Length : rank;
    }
}
