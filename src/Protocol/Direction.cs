namespace SioProxy.Protocol;

/// <summary>Which way bytes travel. Stored as is: the values never change.</summary>
public enum Direction : byte
{
    /// <summary>Sent by the client, received by the server.</summary>
    ClientToServer = 0,

    /// <summary>Sent by the server, received by the client.</summary>
    ServerToClient = 1,
}
