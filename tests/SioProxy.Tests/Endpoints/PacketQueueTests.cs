using SioProxy.Endpoints.EngineIo;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Tests.Endpoints;

public sealed class PacketQueueTests
{
    private static readonly EnginePacket Header = EnginePacket.Message("51-[\"a\"]");
    private static readonly EnginePacket Attachment = EnginePacket.Binary(new byte[] { 1 });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Enqueue_PacketWithFollowers_KeepsThemTogether()
    {
        using var queue = new PacketQueue(capacity: 4);
        Assert.True(await queue.EnqueueAsync(Header, [Attachment], Token));
        Assert.True(await queue.EnqueueAsync(EnginePacket.Message("2[\"b\"]"), followers: null, Token));

        var texts = new List<string>();
        while (queue.TryDequeue(out EnginePacket packet))
        {
            texts.Add(packet.IsBinary ? "binary" : packet.Text);
        }
        Assert.Equal(["51-[\"a\"]", "binary", "2[\"b\"]"], texts);
    }

    [Fact]
    public async Task Enqueue_WhenFull_WaitsUntilTheWholeGroupIsTaken()
    {
        using var queue = new PacketQueue(capacity: 1);
        await queue.EnqueueAsync(Header, [Attachment], Token);
        Task<bool> second = queue.EnqueueAsync(Header, followers: null, Token).AsTask();

        queue.TryDequeue(out _);
        Assert.False(second.IsCompleted); // its attachment is still here
        queue.TryDequeue(out _);
        Assert.True(await second);
    }

    [Fact]
    public async Task Enqueue_WaitingWhenTheQueueIsCompleted_IsRefused()
    {
        using var queue = new PacketQueue(capacity: 1);
        await queue.EnqueueAsync(Header, followers: null, Token);
        Task<bool> second = queue.EnqueueAsync(Header, followers: null, Token).AsTask();

        queue.CompleteAdding();

        Assert.False(await second);
        Assert.False(queue.IsDrained); // what was there before can still be taken
        Assert.True(queue.TryDequeue(out _));
        Assert.True(queue.IsDrained);
    }

    [Fact]
    public void Enqueue_OfTheProtocolsOwn_NeedsNoRoom()
    {
        using var queue = new PacketQueue(capacity: 1);
        Assert.True(queue.Enqueue(new EnginePacket(EngineIoPacketType.Ping, default)));
        Assert.True(queue.Enqueue(new EnginePacket(EngineIoPacketType.Ping, default)));
    }

    [Fact]
    public async Task Wait_OnAnEmptyQueue_EndsByWakeAndByPacket()
    {
        using var queue = new PacketQueue(capacity: 1);
        Task waiting = queue.WaitAsync(Token);
        Assert.False(waiting.IsCompleted);
        queue.Wake();
        await waiting;

        waiting = queue.WaitAsync(Token);
        Assert.False(waiting.IsCompleted); // a wake is not remembered
        queue.Enqueue(Header);
        await waiting;
    }

    [Fact]
    public async Task Wait_AfterInterrupt_EndsAtOnceUntilResumed()
    {
        using var queue = new PacketQueue(capacity: 1);
        queue.Interrupt();
        await queue.WaitAsync(Token);
        queue.Resume();
        Assert.False(queue.WaitAsync(Token).IsCompleted);
    }
}
