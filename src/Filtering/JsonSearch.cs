namespace SioProxy.Filtering;

/// <summary>What a walk along a path has met.</summary>
internal struct JsonSearch(JsonValueTest test)
{
    public JsonValueTest Test { get; } = test;

    /// <summary>Whether there was a value at the path.</summary>
    public bool IsFound { get; set; }

    /// <summary>Whether one of the values matched.</summary>
    public bool IsMatched { get; set; }
}
