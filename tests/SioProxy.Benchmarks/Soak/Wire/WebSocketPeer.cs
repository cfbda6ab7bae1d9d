using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using SioProxy.Protocol.WebSockets;

namespace SioProxy.Benchmarks.Soak.Wire;

/// <summary>One end of a WebSocket on a raw connection: whole messages, no extensions.</summary>
internal sealed class WebSocketPeer(RawConnection connection, bool isClient) : IDisposable
{
    private const string Accepted =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

    public RawConnection Connection => connection;

    /// <summary>Opens a WebSocket; the answer's head has been read.</summary>
    public static async Task<WebSocketPeer> OpenAsync(Uri url, string target)
    {
        RawConnection connection = await RawConnection.OpenAsync(url);
        await connection.SendAsync(
            $"GET {target} HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        string head = await connection.ReadHeadAsync();
        if (!head.StartsWith("HTTP/1.1 101 ", StringComparison.Ordinal))
        {
            connection.Dispose();
            throw new IOException($"no WebSocket but: {head.Split('\r')[0]}");
        }
        return new WebSocketPeer(connection, isClient: true);
    }

    /// <summary>Accepts the WebSocket that a head asked for.</summary>
    public static async Task<WebSocketPeer> AcceptAsync(RawConnection connection)
    {
        await connection.SendAsync(Accepted);
        return new WebSocketPeer(connection, isClient: false);
    }

    public Task SendAsync(string text) => SendAsync(WebSocketOpcode.Text, Encoding.UTF8.GetBytes(text));

    public Task SendAsync(WebSocketOpcode opcode, ReadOnlyMemory<byte> payload)
    {
        var frame = new ArrayBufferWriter<byte>(payload.Length + 14);
        WebSocketFrameWriter.Write(frame, opcode, payload.Span, isClient ? 0x37FA213D : null);
        return connection.SendAsync(frame.WrittenMemory);
    }

    /// <summary>The next frame; null at the connection's end.</summary>
    public async Task<(WebSocketOpcode Opcode, byte[] Payload)?> ReadAsync()
    {
        byte[] head = await connection.ReadAsync(2);
        if (head.Length < 2)
        {
            return null;
        }
        long length = head[1] & 0x7f;
        if (length >= 126)
        {
            byte[] extended = await connection.ReadAsync(length == 126 ? 2 : 8);
            length =
                extended.Length == 2
                    ? BinaryPrimitives.ReadUInt16BigEndian(extended)
                    : BinaryPrimitives.ReadInt64BigEndian(extended);
        }
        byte[] key = (head[1] & 0x80) != 0 ? await connection.ReadAsync(4) : [];
        byte[] payload = await connection.ReadAsync((int)length);
        if (payload.Length < length)
        {
            return null;
        }
        for (int i = 0; key.Length > 0 && i < payload.Length; i++)
        {
            payload[i] ^= key[i & 3];
        }
        return ((WebSocketOpcode)(head[0] & 0x0f), payload);
    }

    public void Dispose() => connection.Dispose();
}
