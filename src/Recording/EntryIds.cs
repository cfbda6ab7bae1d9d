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
}
