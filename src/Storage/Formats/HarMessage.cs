using SioProxy.Protocol;

namespace SioProxy.Storage.Formats;

/// <summary>One message of a WebSocket in a HAR.</summary>
/// <param name="AtMicros">When it passed, in microseconds since the Unix epoch.</param>
public sealed record HarMessage(long AtMicros, Direction Direction, bool IsBinary, ReadOnlyMemory<byte> Data);
