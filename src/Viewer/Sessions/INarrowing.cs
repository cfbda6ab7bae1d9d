namespace SioProxy.Viewer.Sessions;

/// <summary>A line that stands for some of the packets.</summary>
internal interface INarrowing
{
    /// <summary>The filter that shows them.</summary>
    string Term { get; }
}
