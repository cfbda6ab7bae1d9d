namespace SioProxy.Benchmarks.Soak;

/// <summary>A case cannot run on this machine; the message says why.</summary>
internal sealed class SoakSkippedException(string message) : Exception(message);
