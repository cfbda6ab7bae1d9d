using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SioProxy.Protocol;
using SioProxy.Recording;
using SioProxy.Sessions;

namespace SioProxy.Tests.Recording;

/// <summary>A WebSocket's direction that lost bytes is decoded again from the next message on, and the gap says exactly what is missing.</summary>
public sealed class ResumeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Tap_BehindALoss_GoesOnAtTheNextMessageWhenThereIsRoom()
    {
        using var queue = new WireQueue(limit: 1000);
        ConnectionTap tap = Open(queue, extensions: null);
        tap.OnBytes(Direction.ServerToClient, [0x81, 0x03, (byte)'a']); // the rest of the message comes below
        tap.OnBytes(Direction.ClientToServer, new byte[850]); // fills the queue
        tap.OnBytes(Direction.ServerToClient, "bc"u8);
        Drain(queue);
        tap.OnBytes(Direction.ServerToClient, [0x80, 0x01, (byte)'d']); // a continuation begins no message
        Assert.Equal(0, queue.Count);
        tap.OnBytes(Direction.ServerToClient, [0x89, 0x00, 0x81, 0x01, (byte)'e']); // a ping, then a message
        WireChunk chunk = Assert.Single(Drain(queue));
        Assert.Equal(WireKind.Resume, chunk.Kind);
        Assert.Equal([0x81, 0x01, (byte)'e'], chunk.Bytes.ToArray());
        Assert.Equal(2 + 3 + 2, ((LostBytes)chunk.Detail!).Bytes);
        Assert.Null(tap.TakeLosses().ServerToClient); // told with the chunk, and not twice
        tap.OnBytes(Direction.ServerToClient, [0x81, 0x00]);
        Assert.Equal(WireKind.Bytes, Assert.Single(Drain(queue)).Kind);
    }

    [Fact]
    public void Tap_WhoseQueueIsStillHalfFull_DoesNotGoOnYet()
    {
        using var queue = new WireQueue(limit: 1000);
        ConnectionTap tap = Open(queue, extensions: null);
        tap.OnBytes(Direction.ClientToServer, new byte[600]);
        tap.OnBytes(Direction.ServerToClient, Message(new string('x', 400)));
        tap.OnBytes(Direction.ServerToClient, Message("y"));
        Assert.Single(Drain(queue));
        tap.OnBytes(Direction.ServerToClient, Message("z"));
        Assert.Equal(WireKind.Resume, Assert.Single(Drain(queue)).Kind);
    }

    // Were the second loss told when the first is due, bytes between the two that still wait would be thrown away.
    [Fact]
    public void Losses_MadeUpForSince_AreNotToldInPlaceOfLaterOnes()
    {
        using var queue = new WireQueue(limit: 1000);
        ConnectionTap tap = Open(queue, extensions: null);
        tap.OnBytes(Direction.ClientToServer, new byte[900]);
        tap.OnBytes(Direction.ServerToClient, Message("first"));
        Assert.True(queue.TryTakeLossy(out LossyEntry first));
        Drain(queue);
        tap.OnBytes(Direction.ServerToClient, Message("goes on"));
        tap.OnBytes(Direction.ServerToClient, Message(new string('x', 2000)));
        Assert.True(queue.TryTakeLossy(out LossyEntry second));
        Assert.Null(tap.TakeLosses(first).ServerToClient);
        Assert.Equal(Message(new string('x', 2000)).Length, tap.TakeLosses(second).ServerToClient?.Bytes);
    }

    [Theory]
    [InlineData("permessage-deflate", false)]
    [InlineData("permessage-deflate; server_no_context_takeover", true)]
    public void Tap_WithContextTakeover_DoesNotGoOn(string extensions, bool goesOn)
    {
        using var queue = new WireQueue(limit: 1000);
        ConnectionTap tap = Open(queue, extensions);
        tap.OnBytes(Direction.ClientToServer, new byte[900]);
        tap.OnBytes(Direction.ServerToClient, Message("lost"));
        Drain(queue);
        tap.OnBytes(Direction.ServerToClient, Message("next"));
        Assert.Equal(goesOn ? 1 : 0, queue.Count);
        LostBytes? lost = tap.TakeLosses().ServerToClient;
        Assert.Equal(goesOn, lost is null);
        Assert.Null(lost?.ToAt); // all the rest
    }

    [Fact]
    public async Task Recorder_BehindAnOverflow_RecordsTheNextMessagesAndCountsWhatIsMissing()
    {
        var store = new MemoryStore();
        using var gate = new ManualResetEventSlim(initialState: true);
        using var stands = new ManualResetEventSlim();
        var options = new RecorderOptions
        {
            Output = "memory.db",
            QueueBytes = 20_000,
            Observer = _ =>
            {
                stands.Set();
                gate.Wait();
            },
        };
        await using var recorder = new Recorder(
            options,
            store,
            new NextFile(_ => store, () => { }),
            NullLogger.Instance
        );
        ConnectionTap tap = recorder.Open(
            new RequestHead("GET", "/socket.io/?EIO=4&transport=websocket", "1.1", "127.0.0.1", [], IsWebSocket: true),
            "http://127.0.0.1:3000"
        );
        tap.OnResponse(new ResponseHead(101, []));
        Send(tap, "0{\"sid\":\"s1\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000}");
        Send(tap, "40{\"sid\":\"n1\"}");
        await recorder.FlushAsync(Token);
        gate.Reset();
        stands.Reset();
        Send(tap, "42[\"holds\"]");
        await UntilAsync(() => stands.IsSet);
        int sent = 0;
        while (recorder.Snapshot().QueueBytes < 9_600)
        {
            Send(tap, "42[\"kept\"]");
            sent++;
        }
        string large = "42[\"lost\",\"" + new string('x', 1000) + "\"]";
        Send(tap, large);
        Send(tap, large);
        gate.Set();
        await UntilAsync(() => recorder.Snapshot().QueueBytes == 0);
        Send(tap, "42[\"again\"]");
        await recorder.FlushAsync(Token);
        CapturedGap gap = Assert.Single(store.Rows.OfType<CapturedGap>());
        Assert.Equal(2 * Message(large).Length, gap.Bytes);
        Assert.NotNull(gap.ToMicros);
        Assert.Equal(Direction.ServerToClient, gap.Direction);
        Assert.Equal("again", Assert.IsType<CapturedPacket>(store.Rows[^1]).EventName);
        Assert.Equal(3 + sent + 1, store.Rows.OfType<CapturedPacket>().Count());
        Assert.DoesNotContain(store.Rows.OfType<CapturedPacket>(), p => p.Fault is not null);
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        DateTime deadline = DateTime.UtcNow.AddSeconds(60);
        while (!isSo())
        {
            Assert.True(DateTime.UtcNow < deadline, "it does not come about");
            await Task.Yield();
        }
    }

    private static ConnectionTap Open(WireQueue queue, string? extensions)
    {
        var tap = new ConnectionTap(queue, TimeProvider.System, blocks: false, 1, "127.0.0.1");
        tap.Begin(new RequestHead("GET", "/", "1.1", "127.0.0.1", [], IsWebSocket: true));
        tap.OnResponse(
            new ResponseHead(101, extensions is null ? [] : [new HttpHeader("Sec-WebSocket-Extensions", extensions)])
        );
        Drain(queue);
        return tap;
    }

    private static List<WireChunk> Drain(WireQueue queue)
    {
        var chunks = new List<WireChunk>();
        while (queue.TryTake(out WireChunk chunk))
        {
            chunks.Add(chunk);
        }
        return chunks;
    }

    private static void Send(ConnectionTap tap, string text) => tap.OnBytes(Direction.ServerToClient, Message(text));

    private static byte[] Message(string text)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        SioProxy.Protocol.WebSockets.WebSocketFrameWriter.Write(
            output,
            SioProxy.Protocol.WebSockets.WebSocketOpcode.Text,
            Encoding.UTF8.GetBytes(text),
            maskKey: null
        );
        return output.WrittenSpan.ToArray();
    }
}
