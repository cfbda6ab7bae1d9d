using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;

namespace SioProxy.Recording;

/// <summary>Gives rows their ids and acks what they answer; takes both back when the rows could not be handed on.</summary>
internal sealed class EntryIds(long next)
{
    /// <summary>The id of the next row.</summary>
    public long Next { get; private set; } = next;

    public void Assign(List<CaptureEntry> entries)
    {
        foreach (CaptureEntry entry in entries)
        {
            if (entry is PacketRun run)
            {
                Assign(run);
                continue;
            }
            if (entry is not CapturedRow row)
            {
                continue;
            }
            row.Id = Next++;
            if (entry is not CapturedPacket packet)
            {
                continue;
            }
            if (packet.Asks is not null && packet.Asks.RowId == 0) // a packet repeated in a new file keeps its first id for its ack
            {
                packet.Asks.RowId = row.Id;
            }
            if (packet.Answers is { RowId: > 0 } asked)
            {
                packet.AckOf = asked.RowId;
                packet.LatencyMicros = packet.AtMicros - asked.AtMicros;
            }
        }
    }

    public void TakeBack(List<CaptureEntry> entries)
    {
        foreach (CaptureEntry entry in entries)
        {
            if (entry is PacketRun run)
            {
                TakeBack(run);
                continue;
            }
            if (entry is not CapturedRow row)
            {
                continue;
            }
            if (entry is CapturedPacket { Asks: { } asks } && asks.RowId == row.Id)
            {
                asks.RowId = 0;
            }
            row.Id = 0;
            Next--;
        }
    }

    private void Assign(PacketRun run)
    {
        run.FirstId = Next;
        Next += run.Count;
        if (!run.HasAcks)
        {
            return;
        }
        for (int i = 0; i < run.Count; i++)
        {
            ref PackedPacket packet = ref run.Packets[i];
            if (packet.Asked is not { } asked)
            {
                continue;
            }
            if (packet.Type == SocketIoPacketType.Ack)
            {
                packet.AckOf = asked.RowId;
            }
            else if (asked.RowId == 0)
            {
                asked.RowId = run.FirstId + i;
            }
        }
    }

    private void TakeBack(PacketRun run)
    {
        for (int i = 0; i < run.Count && run.HasAcks; i++)
        {
            ref PackedPacket packet = ref run.Packets[i];
            packet.AckOf = 0;
            if (packet is { Type: SocketIoPacketType.Event, Asked: { } asked } && asked.RowId == run.FirstId + i)
            {
                asked.RowId = 0;
            }
        }
        run.FirstId = 0;
        Next -= run.Count;
    }
}
