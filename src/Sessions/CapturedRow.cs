namespace SioProxy.Sessions;

/// <summary>One row of a capture: what `list` shows as a line and the JSON Lines export as an object.</summary>
public abstract record CapturedRow : CaptureEntry
{
    /// <summary>Which kind of row this is.</summary>
    public abstract RowKind Kind { get; }

    /// <summary>Ascending from 1 in capture order, without holes; 0 until the recorder has assigned it.</summary>
    public long Id { get; set; }

    /// <summary>Its first byte, in microseconds since the Unix epoch; may step back a little from row to row.</summary>
    public required long AtMicros { get; init; }

    /// <summary>The <see cref="ConnectionEntry.Id"/> of its first byte's connection.</summary>
    public required long Connection { get; init; }

    /// <summary>The <see cref="SessionEntry.Key"/>; null while unknown.</summary>
    public long? SessionKey { get; init; }

    /// <summary>The Engine.IO sid; null while unknown.</summary>
    public string? Session { get; init; }

    /// <summary>The client's IP address.</summary>
    public required string Client { get; init; }

    /// <summary>The upstream's URL; null while none was chosen.</summary>
    public string? Node { get; init; }

    /// <summary>Whether less was kept than passed.</summary>
    public bool Truncated { get; init; }

    /// <summary>The places that redaction replaced, such as <c>args[0].token</c>; empty if none.</summary>
    public IReadOnlyList<string> Redacted { get; init; } = [];
}
