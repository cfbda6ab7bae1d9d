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

    /// <summary>Its body.</summary>
    public required HarBody RequestBody { get; init; }

    /// <summary>The response; null when none came.</summary>
    public required ResponseHead? Response { get; init; }

    /// <summary>Its body.</summary>
    public required HarBody ResponseBody { get; init; }

    /// <summary>The messages of a WebSocket, in the order of the file.</summary>
    public required IReadOnlyList<HarMessage> Messages { get; init; }

    /// <summary>Whether the file does not hold the WebSocket's messages.</summary>
    public bool LacksMessages { get; init; }

    /// <summary>About how much memory its content takes, in bytes.</summary>
    public long Bytes =>
        (RequestBody.Bytes?.Length ?? 0)
        + (ResponseBody.Bytes?.Length ?? 0)
        + Messages.Sum(message => message.Data.Length + 64L);
}
