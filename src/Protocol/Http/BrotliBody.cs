using System.Buffers;
using System.IO.Compression;

namespace SioProxy.Protocol.Http;

/// <summary>Decodes a whole brotli body (RFC 7932).</summary>
internal static class BrotliBody
{
    private const int Chunk = 16 * 1024;

    public static OperationStatus Decode(in ReadOnlySequence<byte> body, int maxOutput, IBufferWriter<byte> output)
    {
        var decoder = new BrotliDecoder();
        try
        {
            int left = maxOutput;
            foreach (ReadOnlyMemory<byte> segment in body)
            {
                OperationStatus status = DecodeSegment(ref decoder, segment.Span, ref left, output);
                if (status != OperationStatus.NeedMoreData)
                {
                    return status;
                }
            }
            return OperationStatus.InvalidData; // it breaks off
        }
        finally
        {
            decoder.Dispose();
        }
    }

    private static OperationStatus DecodeSegment(
        ref BrotliDecoder decoder,
        ReadOnlySpan<byte> source,
        ref int left,
        IBufferWriter<byte> output
    )
    {
        Span<byte> probe = stackalloc byte[1];
        while (true)
        {
            bool isFull = left == 0;
            Span<byte> room = isFull ? probe : output.GetSpan(Math.Min(left, Chunk));
            room = isFull ? room : room[..Math.Min(left, room.Length)];
            OperationStatus status = decoder.Decompress(source, room, out int consumed, out int written);
            source = source[consumed..];
            if (isFull && written > 0)
            {
                return OperationStatus.DestinationTooSmall;
            }
            output.Advance(written);
            left -= written;
            if (status != OperationStatus.DestinationTooSmall)
            {
                return status;
            }
        }
    }
}
