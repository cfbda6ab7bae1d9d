namespace SioProxy.Filtering;

/// <summary>Where a path begins.</summary>
public enum PathRoot
{
    /// <summary><c>args</c>: the arguments behind an event's name, or an ack's.</summary>
    Args,

    /// <summary><c>auth</c>: what the client's CONNECT carries.</summary>
    Auth,

    /// <summary><c>data</c>: the payload of every other packet (open, CONNECT, CONNECT_ERROR…), and JSON text of a plain message.</summary>
    Data,
}
