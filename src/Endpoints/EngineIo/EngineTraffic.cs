using SioProxy.Protocol;

namespace SioProxy.Endpoints.EngineIo;

/// <summary>One packet that a session sent or received, for those who watch it.</summary>
public readonly record struct EngineTraffic(Direction Direction, Transport Transport, EnginePacket Packet);
