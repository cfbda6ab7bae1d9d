namespace SioProxy.Benchmarks.Soak.Cases;

/// <summary>How a connection of <see cref="Fidelity"/> ends.</summary>
internal enum FidelityEnd
{
    /// <summary>Both have received everything before one finishes.</summary>
    Agreed,

    /// <summary>The client finishes right behind its data.</summary>
    ClientFin,

    /// <summary>The server finishes right behind its data.</summary>
    ServerFin,

    /// <summary>The client resets somewhere in its data.</summary>
    ClientReset,

    /// <summary>The server resets somewhere in its data.</summary>
    ServerReset,
}
