namespace SioProxy.Viewer.Filters;

/// <summary>How a further term goes with the filter that is there.</summary>
internal enum FilterJoin
{
    /// <summary>Only rows of the present filter that match the term, too.</summary>
    And,

    /// <summary>Also rows that match the term.</summary>
    Or,

    /// <summary>Without the rows that match the term.</summary>
    Not,

    /// <summary>The term alone.</summary>
    Replace,
}
