using SioProxy.Protocol.WebSockets;

namespace SioProxy.Sessions;

/// <summary>What a <see cref="SessionTracker"/> keeps and where it starts counting.</summary>
public sealed record TrackerOptions
{
    /// <summary>Most bytes kept of one packet, attachment, message or body; more passes as truncated.</summary>
    public int MaxPacket { get; init; } = 16 * 1024 * 1024;

    /// <summary>Bounds the memory of all that is not complete yet; null: only <see cref="MaxPacket"/> does, for each by itself.</summary>
    public AssemblyBudget? Assembly { get; init; }

    /// <summary>Engine.IO paths (<c>/socket.io/</c>); empty: detect by the traffic itself, on any path.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>Applied to every entry before it comes out; null: nothing is redacted.</summary>
    public Redactor? Redactor { get; init; }

    /// <summary>Whether <see cref="SessionTracker.Snapshot"/> may be asked for the rows that living sessions began with: they are kept for it.</summary>
    public bool KeepsOpenings { get; init; } = true;

    /// <summary>Whether ordinary packets come out packed (<see cref="PacketRun"/>) rather than as a row each.</summary>
    public bool PacksPackets { get; init; }

    /// <summary>The <see cref="SessionEntry.Key"/> of the first session.</summary>
    public long FirstSessionKey { get; init; } = 1;

    /// <summary>Most sessions followed at once: of more, the quietest tenth is given up.</summary>
    public int MaxTracked { get; init; } = 100_000;
}
