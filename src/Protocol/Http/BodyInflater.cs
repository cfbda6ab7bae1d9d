using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace SioProxy.Protocol.Http;

/// <summary>Decodes whole gzip and deflate bodies (RFC 1950 to 1952).</summary>
internal static class BodyInflater
{
    private const int Chunk = 16 * 1024;
    private const byte Untouched = 0xF5; // in no UTF-8 text

    // What the gzip stream is asked to decode behind a body, to see whether the body was whole: "end?" as a member.
    private static readonly byte[] Marker = "end?"u8.ToArray();
    private static readonly byte[] MarkerMember = MakeMarkerMember();

    private enum Format
    {
        Gzip,
        Zlib,
        Bare,
    }

    public static OperationStatus Gzip(in ReadOnlySequence<byte> body, int maxOutput, IBufferWriter<byte> output)
    {
        OperationStatus status = Inflate(Format.Gzip, body, maxOutput, output, out long written, out _);
        // The platform's stream reads a body that breaks off as if it ended there.
        return status == OperationStatus.Done && !EndsWithSize(body, written) && !IsWholeGzip(body, written)
            ? OperationStatus.InvalidData
            : status;
    }

    public static OperationStatus Deflate(in ReadOnlySequence<byte> body, int maxOutput, IBufferWriter<byte> output)
    {
        OperationStatus status = OperationStatus.InvalidData;
        long written = 0;
        bool isCutOff = false;
        if (LooksLikeZlib(body))
        {
            status = Inflate(Format.Zlib, body, maxOutput, output, out written, out isCutOff);
        }
        if (status == OperationStatus.InvalidData && written == 0)
        {
            status = Inflate(Format.Bare, body, maxOutput, output, out _, out isCutOff);
        }
        return status == OperationStatus.Done && isCutOff ? OperationStatus.InvalidData : status;
    }

    private static OperationStatus Inflate(
        Format format,
        in ReadOnlySequence<byte> body,
        int maxOutput,
        IBufferWriter<byte> output,
        out long written,
        out bool isCutOff
    )
    {
        written = 0;
        var feed = new BodyFeed(body);
        using Stream stream = Open(format, feed);
        byte[] probe = [0];
        try
        {
            while (true)
            {
                int left = (int)(maxOutput - written);
                Span<byte> room = left == 0 ? probe : output.GetSpan(Math.Min(left, Chunk));
                room = room[..Math.Min(room.Length, left == 0 ? 1 : Math.Min(left, Chunk))];
                int read = stream.Read(room);
                if (read == 0)
                {
                    isCutOff = feed.WasAskedAtEnd;
                    return OperationStatus.Done;
                }
                if (left == 0)
                {
                    isCutOff = false;
                    return OperationStatus.DestinationTooSmall;
                }
                output.Advance(read);
                written += read;
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException) // how the platform reports malformed data
        {
            written += Rescue(format, body, written, (int)Math.Min(maxOutput - written, Chunk), output);
            isCutOff = false;
            return OperationStatus.InvalidData;
        }
    }

    // A read that fails swallows what it had decoded up to there: decode again, byte by byte at the last.
    private static int Rescue(
        Format format,
        in ReadOnlySequence<byte> body,
        long skipped,
        int limit,
        IBufferWriter<byte> output
    )
    {
        using Stream stream = Open(format, new BodyFeed(body));
        byte[] scratch = new byte[Chunk];
        int rescued = 0;
        try
        {
            while (skipped > 0)
            {
                skipped -= stream.Read(scratch.AsSpan(0, (int)Math.Min(skipped, scratch.Length)));
            }
            scratch.AsSpan().Fill(Untouched);
            while (rescued < limit && stream.Read(scratch.AsSpan(rescued, 1)) == 1)
            {
                rescued++;
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException) // expected: this is where it breaks
        {
            // The last byte may have been decoded by the very read that then found a wrong checksum behind it.
            rescued += rescued < limit && scratch[rescued] != Untouched ? 1 : 0;
            output.Write(scratch.AsSpan(0, rescued));
        }
        return rescued;
    }

    // The last four bytes of a member are the length of what it decodes to (RFC 1952, 2.3.1): true for all but bodies
    // of several members, bodies with something behind them, and bodies that break off.
    private static bool EndsWithSize(in ReadOnlySequence<byte> body, long written)
    {
        Span<byte> size = stackalloc byte[sizeof(uint)];
        if (written == 0 || body.Length < size.Length) // four zeros are in every header
        {
            return false;
        }
        body.Slice(body.Length - size.Length).CopyTo(size);
        return BinaryPrimitives.ReadUInt32LittleEndian(size) == (uint)written;
    }

    private static bool IsWholeGzip(in ReadOnlySequence<byte> body, long length)
    {
        using Stream stream = Open(Format.Gzip, new BodyFeed(body, MarkerMember));
        byte[] scratch = new byte[Chunk];
        try
        {
            while (length > 0)
            {
                int read = stream.Read(scratch.AsSpan(0, (int)Math.Min(length, scratch.Length)));
                if (read == 0)
                {
                    return false;
                }
                length -= read;
            }
            int found = stream.ReadAtLeast(scratch, Marker.Length + 1, throwOnEndOfStream: false);
            return scratch.AsSpan(0, found).SequenceEqual(Marker);
        }
        catch (Exception e) when (e is InvalidDataException or IOException) // not at a member's border, then
        {
            return false;
        }
    }

    private static bool LooksLikeZlib(in ReadOnlySequence<byte> body)
    {
        if (body.Length < 2)
        {
            return false;
        }
        Span<byte> start = stackalloc byte[2];
        body.Slice(0, 2).CopyTo(start);
        return (start[0] & 0x0F) == 8 && start[0] >> 4 <= 7 && ((start[0] << 8) | start[1]) % 31 == 0;
    }

    private static Stream Open(Format format, BodyFeed feed) =>
        format switch
        {
            Format.Gzip => new GZipStream(feed, CompressionMode.Decompress),
            Format.Zlib => new ZLibStream(feed, CompressionMode.Decompress),
            _ => new DeflateStream(feed, CompressionMode.Decompress),
        };

    private static byte[] MakeMarkerMember()
    {
        using var member = new MemoryStream();
        using (var gzip = new GZipStream(member, CompressionMode.Compress, leaveOpen: true))
        {
            gzip.Write(Marker);
        }
        return member.ToArray();
    }
}
