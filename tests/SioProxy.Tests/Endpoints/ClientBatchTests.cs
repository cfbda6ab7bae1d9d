using SioProxy.Endpoints.EngineIo;

namespace SioProxy.Tests.Endpoints;

public sealed class ClientBatchTests
{
    [Fact]
    public void Take_WithAMaximum_LeavesWhatWouldExceedIt()
    {
        using var queue = new PacketQueue(capacity: 10);
        queue.Enqueue(EnginePacket.Message("12345"));
        queue.Enqueue(EnginePacket.Message("12345"));
        queue.Enqueue(EnginePacket.Message("12345"));
        var packets = new List<EnginePacket>();

        ClientBatch.Take(queue, maxPayload: 14, packets);

        Assert.Equal(2, packets.Count);
        Assert.False(queue.IsEmpty);
    }

    [Fact]
    public void Take_OnePacketAboveTheMaximum_TakesItAllTheSame()
    {
        using var queue = new PacketQueue(capacity: 10);
        queue.Enqueue(EnginePacket.Message("12345"));
        var packets = new List<EnginePacket>();

        ClientBatch.Take(queue, maxPayload: 3, packets);

        Assert.Single(packets);
    }
}
