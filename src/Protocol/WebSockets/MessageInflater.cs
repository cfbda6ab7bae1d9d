using System.Buffers;
using System.IO.Compression;

namespace SioProxy.Protocol.WebSockets;

/// <summary>
/// Inflates the messages of one direction (RFC 7692, 7.2.2) piece by piece. One window serves all of them; it does no
/// harm to messages that are compressed each by itself.
/// </summary>
internal sealed class MessageInflater : IDisposable
{
    private const int ScratchSize = 16 * 1024;

    private readonly InflaterFeed _feed = new();
    private DeflateStream? _stream;
    private bool _isFresh;
    private bool _hasEnded;

    public enum Outcome
    {
        Done,
        TooLarge,
        Broken,
    }

    /// <summary>A new message begins.</summary>
    public void Begin()
    {
        _isFresh = true;
        _hasEnded = false;
    }

    /// <summary>Inflates a piece of the message into <paramref name="output"/>, counting what is past <paramref name="limit"/>.</summary>
    /// <param name="isLast">Whether the message ends with this piece.</param>
    /// <param name="maxInflated">Inflating stops where the message becomes longer than this.</param>
    public Outcome Inflate(
        ReadOnlyMemory<byte> piece,
        uint maskKey,
        bool isLast,
        ref PayloadBuffer output,
        int limit,
        long maxInflated
    )
    {
        if (_hasEnded || (piece.IsEmpty && !isLast))
        {
            return Outcome.Done;
        }
        _feed.Set(piece, maskKey, isLast);
        _stream ??= new DeflateStream(_feed, CompressionMode.Decompress, leaveOpen: true);
        byte[]? scratch = null;
        try
        {
            while (true)
            {
                Span<byte> room = output.RoomWithin(
                    limit,
                    Math.Max(256, (int)Math.Min(2L * piece.Length, ScratchSize))
                );
                bool isKept = !room.IsEmpty;
                if (!isKept)
                {
                    room = scratch ??= ArrayPool<byte>.Shared.Rent(ScratchSize);
                }
                int read = _stream.Read(room[..(int)Math.Min(room.Length, maxInflated - output.Length + 1)]);
                if (isKept)
                {
                    output.Advance(read);
                }
                else
                {
                    output.Length += read;
                }
                if (output.Length > maxInflated)
                {
                    return Outcome.TooLarge;
                }
                if (read == 0 && !IsToBeReadAgain())
                {
                    return Outcome.Done;
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException) // how DeflateStream reports malformed data
        {
            return Outcome.Broken;
        }
        finally
        {
            _feed.Clear();
            if (scratch is not null)
            {
                ArrayPool<byte>.Shared.Return(scratch);
            }
        }
    }

    /// <summary>Gives the window back; the next message starts without one.</summary>
    public void Dispose()
    {
        _stream?.Dispose();
        _stream = null;
    }

    // A stream that asks for no more input had its final block, which a sender may use (RFC 7692, 7.2.3.4). If that was
    // in this message, what follows in the message is padding; if it was in an earlier one, the sender has begun a
    // new stream, and so do we: a reference to data before its beginning is an error, never wrong data.
    private bool IsToBeReadAgain()
    {
        if (_feed.WasAsked)
        {
            _isFresh = false;
            return false;
        }
        if (!_isFresh)
        {
            _hasEnded = true;
            return false;
        }
        _isFresh = false;
        _stream!.Dispose();
        _stream = new DeflateStream(_feed, CompressionMode.Decompress, leaveOpen: true);
        return true;
    }
}
