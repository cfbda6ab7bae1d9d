using SioProxy.Protocol;
using SioProxy.Recording;

namespace SioProxy.Tests.Recording;

/// <summary>When the decoding thread is woken: not for every chunk, but before the queue is full, and for who waits.</summary>
public sealed class WireQueueTests
{
    private static readonly TimeSpan TooLong = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nap_WhenAQuarterOfTheRoomIsTaken_Ends()
    {
        using var queue = new WireQueue(limit: 10_000);
        Task nap = OnAThread(() => queue.Nap(TooLong));
        for (int i = 0; i < 10; i++)
        {
            Add(queue, 300);
        }
        await nap.WaitAsync(Deadline, Token);
    }

    [Fact]
    public async Task Sleep_WhenAnythingIsQueued_Ends()
    {
        using var queue = new WireQueue(limit: 10_000);
        Task sleep = OnAThread(() => queue.Sleep(TooLong));
        Add(queue, 1);
        await sleep.WaitAsync(Deadline, Token);
    }

    [Fact]
    public async Task Nap_WhenABarrierIsQueued_Ends()
    {
        using var queue = new WireQueue(limit: 10_000);
        Task nap = OnAThread(() => queue.Nap(TooLong));
        WireChunk barrier = WireChunk.Control(null, WireKind.Barrier, Direction.ClientToServer, 0, null);
        while (!nap.IsCompleted) // it may not have begun yet
        {
            queue.TryAddBytes(barrier, unbounded: true);
            await Task.Yield();
        }
        await nap;
    }

    [Fact]
    public async Task Nap_WhenTheQueueIsClosed_Ends()
    {
        using var queue = new WireQueue(limit: 10_000);
        Task nap = OnAThread(() => queue.Nap(TooLong));
        queue.Close();
        await nap.WaitAsync(Deadline, Token);
    }

    private static Task OnAThread(Action action) =>
        Task.Factory.StartNew(action, Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void Add(WireQueue queue, int length)
    {
        WireSlab slab = WireSlab.Copy(new byte[length], out int offset, out length);
        var chunk = new WireChunk(null, WireKind.Bytes, Direction.ClientToServer, 0, slab, offset, length, null);
        Assert.True(queue.TryAddBytes(chunk, unbounded: false));
    }
}
