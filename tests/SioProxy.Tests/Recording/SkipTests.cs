using System.Buffers;
using Microsoft.Extensions.Logging.Abstractions;
using SioProxy.Protocol;
using SioProxy.Protocol.WebSockets;
using SioProxy.Recording;
using SioProxy.Sessions;

namespace SioProxy.Tests.Recording;

/// <summary>The middle of what is longer than what is kept of it is counted, and takes no room in the queue.</summary>
public sealed class SkipTests
{
    private const int Kept = 1000;
    private const int Piece = 100;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Tap_FrameLongerThanWhatIsKept_QueuesItsBeginningAndItsEnd()
    {
        using var queue = new WireQueue(limit: 100_000);
        ConnectionTap tap = OpenWebSocket(queue);
        Pass(tap, Frame(WebSocketOpcode.Binary, 50_000));
        tap.OnBytes(Direction.ClientToServer, Frame(WebSocketOpcode.Text, 3));
        List<WireChunk> chunks = Drain(queue);
        WireChunk skip = Assert.Single(chunks, chunk => chunk.Kind == WireKind.Skip);
        int queued = chunks.Sum(chunk => chunk.Length);
        Assert.InRange(queued, Kept, Kept + (5 * Piece));
        Assert.Equal(50_008 + 9, queued + (long)skip.Detail!);
    }

    [Theory]
    [InlineData(0xC2)] // compressed: what follows in the direction may refer to it
    [InlineData(0x80)] // goes on with a message that may be compressed
    [InlineData(0x89)]
    public void Tap_OtherFrames_AreQueuedWhole(byte first)
    {
        using var queue = new WireQueue(limit: 100_000);
        ConnectionTap tap = OpenWebSocket(queue);
        byte[] frame = Frame(WebSocketOpcode.Binary, 50_000);
        frame[0] = first;
        Pass(tap, frame);
        Assert.Equal(frame.Length, Drain(queue).Sum(chunk => chunk.Length));
    }

    [Fact]
    public void Tap_ThatEndsInsideSuchAFrame_SaysHowMuchCame()
    {
        using var queue = new WireQueue(limit: 100_000);
        ConnectionTap tap = OpenWebSocket(queue);
        Pass(tap, Frame(WebSocketOpcode.Binary, 50_000)[..20_000]);
        tap.End(new ConnectionEnd(null, CloseHow.Reset, null));
        List<WireChunk> chunks = Drain(queue);
        Assert.Equal(WireKind.Skip, chunks[^2].Kind);
        Assert.Equal(20_000, chunks.Sum(chunk => chunk.Length) + (long)chunks[^2].Detail!);
    }

    [Fact]
    public void Tap_WhenWhatWasSkippedCannotBeTold_QueuesNothingBehindTheHole()
    {
        using var queue = new WireQueue(limit: 1000);
        ConnectionTap tap = OpenWebSocket(queue, blocks: true);
        byte[] frame = Frame(WebSocketOpcode.Binary, 5000);
        Pass(tap, frame[..4900]);
        var other = new ConnectionTap(queue, TimeProvider.System, blocks: true, 2, "127.0.0.1");
        other.OnBytes(Direction.ClientToServer, new byte[2 << 20]); // the traffic waits: far more than the limit may be there
        int before = queue.Count;
        tap.OnBytes(Direction.ClientToServer, frame.AsSpan(4900));
        Assert.Equal((before, 1), (queue.Count, queue.LossyCount));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Recorder_WhatIsLongerThanKept_HasItsLengthAndItsBeginning(bool isWebSocket)
    {
        const int length = 18 << 20; // 16 MB are kept of a body
        var store = new MemoryStore();
        var options = new RecorderOptions
        {
            Output = "memory.db",
            Tracker = new TrackerOptions { MaxPacket = 2 << 20 },
            Observer = _ => { },
        };
        await using var recorder = new Recorder(
            options,
            store,
            new NextFile(_ => store, () => { }),
            NullLogger.Instance
        );
        ConnectionTap tap = recorder.Open(
            new RequestHead(
                isWebSocket ? "GET" : "POST",
                isWebSocket ? "/plain" : "/socket.io/?EIO=4&transport=polling&sid=s",
                "1.1",
                "127.0.0.1",
                [],
                isWebSocket
            ),
            "http://127.0.0.1:3000"
        );
        byte[] payload = new byte[length];
        payload.AsSpan().Fill((byte)'x');
        if (isWebSocket)
        {
            tap.OnResponse(new ResponseHead(101, []));
            Pass(tap, Frame(WebSocketOpcode.Text, payload), 50_000);
            Pass(tap, Frame(WebSocketOpcode.Text, "next"u8.ToArray()));
        }
        else
        {
            Pass(tap, payload, 50_000);
            tap.OnBodyEnd(Direction.ClientToServer);
            tap.OnResponse(new ResponseHead(400, []));
            tap.OnBodyEnd(Direction.ServerToClient);
        }
        tap.End(new ConnectionEnd(null, CloseHow.Fin, null));
        await recorder.FlushAsync(Token);
        Assert.DoesNotContain(store.Rows, row => row is CapturedGap);
        if (isWebSocket)
        {
            CapturedMessage[] messages = [.. store.Rows.OfType<CapturedMessage>()];
            Assert.Equal([length, 4], messages.Select(message => message.Size));
            Assert.Equal([true, false], messages.Select(message => message.Truncated));
            Assert.Equal(payload[..(2 << 20)], messages[0].Data.ToArray());
            Assert.Equal("next"u8.ToArray(), messages[1].Data.ToArray());
            Assert.All(messages, message => Assert.Null(message.Fault));
        }
        else
        {
            CapturedPacket packet = Assert.Single(store.Rows.OfType<CapturedPacket>());
            Assert.True(packet.Truncated);
        }
        Assert.InRange(recorder.Snapshot().Bytes, length, length + 100);
    }

    private static ConnectionTap OpenWebSocket(WireQueue queue, bool blocks = false)
    {
        var tap = new ConnectionTap(queue, TimeProvider.System, blocks, 1, "127.0.0.1") { KeptOfMessage = Kept };
        tap.Begin(new RequestHead("GET", "/plain", "1.1", "127.0.0.1", [], IsWebSocket: true));
        tap.OnResponse(new ResponseHead(101, [new HttpHeader("Sec-WebSocket-Extensions", "permessage-deflate")]));
        Drain(queue);
        return tap;
    }

    private static void Pass(ConnectionTap tap, byte[] bytes, int piece = Piece)
    {
        for (int at = 0; at < bytes.Length; at += piece)
        {
            tap.OnBytes(Direction.ClientToServer, bytes.AsSpan(at, Math.Min(piece, bytes.Length - at)));
        }
    }

    private static List<WireChunk> Drain(WireQueue queue)
    {
        var chunks = new List<WireChunk>();
        while (queue.TryTake(out WireChunk chunk))
        {
            chunks.Add(chunk); // not returned: nobody is to use their memory again
        }
        return chunks;
    }

    private static byte[] Frame(WebSocketOpcode opcode, int length) => Frame(opcode, new byte[length]);

    private static byte[] Frame(WebSocketOpcode opcode, byte[] payload)
    {
        var output = new ArrayBufferWriter<byte>();
        WebSocketFrameWriter.Write(output, opcode, payload, 0x01020304u);
        return output.WrittenSpan.ToArray();
    }
}
