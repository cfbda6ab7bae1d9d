namespace SioProxy.Benchmarks.Soak.Cases;

/// <summary>What <see cref="Fidelity"/> has compared.</summary>
internal sealed class FidelityTotals
{
    public long Connections { get; set; }

    public long Bytes { get; set; }

    public long Messages { get; set; }

    /// <summary>Directions of connections where something else arrived than was sent.</summary>
    public long Differing { get; set; }
}
