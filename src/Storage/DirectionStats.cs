using SioProxy.Protocol;

namespace SioProxy.Storage;

/// <summary>What one side sent.</summary>
/// <param name="Direction">Which side.</param>
/// <param name="Count">How many packets and messages.</param>
/// <param name="Bytes">The sum of their sizes.</param>
/// <param name="Rate">Those over time; on the same steps as <see cref="CaptureStats.Rate"/>.</param>
public sealed record DirectionStats(Direction Direction, long Count, long Bytes, RateSeries Rate);
