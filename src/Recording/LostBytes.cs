namespace SioProxy.Recording;

/// <summary>What a direction lost so far.</summary>
/// <param name="IsFinal">Whether nothing more can be lost.</param>
internal sealed record LostBytes(long FromAt, long Bytes, bool IsFinal);
