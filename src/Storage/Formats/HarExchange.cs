using SioProxy.Sessions;

namespace SioProxy.Storage.Formats;

/// <summary>One entry of a HAR: an HTTP exchange, or a WebSocket with the exchange that opened it.</summary>
public sealed record HarExchange
{
    /// <summary>Which entry it is, from 1.</summary>
    public required long Number { get; init; }

    /// <summary>When the request was sent, in microseconds since the Unix epoch.</summary>
    public required long StartedAtMicros { get; init; }

    /// <summary>When the answer was there whole, or the WebSocket ended.</summary>
    public required long EndedAtMicros { get; init; }

    /// <summary>The server, as scheme and authority of the URL.</summary>
    public required string Node { get; init; }

    /// <summary>The request.</summary>
    public required RequestHead Request { get; init; }

    /// <summary>Its body; empty without.</summary>
    public required ReadOnlyMemory<byte> RequestBody { get; init; }

    /// <summary>The response; null when none came.</summary>
    public required ResponseHead? Response { get; init; }

    /// <summary>Its body with content encodings undone; null when it had one that the file does not hold.</summary>
    public required ReadOnlyMemory<byte>? ResponseBody { get; init; }

    /// <summary>How long a body is that the file does not hold, in bytes.</summary>
    public long MissingBytes { get; init; }

    /// <summary>The messages of a WebSocket, in the order of the file.</summary>
    public required IReadOnlyList<HarMessage> Messages { get; init; }

    /// <summary>About how much memory its content takes, in bytes.</summary>
    public long Bytes =>
        RequestBody.Length + (ResponseBody?.Length ?? 0) + Messages.Sum(message => message.Data.Length + 64L);
}
