namespace SioProxy.Protocol.EngineIo;

/// <summary>The Engine.IO protocol revision that a framing belongs to. Stored as is: the values never change.</summary>
public enum EngineIoVersion : byte
{
    /// <summary>Revision 3: Socket.IO 1.x and 2.x, and 3.x/4.x servers with <c>allowEIO3</c>.</summary>
    V3 = 3,

    /// <summary>Revision 4: Socket.IO 3.x and 4.x.</summary>
    V4 = 4,
}
