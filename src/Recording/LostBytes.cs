namespace SioProxy.Recording;

/// <summary>What a direction lost and nobody was told yet.</summary>
/// <param name="FromAt">When the first lost byte passed.</param>
/// <param name="ToAt">When the last one passed; null: all that follows is lost too.</param>
internal sealed record LostBytes(long FromAt, long? ToAt, long Bytes);
