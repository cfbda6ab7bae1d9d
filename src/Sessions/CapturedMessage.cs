using SioProxy.Protocol;

namespace SioProxy.Sessions;

/// <summary>A message of a plain WebSocket.</summary>
public sealed record CapturedMessage : CapturedRow
{
    /// <inheritdoc/>
    public override RowKind Kind => RowKind.Message;

    /// <summary>Who sent it.</summary>
    public required Direction Direction { get; init; }

    /// <summary>Its bytes, inflated, before redaction and truncation.</summary>
    public required long Size { get; init; }

    /// <summary>What was kept of it, redacted.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Whether it is binary rather than UTF-8 text.</summary>
    public required bool IsBinary { get; init; }

    /// <summary>What could not be decoded; null when all could.</summary>
    public DecodeFault? Fault { get; init; }
}
