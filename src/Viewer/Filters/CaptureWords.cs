namespace SioProxy.Viewer.Filters;

/// <summary>The words of one capture that a filter may name. Bounded, whatever the capture holds.</summary>
internal sealed record CaptureWords
{
    public static CaptureWords None { get; } = new();

    public IReadOnlyList<string> Events { get; init; } = [];

    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>The latest sessions, the newest first.</summary>
    public IReadOnlyList<string> Sessions { get; init; } = [];

    public IReadOnlyList<string> Clients { get; init; } = [];

    public IReadOnlyList<string> Nodes { get; init; } = [];

    /// <summary>Codes of faults that were seen.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>Paths such as <c>args[0].room</c>, each with values seen there (as the language writes them), the most frequent first.</summary>
    public IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> Paths { get; init; } = [];
}
