namespace SioProxy.Viewer.Replaying;

/// <summary>Which sessions of a capture are played from the terminal program.</summary>
internal enum ReplayScope
{
    /// <summary>The session of the selected packet.</summary>
    Selected,

    /// <summary>All that have a packet that the filter shows.</summary>
    Shown,

    /// <summary>All.</summary>
    All,
}
