namespace SioProxy.Viewer.App;

/// <summary>How many colours a terminal has.</summary>
internal enum ColorDepth
{
    /// <summary>None, or none are wanted.</summary>
    None,

    /// <summary>The sixteen of ANSI.</summary>
    Sixteen,

    /// <summary>Any, by red, green and blue.</summary>
    Full,
}
