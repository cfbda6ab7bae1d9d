using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Storage;

namespace SioProxy.Viewer.Sessions;

/// <summary>How far an upgrade to WebSocket came: probe, answer, upgrade.</summary>
internal sealed class UpgradeFacts
{
    private const int ProbeSize = 6; // 2probe, 3probe

    /// <summary>Those of a session without any. Nothing is added to them.</summary>
    public static UpgradeFacts None { get; } = new();

    /// <summary>The client's latest probe.</summary>
    public RowNote? Probe { get; private set; }

    /// <summary>The server's answer to it.</summary>
    public RowNote? Answer { get; private set; }

    /// <summary>Whether the client completed an upgrade.</summary>
    public bool IsCompleted { get; private set; }

    /// <summary>Whether a packet belongs to an upgrade.</summary>
    public static bool IsPart(in PlainRow packet) =>
        packet.Transport == Transport.WebSocket
        && (packet.EngineType == EngineIoPacketType.Upgrade || packet.Size == ProbeSize);

    public void Add(in PlainRow packet)
    {
        switch (packet.EngineType)
        {
            case EngineIoPacketType.Ping when packet is { Size: ProbeSize, Direction: Direction.ClientToServer }:
                Probe = new RowNote(packet);
                Answer = null;
                break;
            case EngineIoPacketType.Pong when packet is { Size: ProbeSize, Direction: Direction.ServerToClient }:
                Answer = new RowNote(packet);
                break;
            case EngineIoPacketType.Upgrade:
                IsCompleted = true;
                break;
        }
    }
}
