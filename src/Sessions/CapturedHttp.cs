namespace SioProxy.Sessions;

/// <summary>An exchange of a decoded path that was not 2xx, was a refused upgrade, or was cut off.</summary>
public sealed record CapturedHttp : CapturedRow
{
    /// <inheritdoc/>
    public override RowKind Kind => RowKind.Http;

    /// <summary>The request's method.</summary>
    public required string Method { get; init; }

    /// <summary>The request's target, query included, redacted.</summary>
    public required string Path { get; init; }

    /// <summary>The response's status; null if none came.</summary>
    public int? Status { get; init; }

    /// <summary>What was kept of the response's body, content decoded, redacted.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether <see cref="Body"/> is bytes rather than UTF-8 text.</summary>
    public bool IsBodyBinary { get; init; }
}
