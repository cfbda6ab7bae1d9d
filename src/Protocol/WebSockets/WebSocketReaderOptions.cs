namespace SioProxy.Protocol.WebSockets;

/// <summary>How one direction of a WebSocket is read.</summary>
public sealed record WebSocketReaderOptions
{
    /// <summary>16 MB.</summary>
    public const int DefaultMaxMessage = 16 * 1024 * 1024;

    /// <summary>256 MB.</summary>
    public const long DefaultMaxInflated = 256L * 1024 * 1024;

    /// <summary>Which direction it is: it decides whether frames should be masked, and where an HTTP response may start.</summary>
    public required Direction Direction { get; init; }

    /// <summary>Bytes kept of one message (inflated); the rest of a longer one is followed, counted and not kept.</summary>
    public int MaxMessage { get; init; } = DefaultMaxMessage;

    /// <summary>
    /// Bytes that one compressed message may inflate to before inflating stops; never less than
    /// <see cref="MaxMessage"/> in effect. Unless each message starts afresh (<see cref="NoContextTakeover"/>), the
    /// later compressed messages of the direction are lost with it.
    /// </summary>
    public long MaxInflated { get; init; } = DefaultMaxInflated;

    /// <summary>Bounds what this reader and others keep of unfinished messages together; null: nothing does.</summary>
    public AssemblyBudget? Assembly { get; init; }

    /// <summary>Whether permessage-deflate was agreed (RFC 7692).</summary>
    public bool Deflate { get; init; }

    /// <summary>Whether this direction's sender agreed to compress each message by itself.</summary>
    public bool NoContextTakeover { get; init; }

    /// <summary>The options for one direction of a connection whose handshake agreed to <paramref name="deflate"/>.</summary>
    public static WebSocketReaderOptions For(Direction direction, DeflateParameters? deflate) =>
        new()
        {
            Direction = direction,
            Deflate = deflate is not null,
            NoContextTakeover = deflate?.NoContextTakeover(direction) ?? false,
        };
}
