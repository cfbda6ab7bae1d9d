namespace SioProxy.Protocol.SocketIo;

/// <summary>Socket.IO packet types, numbered as on the wire (socket.io-protocol, "Packet types"; revisions 4 and 5).</summary>
public enum SocketIoPacketType : byte
{
    /// <summary>Joins a namespace, or says that it was joined.</summary>
    Connect = 0,

    /// <summary>Leaves a namespace.</summary>
    Disconnect = 1,

    /// <summary>An event without binary attachments.</summary>
    Event = 2,

    /// <summary>The answer to an event that asked for one.</summary>
    Ack = 3,

    /// <summary>A namespace was refused (revision 4 calls it ERROR).</summary>
    ConnectError = 4,

    /// <summary>An event with binary attachments.</summary>
    BinaryEvent = 5,

    /// <summary>An ack with binary attachments.</summary>
    BinaryAck = 6,
}
