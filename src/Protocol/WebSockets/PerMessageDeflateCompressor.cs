using System.Buffers;
using System.IO.Compression;

namespace SioProxy.Protocol.WebSockets;

/// <summary>Compresses the messages of one direction (RFC 7692, 7.2.1). Its window has 15 bits: do not agree to fewer.</summary>
/// <param name="noContextTakeover">Whether each message is compressed by itself.</param>
public sealed class PerMessageDeflateCompressor(
    bool noContextTakeover = false,
    CompressionLevel level = CompressionLevel.Fastest
) : IDisposable
{
    private const int TailLength = 4; // 00 00 FF FF, which the receiver adds again

    private readonly MemoryStream _compressed = new();
    private DeflateStream? _stream;

    /// <summary>Writes the payload of a message, to be sent in frames of which the first has RSV1 set.</summary>
    public void Compress(ReadOnlySpan<byte> message, IBufferWriter<byte> output)
    {
        if (message.IsEmpty)
        {
            output.Write<byte>([0x00]); // RFC 7692, 7.2.3.6
            return;
        }
        _stream ??= new DeflateStream(_compressed, level, leaveOpen: true);
        _stream.Write(message);
        _stream.Flush();
        output.Write(_compressed.GetBuffer().AsSpan(0, (int)_compressed.Length - TailLength));
        if (noContextTakeover)
        {
            Dispose();
        }
        _compressed.SetLength(0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream?.Dispose();
        _stream = null;
    }
}
