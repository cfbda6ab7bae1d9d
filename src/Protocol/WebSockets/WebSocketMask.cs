using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SioProxy.Protocol.WebSockets;

/// <summary>Masking, which is its own inverse (RFC 6455, 5.3).</summary>
internal static class WebSocketMask
{
    /// <summary>Copies, exclusive-or-ed with the repeated key. The spans may be the same, or not overlap.</summary>
    /// <param name="key">The key's bytes as they lie in memory: the first is the lowest; 0 copies.</param>
    public static void Apply(ReadOnlySpan<byte> source, Span<byte> target, uint key)
    {
        if (key == 0)
        {
            source.CopyTo(target);
            return;
        }
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(target[..source.Length]);
        nuint length = (nuint)source.Length;
        nuint at = 0;
        if (length >= (nuint)Vector<byte>.Count)
        {
            Vector<byte> keys = Vector.AsVectorByte(new Vector<uint>(key));
            nuint last = length - (nuint)Vector<byte>.Count;
            for (; at <= last; at += (nuint)Vector<byte>.Count)
            {
                Vector<byte> piece = Unsafe.ReadUnaligned<Vector<byte>>(ref Unsafe.Add(ref from, at));
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, at), piece ^ keys);
            }
        }
        for (; at + sizeof(uint) <= length; at += sizeof(uint))
        {
            uint piece = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref from, at));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, at), piece ^ key);
        }
        for (; at < length; at++)
        {
            Unsafe.Add(ref to, at) = (byte)(Unsafe.Add(ref from, at) ^ (byte)(key >> (int)(8 * (at & 3))));
        }
    }

    /// <summary>The key for the bytes that follow after <paramref name="taken"/> bytes were masked.</summary>
    public static uint Advance(uint key, long taken) => BitOperations.RotateRight(key, (int)(8 * (taken & 3)));
}
