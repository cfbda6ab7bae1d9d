namespace SioProxy.Sessions;

/// <summary>How a connection ended. Stored as is: the values never change.</summary>
public enum CloseHow : byte
{
    /// <summary>By a WebSocket close frame.</summary>
    Frame = 0,

    /// <summary>The TCP connection was closed without a close frame.</summary>
    Fin = 1,

    /// <summary>The TCP connection was reset.</summary>
    Reset = 2,

    /// <summary>Somebody waited too long.</summary>
    Timeout = 3,
}
