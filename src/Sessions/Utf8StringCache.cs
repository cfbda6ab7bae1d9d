using System.Text;

namespace SioProxy.Sessions;

/// <summary>Strings for short UTF-8 text that keeps coming back (event names, namespaces), so that each is allocated once. Of fixed size.</summary>
internal sealed class Utf8StringCache
{
    private const int Slots = 1024;
    private const int MaxLength = 64;
    private readonly (byte[] Utf8, string Text)[] _slots = new (byte[], string)[Slots];

    /// <summary>The text of <paramref name="utf8"/>, invalid bytes replaced by U+FFFD.</summary>
    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length == 1 && utf8[0] == '/')
        {
            return "/";
        }
        if (utf8.Length > MaxLength)
        {
            return Encoding.UTF8.GetString(utf8);
        }
        ref (byte[] Utf8, string Text) slot = ref _slots[Hash(utf8) & (Slots - 1)];
        if (slot.Text is null || !utf8.SequenceEqual(slot.Utf8))
        {
            slot = (utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        }
        return slot.Text;
    }

    private static int Hash(ReadOnlySpan<byte> bytes)
    {
        uint hash = 2166136261; // FNV-1a: a peer that makes names collide only makes us allocate
        foreach (byte b in bytes)
        {
            hash = (hash ^ b) * 16777619;
        }
        return (int)(hash ^ (hash >> 16)) & int.MaxValue;
    }
}
