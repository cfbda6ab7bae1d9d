namespace SioProxy.Benchmarks.Load;

/// <summary>A peer cannot take part; the message says why and, if something is to be installed, what.</summary>
internal sealed class PeerMissingException(string message) : Exception(message);
