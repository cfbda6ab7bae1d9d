namespace SioProxy.Endpoints.EngineIo;

/// <summary>What goes into one POST.</summary>
internal static class ClientBatch
{
    /// <summary>Takes packets as long as the body stays within what the server takes; at least one (engine.io-client 6, "getWritablePackets").</summary>
    public static void Take(PacketQueue queue, long? maxPayload, List<EnginePacket> packets)
    {
        long size = 1;
        while (queue.TryPeek(out EnginePacket packet))
        {
            size += packet.IsBinary ? (long)Math.Ceiling(packet.Data.Length * 1.33) : packet.Data.Length;
            if (packets.Count > 0 && size > maxPayload)
            {
                return;
            }
            size += 2; // separator and type
            queue.TryDequeue(out packet);
            packets.Add(packet);
        }
    }
}
