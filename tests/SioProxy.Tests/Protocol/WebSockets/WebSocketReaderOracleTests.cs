using System.Buffers;
using System.Net.WebSockets;
using SioProxy.Protocol;
using SioProxy.Protocol.WebSockets;
using static SioProxy.Tests.Protocol.WebSockets.WebSocketTranscript;

namespace SioProxy.Tests.Protocol.WebSockets;

/// <summary>Against the platform's own WebSocket, whose stream is memory: it writes what we read, and reads what we write.</summary>
public sealed class WebSocketReaderOracleTests
{
    /// <summary>From the client; window bits (0: no compression); without context takeover.</summary>
    public static TheoryData<bool, int, bool> Settings =>
        new MatrixTheoryData<bool, int, bool>([true, false], [0, 9, 12, 15], [true, false]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Settings))]
    public async Task Read_WhatThePlatformSends_IsTheSame(bool isClient, int bits, bool noContextTakeover)
    {
        using var wire = new MemoryStream();
        using var socket = WebSocket.CreateFromStream(wire, Options(!isClient, bits, noContextTakeover));
        List<string> expected = [];
        var random = new Random(bits);
        for (int i = 0; i < 60; i++)
        {
            byte[] payload = MakePayload(random, i);
            bool isPlain = bits == 0 || i % 5 == 0; // as with a threshold: some messages of a compressed socket are plain
            WebSocketMessageFlags flags = isPlain
                ? WebSocketMessageFlags.DisableCompression
                : WebSocketMessageFlags.None;
            int cut = random.Next(payload.Length + 1);
            WebSocketMessageType type = i % 3 == 0 ? WebSocketMessageType.Binary : WebSocketMessageType.Text;
            if (i % 4 == 0)
            {
                await socket.SendAsync(payload.AsMemory(0, cut), type, flags, Cancel);
                await socket.SendAsync(payload.AsMemory(cut), type, flags | WebSocketMessageFlags.EndOfMessage, Cancel);
            }
            else
            {
                await socket.SendAsync(payload, type, flags | WebSocketMessageFlags.EndOfMessage, Cancel);
            }
            expected.Add(
                Describe(
                    new WebSocketItem
                    {
                        Kind = i % 3 == 0 ? WebSocketItemKind.Binary : WebSocketItemKind.Text,
                        Payload = payload,
                        Length = payload.Length,
                        IsCompressed = !isPlain,
                    }
                )
            );
        }
        await socket.CloseOutputAsync((WebSocketCloseStatus)4001, "enough", Cancel);
        expected.Add("close 4001 'enough'");

        byte[] bytes = wire.ToArray();
        WebSocketReaderOptions options = (isClient ? Client : Server) with { NoContextTakeover = noContextTakeover };
        Assert.Equal(expected, Read(options, bytes));
        foreach (int size in new[] { 1, 7, 1000, 65536 })
        {
            Assert.Equal(expected, Read(options, bytes.Chunk(size).Select(chunk => new ReadOnlyMemory<byte>(chunk))));
        }
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task Write_WhatWeSend_IsReadByThePlatform(bool isClient, bool noContextTakeover)
    {
        using var compressor = new PerMessageDeflateCompressor(noContextTakeover);
        var frames = new ArrayBufferWriter<byte>();
        var random = new Random(3);
        List<byte[]> sent = [];
        for (int i = 0; i < 60; i++)
        {
            byte[] payload = MakePayload(random, i);
            sent.Add(payload);
            var carried = new ArrayBufferWriter<byte>();
            if (i % 3 == 0)
            {
                carried.Write(payload);
            }
            else
            {
                compressor.Compress(payload, carried);
            }
            ReadOnlySpan<byte> whole = carried.WrittenSpan;
            int cut = random.Next(whole.Length + 1);
            uint? key = isClient ? (uint)random.Next() : null;
            WebSocketFrameWriter.Write(frames, WebSocketOpcode.Binary, whole[..cut], key, isFinal: false, i % 3 != 0);
            WebSocketFrameWriter.Write(frames, WebSocketOpcode.Continuation, whole[cut..], key);
        }
        WebSocketFrameWriter.WriteClose(frames, 1001, "bye"u8, isClient ? 7u : null);

        using var wire = new MemoryStream();
        wire.Write(frames.WrittenSpan);
        wire.Position = 0;
        using var socket = WebSocket.CreateFromStream(wire, Options(isClient, 15, noContextTakeover));
        byte[] buffer = new byte[200_000];
        foreach (byte[] payload in sent)
        {
            int length = 0;
            ValueWebSocketReceiveResult result;
            do
            {
                result = await socket.ReceiveAsync(buffer.AsMemory(length), Cancel);
                length += result.Count;
            } while (!result.EndOfMessage);
            Assert.Equal(payload, buffer[..length]);
        }
        Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveAsync(buffer.AsMemory(), Cancel)).MessageType);
        Assert.Equal((1001, "bye"), ((int)socket.CloseStatus!, socket.CloseStatusDescription));
    }

    private static WebSocketCreationOptions Options(bool isServer, int bits, bool noContextTakeover) =>
        new()
        {
            IsServer = isServer,
            KeepAliveInterval = Timeout.InfiniteTimeSpan,
            DangerousDeflateOptions =
                bits == 0
                    ? null
                    : new WebSocketDeflateOptions
                    {
                        ClientMaxWindowBits = bits,
                        ServerMaxWindowBits = bits,
                        ClientContextTakeover = !noContextTakeover,
                        ServerContextTakeover = !noContextTakeover,
                    },
        };

    private static byte[] MakePayload(Random random, int i)
    {
        byte[] payload = new byte[i % 10 == 9 ? random.Next(70_000) : random.Next(600)];
        for (int at = 0; at < payload.Length; at++)
        {
            payload[at] = (byte)random.Next(97, 103);
        }
        return payload;
    }
}
