namespace SioProxy.Protocol.SocketIo;

/// <summary>How a Socket.IO packet is encoded inside an Engine.IO message. Stored as is: the values never change.</summary>
public enum SocketIoParser : byte
{
    /// <summary>socket.io-parser: text, attachments in messages of their own.</summary>
    Default = 0,

    /// <summary>socket.io-msgpack-parser: one msgpack map a packet (2.x sends some types as a JSON object), binary inline.</summary>
    MessagePack = 1,
}
