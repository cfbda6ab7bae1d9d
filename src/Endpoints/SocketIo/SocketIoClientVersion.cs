namespace SioProxy.Endpoints.SocketIo;

/// <summary>The release line that a client behaves as.</summary>
public enum SocketIoClientVersion
{
    /// <summary>socket.io-client 2.x: Engine.IO 3, Socket.IO protocol 4.</summary>
    V2 = 2,

    /// <summary>socket.io-client 3.x: Engine.IO 4, Socket.IO protocol 5.</summary>
    V3 = 3,

    /// <summary>socket.io-client 4.x: as 3.x on the wire, with connection state recovery and batches cut by maxPayload.</summary>
    V4 = 4,
}
