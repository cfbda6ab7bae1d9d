using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SioProxy.Protocol;
using SioProxy.Recording;
using SioProxy.Sessions;

namespace SioProxy.Tests.Recording;

/// <summary>From taps to the disk: order, ids, and what is said when something is lost.</summary>
public sealed class RecorderTests
{
    private const string Open = "0{\"sid\":\"s1\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_OfASession_GetIdsWithoutHolesAndAcksTheirEvent()
    {
        var store = new MemoryStore(nextRowId: 8);
        await using Recorder recorder = Start(store);
        ConnectionTap tap = OpenSocket(recorder);
        Server(tap, Open);
        Server(tap, "421[\"ask\"]");
        Client(tap, "431[7]");
        await recorder.FlushAsync(Token);
        CapturedPacket[] packets = [.. store.Rows.Cast<CapturedPacket>()];
        Assert.Equal([8L, 9L, 10L], packets.Select(p => p.Id));
        Assert.Equal(9L, packets[2].AckOf);
        Assert.NotNull(packets[2].LatencyMicros);
    }

    [Fact]
    public async Task Rows_ThatTheDiskRefuses_AreStoredWhenItRecovers()
    {
        var store = new MemoryStore { Failures = 1 };
        await using Recorder recorder = Start(store);
        Server(OpenSocket(recorder), Open);
        await recorder.FlushAsync(Token);
        Assert.Single(store.Rows);
        Assert.Null(recorder.Snapshot().Problem);
    }

    [Fact]
    public async Task Rows_ThatTheCaptureRefuses_AreSafeInTheSpillLogUntilItRecovers()
    {
        var store = new MemoryStore { Failures = int.MaxValue };
        await using Recorder recorder = Start(store);
        ConnectionTap tap = OpenSocket(recorder);
        Server(tap, Message(0));
        DateTime deadline = DateTime.UtcNow.AddSeconds(20);
        while (store.SpillEntries == 0)
        {
            Assert.True(DateTime.UtcNow < deadline, "a crash would lose what the capture does not take");
            await Task.Yield();
        }
        await SendAsync(recorder, tap, 10, first: 1);
        store.Failures = 0;
        await recorder.FlushAsync(Token);
        AssertInOrder(store, 11);
        Assert.Null(recorder.Snapshot().Problem);
    }

    [Fact]
    public async Task Stop_WhileTheCaptureRefuses_LeavesTheRowsInTheSpillLog()
    {
        var store = new MemoryStore { Failures = int.MaxValue };
        Recorder recorder = Start(store);
        Server(OpenSocket(recorder), Open);
        await recorder.DisposeAsync();
        Assert.Empty(store.Rows);
        Assert.True(store.SpillEntries > 0);
        Assert.InRange(int.MaxValue - store.Failures, 1, 100); // it was tried now and then, not in a hurry
    }

    [Fact]
    public async Task Session_ThatEndedWhileRowsWereLost_HasEndedInTheCapture()
    {
        var store = new MemoryStore();
        await using Recorder recorder = Start(store, queue: 20_000, OverloadPolicy.Drop);
        ConnectionTap tap = OpenSocket(recorder);
        Server(tap, Open);
        await recorder.FlushAsync(Token);
        await StallAsync(recorder, store, OpenSocket(recorder));
        await SendAsync(recorder, OpenSocket(recorder), 200);
        tap.End(new ConnectionEnd(ClosedBy.Client, CloseHow.Fin));
        await SendAsync(recorder, OpenSocket(recorder), 1);
        store.Runs.Set();
        await recorder.FlushAsync(Token);
        await SendAsync(recorder, OpenSocket(recorder), 1); // there is room again
        await recorder.FlushAsync(Token);
        Assert.Contains(store.Rows, row => row is CapturedGap);
        Assert.NotNull(store.Entries.OfType<SessionEntry>().Last(s => s.Sid == "s1").EndedAtMicros);
    }

    [Fact]
    public async Task Rows_BeyondTheBacklog_AreSpilledAndComeBackInOrder()
    {
        var store = new MemoryStore();
        await using Recorder recorder = Start(store, queue: 20_000);
        ConnectionTap tap = OpenSocket(recorder);
        await StallAsync(recorder, store, tap);
        await SendAsync(recorder, tap, 199, first: 1);
        store.Runs.Set();
        await recorder.FlushAsync(Token);
        Assert.True(store.HasSpilled);
        AssertInOrder(store, 200);
        Assert.DoesNotContain(store.Rows, row => row is CapturedGap);
    }

