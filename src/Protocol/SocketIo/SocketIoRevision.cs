namespace SioProxy.Protocol.SocketIo;

/// <summary>The Socket.IO protocol revision. Stored as is: the values never change.</summary>
public enum SocketIoRevision : byte
{
    /// <summary>Revision 4: what Engine.IO 3 sessions speak.</summary>
    V4 = 4,

    /// <summary>Revision 5: what Engine.IO 4 sessions speak.</summary>
    V5 = 5,
}
