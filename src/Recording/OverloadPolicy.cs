namespace SioProxy.Recording;

/// <summary>What happens to rows that the capture cannot take yet.</summary>
public enum OverloadPolicy
{
    /// <summary>They go decoded and redacted to a log beside the capture and are merged later.</summary>
    Spill,

    /// <summary>They are dropped, and a gap says so.</summary>
    Drop,

    /// <summary>The traffic waits for the recording; nothing is lost.</summary>
    Block,
}