    [Fact]
    public async Task Rows_BeyondTheBacklogThatAreDropped_LeaveAGapAndNoHoleInTheIds()
    {
        var store = new MemoryStore();
        await using Recorder recorder = Start(store, queue: 20_000, OverloadPolicy.Drop);
        ConnectionTap tap = OpenSocket(recorder);
        await StallAsync(recorder, store, tap);
        await SendAsync(recorder, tap, 199, first: 1);
        store.Runs.Set();
        await recorder.FlushAsync(Token);
        Server(tap, Message(200)); // there is room again: now the gap can be told
        await recorder.FlushAsync(Token);
        CapturedGap[] gaps = [.. store.Rows.OfType<CapturedGap>()]; // a small one may have fitted in between
        Assert.NotEmpty(gaps);
        Assert.Equal(200 + 1, store.Rows.OfType<CapturedPacket>().Count() + gaps.Sum(gap => gap.Packets));
        Assert.Equal(Enumerable.Range(1, store.Rows.Count).Select(i => (long)i), store.Rows.Select(row => row.Id));
    }

    [Fact]
    public async Task Rows_ThatCannotBeHandedOnForAReasonOfOurs_LeaveAGapAndNoHoleInTheIds()
    {
        var store = new MemoryStore();
        await using Recorder recorder = Start(store, queue: 20_000);
        ConnectionTap tap = OpenSocket(recorder);
        Server(tap, Open);
        await recorder.FlushAsync(Token);
        await StallAsync(recorder, store, tap);
        store.SpillFault = new InvalidOperationException("a defect");
        await SendAsync(recorder, tap, 200);
        store.Runs.Set();
        await recorder.FlushAsync(Token);

        Assert.Null(store.SpillFault);
        CapturedGap gap = Assert.Single(store.Rows.OfType<CapturedGap>());
        Assert.True(gap.Packets > 0);
        Assert.Equal(202, gap.Packets + store.Rows.OfType<CapturedPacket>().Count());
        Assert.Equal(Enumerable.Range(1, store.Rows.Count).Select(i => (long)i), store.Rows.Select(row => row.Id));
    }

    [Fact]
    public async Task Recording_AtItsLargestSize_StopsWithAGap()
    {
        var store = new MemoryStore { FileBytes = 1000 };
        await using Recorder recorder = Start(store, change: o => o with { MaxSize = 1000 });
        ConnectionTap tap = OpenSocket(recorder);
        Server(tap, Open);
        await recorder.FlushAsync(Token);
        Server(tap, "42[\"late\"]");
        await recorder.DisposeAsync();
        CapturedGap gap = Assert.IsType<CapturedGap>(store.Rows[^1]);
        Assert.Null(gap.ToMicros);
        Assert.Contains("--max-size", gap.Why, StringComparison.Ordinal);
        Assert.False(recorder.Snapshot().IsRecording);
        Assert.DoesNotContain(store.Rows.OfType<CapturedPacket>(), p => p.EventName == "late");
    }

    [Fact]
    public async Task NewFile_RepeatsWhatALivingSessionBeganWith()
    {
        var first = new MemoryStore();
        var second = new MemoryStore();
        long firstRowId = 0;
        var options = new RecorderOptions { Output = "memory.db", RotateBytes = 1 };
        await using var recorder = new Recorder(
            options,
            first,
            new NextFile(
                id =>
                {
                    firstRowId = id;
                    return second;
                },
                () => { }
            ),
            NullLogger.Instance
        );
        ConnectionTap tap = OpenSocket(recorder);
        Server(tap, Open);
        Client(tap, "40");
        Server(tap, "40{\"sid\":\"x\"}");
        await recorder.FlushAsync(Token);
        first.FileBytes = 1; // seen with the next commit, acted on with the one after it
        Server(tap, "42[\"a\"]");
        await recorder.FlushAsync(Token);
        Server(tap, "42[\"b\"]");
        await recorder.FlushAsync(Token);
        Assert.Equal(4, first.Rows.Count);
        Assert.Equal(5, firstRowId);
        Assert.Equal(
            [Open, "40", "40{\"sid\":\"x\"}", "42[\"b\"]"],
            second.Rows.Cast<CapturedPacket>().Select(p => Encoding.UTF8.GetString(p.Raw.Span))
        );
        Assert.Equal([5L, 6L, 7L, 8L], second.Rows.Select(row => row.Id));
    }

    [Fact]
    public void Queue_AtItsLimit_RefusesBytesButTakesHeads()
    {
        using var queue = new WireQueue(limit: 1000);
        Assert.True(queue.TryAddBytes(Chunk(new byte[900]), unbounded: false));
        Assert.False(queue.TryAddBytes(Chunk(new byte[100]), unbounded: false));
        Assert.True(queue.TryAddBytes(Chunk(new byte[100]), unbounded: true));
        Assert.True(queue.TryAddControl(Chunk(null)));
        Assert.True(queue.TryTake(out _));
        Assert.True(queue.TryTake(out _));
        Assert.True(queue.TryTake(out _));
        Assert.Equal(0, queue.Bytes);
    }

