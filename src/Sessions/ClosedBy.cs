namespace SioProxy.Sessions;

/// <summary>Who ended a connection or session first. Stored as is: the values never change.</summary>
public enum ClosedBy : byte
{
    /// <summary>The client.</summary>
    Client = 0,

    /// <summary>The server.</summary>
    Server = 1,

    /// <summary>This proxy (it stopped, or could not reach the upstream).</summary>
    Proxy = 2,
}
