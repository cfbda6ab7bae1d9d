namespace SioProxy.Viewer.Sessions;

/// <summary>An event that came several times at once, time after time.</summary>
/// <param name="Name">The event.</param>
/// <param name="Count">How many at once, the last time.</param>
/// <param name="Pairs">Of the last times, the first two rows each.</param>
internal sealed record DoubledEvent(string Name, int Count, IReadOnlyList<(long First, long Second)> Pairs)
{
    /// <summary>Whether the two of each pair have the same arguments, and others than those of other pairs; null while nobody has looked.</summary>
    public bool? AreAlike { get; private set; }

    /// <summary>Looks at the arguments.</summary>
    /// <param name="arguments">Gives a row's as text; null when they are not there.</param>
    public void Examine(Func<long, string?> arguments)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach ((long first, long second) in Pairs)
        {
            if (arguments(first) is not { } text || !string.Equals(text, arguments(second), StringComparison.Ordinal))
            {
                AreAlike = false;
                return;
            }
            _ = told.Add(text);
        }
        AreAlike = told.Count == Pairs.Count;
    }
}
