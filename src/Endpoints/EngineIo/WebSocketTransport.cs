using System.Buffers;
using System.Net.WebSockets;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Endpoints.EngineIo;

/// <summary>Engine.IO packets over a WebSocket, either side's. One sender and one receiver at a time.</summary>
internal sealed class WebSocketTransport(
    WebSocket socket,
    Stream stream,
    bool isServer,
    EngineIoVersion version,
    bool supportsBinary,
    int maxPayload,
    int compressionThreshold
) : IDisposable
{
    private static readonly byte[] EmptyClose = [0x88, 0x00];
    private static readonly byte[] EmptyMaskedClose = [0x88, 0x80, 0, 0, 0, 0];
    private readonly ArrayBufferWriter<byte> _output = new();

    /// <summary>How the last <see cref="ReceiveAsync"/> ended the WebSocket; null while it is open.</summary>
    public string? EndReason { get; private set; }

    public WebSocketCloseStatus? CloseStatus => socket.CloseStatus;

    public async ValueTask SendAsync(EnginePacket packet, CancellationToken cancellationToken)
    {
        _output.ResetWrittenCount();
        bool isBinary = EngineCodec.EncodeMessage(version, packet, supportsBinary, _output);
        WebSocketMessageFlags flags = WebSocketMessageFlags.EndOfMessage;
        if (_output.WrittenCount < compressionThreshold)
        {
            flags |= WebSocketMessageFlags.DisableCompression;
        }
        WebSocketMessageType type = isBinary ? WebSocketMessageType.Binary : WebSocketMessageType.Text;
        await socket.SendAsync(_output.WrittenMemory, type, flags, cancellationToken);
    }

    /// <summary>The next packet; null when there is none any more, and <see cref="EndReason"/> says why.</summary>
    public async ValueTask<EnginePacket?> ReceiveAsync(CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(4096);
        int length = 0;
        try
        {
            while (true)
            {
                if (length == buffer.Length)
                {
                    buffer = Grow(buffer);
                }
                ValueWebSocketReceiveResult result = await socket.ReceiveAsync(
                    buffer.AsMemory(length),
                    cancellationToken
                );
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    return End(EngineReason.TransportClose);
                }
                length += result.Count;
                if (length > maxPayload)
                {
                    await CloseOutputAsync(WebSocketCloseStatus.MessageTooBig, cancellationToken);
                    return End(EngineReason.TransportError);
                }
                if (result.EndOfMessage)
                {
                    bool isBinary = result.MessageType == WebSocketMessageType.Binary;
                    byte[] message = buffer.AsSpan(0, length).ToArray();
                    return EngineCodec.TryDecodeMessage(version, message, isBinary, out EnginePacket packet)
                        ? packet
                        : End(EngineReason.ParseError);
                }
            }
        }
        catch (Exception e)
            when (e is WebSocketException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            return End(EngineReason.TransportClose);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Sends a close frame, if that can still be done: with the peer's code when it said one, else without, as the reference does.</summary>
    public Task CloseOutputAsync(CancellationToken cancellationToken) =>
        CloseOutputAsync(socket.CloseStatus ?? WebSocketCloseStatus.Empty, cancellationToken);

    private async Task CloseOutputAsync(WebSocketCloseStatus status, CancellationToken cancellationToken)
    {
        try
        {
            if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
            {
                return;
            }
            if (status == WebSocketCloseStatus.Empty)
            {
                // WebSocket.CloseOutputAsync would write 1005 into the frame, which RFC 6455, 7.4.1 forbids.
                await stream.WriteAsync(isServer ? EmptyClose : EmptyMaskedClose, cancellationToken);
                await stream.FlushAsync(cancellationToken);
            }
            else
            {
                await socket.CloseOutputAsync(status, statusDescription: null, cancellationToken);
            }
        }
        catch (Exception e)
            when (e
                    is WebSocketException
                        or IOException
                        or ObjectDisposedException
                        or OperationCanceledException
                        or InvalidOperationException
            )
        {
            socket.Abort(); // the peer is gone: there is nobody to tell
        }
    }

    public void Abort() => socket.Abort();

    public void Dispose() => socket.Dispose();

    private static byte[] Grow(byte[] buffer)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger.AsSpan());
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private EnginePacket? End(string reason)
    {
        EndReason = reason;
        return null;
    }
}
