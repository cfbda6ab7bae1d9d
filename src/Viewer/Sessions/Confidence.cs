namespace SioProxy.Viewer.Sessions;

/// <summary>How sure a diagnosis is.</summary>
internal enum Confidence
{
    /// <summary>Fits what was seen; other causes do as well.</summary>
    Possible,

    /// <summary>What was seen hardly has another cause.</summary>
    Likely,

    /// <summary>The wire says so itself.</summary>
    Certain,
}
