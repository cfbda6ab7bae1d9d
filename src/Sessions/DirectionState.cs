using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Protocol.WebSockets;

namespace SioProxy.Sessions;

/// <summary>What one direction of a session is in the middle of, over all its transports.</summary>
internal sealed class DirectionState
{
    /// <summary>The framing that this direction's traffic showed; null while none did.</summary>
    public EngineIoVersion? Seen { get; set; }

    /// <summary>The parser that this direction's first packets showed; null while unknown.</summary>
    public SocketIoParser? Parser { get; set; }

    /// <summary>Whether a secret ran to the end of this direction's last packet.</summary>
    public bool IsOpenEnded { get; set; }

    /// <summary>What was wrong with this direction's last packet; null when nothing was.</summary>
    public DecodeFault? LastFault { get; set; }

    /// <summary>Whether this direction's last packet was a heartbeat that only the other side may send.</summary>
    public bool IsHeartbeatWrong { get; set; }

    /// <summary>The binary packet whose attachments are still to come; null when none are awaited.</summary>
    public PacketDraft? Awaiting { get; private set; }

    /// <summary>How many attachments <see cref="Awaiting"/> has in all.</summary>
    public int Needed { get; private set; }

    private long _kept;
    private AssemblyBudget? _budget;

    public void Await(PacketDraft draft, int count)
    {
        Awaiting = draft;
        Needed = count;
        _kept = 0;
        draft.Attachments = [];
    }

    /// <summary>Takes the next attachment.</summary>
    /// <param name="carrier">The packet that it came as.</param>
    /// <param name="maxEach">Most bytes kept of one; all of a packet's together may take four times as much.</param>
    /// <returns>Whether it was the last.</returns>
    public bool Add(ReadOnlyMemory<byte> data, PacketDraft carrier, int maxEach, AssemblyBudget? budget)
    {
        PacketDraft draft = Awaiting!;
        long room = Math.Max(0, (4L * maxEach) - _kept);
        int keep = (int)Math.Min(data.Length, Math.Min(maxEach, room));
        keep = budget?.TryTake(keep) == false ? 0 : keep;
        _budget = budget;
        bool isKept = carrier.OwnsRaw && keep == data.Length;
        draft.Attachments!.Add(
            keep == 0 ? default
            : isKept ? data
            : data[..keep].ToArray()
        );
        draft.Truncated |= carrier.Truncated || keep < data.Length;
        draft.Size += carrier.Size;
        _kept += keep;
        return draft.Attachments.Count == Needed;
    }

    /// <summary>Stops waiting: the packet as far as it came, or null.</summary>
    public PacketDraft? Release()
    {
        PacketDraft? draft = Awaiting;
        Awaiting = null;
        _budget?.Give(_kept);
        _kept = 0;
        Needed = 0;
        return draft;
    }
}
