using System.Buffers.Binary;

namespace SioProxy.Benchmarks.Load;

/// <summary>Just enough of RFC 6455 for the two ends of a measurement: whole frames, no fragments, no extensions.</summary>
internal static class Frames
{
    public static byte[] Server(ReadOnlySpan<byte> text)
    {
        var queue = new ByteQueue();
        WriteServer(queue, text, binary: false);
        return queue.Peek().ToArray();
    }

    public static void WriteServer(ByteQueue output, ReadOnlySpan<byte> payload, bool binary)
    {
        WriteHeader(output, payload.Length, binary, mask: 0);
        output.Add(payload);
    }

    /// <summary>A masked frame; the key is zero so that masking costs the generator nothing (RFC 6455 lets a client choose).</summary>
    public static void WriteClient(ByteQueue output, ReadOnlySpan<byte> payload)
    {
        WriteHeader(output, payload.Length, binary: false, mask: 0x80);
        output.Add("\0\0\0\0"u8);
        output.Add(payload);
    }

    public static bool TryRead(ByteQueue input, out int opcode, out Memory<byte> payload)
    {
        (opcode, payload) = (0, default);
        ReadOnlySpan<byte> bytes = input.Peek().Span;
        if (bytes.Length < 2)
        {
            return false;
        }
        bool masked = (bytes[1] & 0x80) != 0;
        int header = 2;
        long length = bytes[1] & 0x7f;
        if (length >= 126)
        {
            header = length == 126 ? 4 : 10;
            if (bytes.Length < header)
            {
                return false;
            }
            length =
                header == 4
                    ? BinaryPrimitives.ReadUInt16BigEndian(bytes[2..])
                    : BinaryPrimitives.ReadInt64BigEndian(bytes[2..]);
        }
        int total = header + (masked ? 4 : 0) + (int)length;
        if (bytes.Length < total)
        {
            return false;
        }
        opcode = bytes[0] & 0x0f;
        Memory<byte> frame = input.Peek()[..total];
        payload = frame[(header + (masked ? 4 : 0))..];
        if (masked)
        {
            Unmask(payload.Span, frame.Span.Slice(header, 4));
        }
        input.Take(total);
        return true;
    }

    private static void Unmask(Span<byte> payload, ReadOnlySpan<byte> key)
    {
        if (BinaryPrimitives.ReadInt32LittleEndian(key) == 0)
        {
            return;
        }
        for (int i = 0; i < payload.Length; i++)
        {
            payload[i] ^= key[i & 3];
        }
    }

    private static void WriteHeader(ByteQueue output, int length, bool binary, byte mask)
    {
        Span<byte> header = stackalloc byte[10];
        header[0] = (byte)(binary ? 0x82 : 0x81);
        int size = 2;
        if (length < 126)
        {
            header[1] = (byte)(mask | length);
        }
        else if (length <= ushort.MaxValue)
        {
            header[1] = (byte)(mask | 126);
            BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)length);
            size = 4;
        }
        else
        {
            header[1] = (byte)(mask | 127);
            BinaryPrimitives.WriteInt64BigEndian(header[2..], length);
            size = 10;
        }
        output.Add(header[..size]);
    }
}
