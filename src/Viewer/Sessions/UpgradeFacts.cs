using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Storage;

namespace SioProxy.Viewer.Sessions;

/// <summary>How far an upgrade to WebSocket came: probe, answer, upgrade.</summary>
internal sealed class UpgradeFacts
{
    private const int ProbeSize = 6; // 2probe, 3probe

    /// <summary>The client's latest probe.</summary>
    public PlainRow? Probe { get; private set; }

    /// <summary>The server's answer to it.</summary>
    public PlainRow? Answer { get; private set; }

    /// <summary>Whether the client completed an upgrade.</summary>
    public bool IsCompleted { get; private set; }

    public void Add(in PlainRow packet)
    {
        if (packet.Transport != Transport.WebSocket)
        {
            return;
        }
        switch (packet.EngineType)
        {
            case EngineIoPacketType.Ping when packet is { Size: ProbeSize, Direction: Direction.ClientToServer }:
                Probe = packet;
                Answer = null;
                break;
            case EngineIoPacketType.Pong when packet is { Size: ProbeSize, Direction: Direction.ServerToClient }:
                Answer = packet;
                break;
            case EngineIoPacketType.Upgrade:
                IsCompleted = true;
                break;
        }
    }
}