    [Fact]
    public void Tap_ThatLostBytes_LosesTheRestOfThatDirectionAndReportsItOnce()
    {
        using var queue = new WireQueue(limit: 1000);
        var tap = new ConnectionTap(queue, TimeProvider.System, blocks: false, 1, "127.0.0.1");
        tap.OnBytes(Direction.ServerToClient, new byte[1000]);
        tap.OnBytes(Direction.ServerToClient, new byte[10]);
        while (queue.TryTake(out _)) { }
        tap.OnBytes(Direction.ServerToClient, new byte[5]);
        tap.OnBytes(Direction.ClientToServer, new byte[5]);
        Assert.Equal(1, queue.Count);
        Assert.Equal(1, queue.LossyCount);
        LossReport report = tap.TakeLosses();
        Assert.Equal(15, report.ServerToClient!.Bytes);
        Assert.Null(report.ClientToServer);
        Assert.Null(tap.TakeLosses().ServerToClient);
    }

    private static WireChunk Chunk(byte[]? bytes)
    {
        int offset = 0;
        WireSlab? slab = bytes is null ? null : WireSlab.Copy(bytes, out offset, out _);
        return new(null, WireKind.Bytes, Direction.ClientToServer, 0, slab, offset, bytes?.Length ?? 0, null);
    }

    private static Recorder Start(
        MemoryStore store,
        long queue = 64 << 20,
        OverloadPolicy policy = OverloadPolicy.Spill,
        Func<RecorderOptions, RecorderOptions>? change = null
    )
    {
        var options = new RecorderOptions
        {
            Output = "memory.db",
            QueueBytes = queue,
            OnOverload = policy,
        };
        return new Recorder(
            change?.Invoke(options) ?? options,
            store,
            new NextFile(_ => store, () => { }),
            NullLogger.Instance
        );
    }

    private static ConnectionTap OpenSocket(Recorder recorder)
    {
        ConnectionTap tap = recorder.Open(
            new RequestHead("GET", "/socket.io/?EIO=4&transport=websocket", "1.1", "127.0.0.1", [], IsWebSocket: true),
            "http://127.0.0.1:3000"
        );
        tap.OnResponse(new ResponseHead(101, []));
        return tap;
    }

    private static string Message(int number) => $"42[\"n\",{number.ToString(CultureInfo.InvariantCulture)}]";

    /// <summary>From here on the disk takes nothing, and has something to take: a backlog that is empty takes anything.</summary>
    private static async Task StallAsync(Recorder recorder, MemoryStore store, ConnectionTap tap)
    {
        store.Runs.Reset();
        Server(tap, Message(0));
        DateTime deadline = DateTime.UtcNow.AddSeconds(20);
        while (recorder.Snapshot().BacklogBytes == 0)
        {
            Assert.True(DateTime.UtcNow < deadline, "the decoder stands still");
            await Task.Yield();
        }
    }

    /// <summary>
    /// Sends so many packets, the queue before the decoder never filling, and returns when the decoder has handed all of them on.
    /// </summary>
    private static async Task SendAsync(Recorder recorder, ConnectionTap tap, int count, int first = 0)
    {
        for (int i = 0; i < count; i++)
        {
            Server(tap, Message(first + i));
            await DecodeAsync(recorder, left: 5_000);
        }
        // A barrier is passed on behind what came before it; that the second is taken means that the first was passed on.
        _ = recorder.FlushAsync(Token);
        _ = recorder.FlushAsync(Token);
        await DecodeAsync(recorder, left: 0);
    }

    private static async Task DecodeAsync(Recorder recorder, int left)
    {
        DateTime deadline = DateTime.UtcNow.AddSeconds(20);
        while (recorder.Snapshot().QueueBytes > left)
        {
            Assert.True(DateTime.UtcNow < deadline, "the decoder stands still");
            await Task.Yield();
        }
    }

    private static void AssertInOrder(MemoryStore store, int count)
    {
        CapturedPacket[] packets = [.. store.Rows.OfType<CapturedPacket>()];
        Assert.Equal(
            Enumerable.Range(0, count).Select(Message),
            packets.Select(p => Encoding.UTF8.GetString(p.Raw.Span))
        );
        Assert.Equal(Enumerable.Range(1, count).Select(i => (long)i), packets.Select(p => p.Id));
    }

    private static void Server(ConnectionTap tap, string text) =>
        tap.OnBytes(Direction.ServerToClient, Frame(text, []));

    private static void Client(ConnectionTap tap, string text) =>
        tap.OnBytes(Direction.ClientToServer, Frame(text, [0, 0, 0, 0]));

    private static byte[] Frame(string text, byte[] mask) =>
        [0x81, (byte)(text.Length | (mask.Length > 0 ? 0x80 : 0)), .. mask, .. Encoding.UTF8.GetBytes(text)];
}
