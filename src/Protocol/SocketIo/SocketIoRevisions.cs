using SioProxy.Protocol.EngineIo;

namespace SioProxy.Protocol.SocketIo;

/// <summary>Which Socket.IO revision goes with which Engine.IO version.</summary>
public static class SocketIoRevisions
{
    /// <summary>The revision that sessions of an Engine.IO version speak.</summary>
    public static SocketIoRevision Of(EngineIoVersion version) =>
        version == EngineIoVersion.V3 ? SocketIoRevision.V4 : SocketIoRevision.V5;
}
