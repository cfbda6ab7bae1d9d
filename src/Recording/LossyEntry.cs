using SioProxy.Protocol;

namespace SioProxy.Recording;

/// <summary>Says that a connection lost something; the decoding thread asks it what.</summary>
/// <param name="Direction">Null: its end could not be queued.</param>
/// <param name="Episode">Which loss of the direction it is: once that was made up for, the entry says nothing any more.</param>
internal readonly record struct LossyEntry(ConnectionTap Tap, Direction? Direction, int Episode);
