namespace SioProxy.Filtering;

/// <summary>A bare word or quoted text: the event's name, or anywhere in the payload.</summary>
/// <param name="Text">What to look for, ignoring case; not empty.</param>
public sealed record TextNode(string Text) : FilterNode
{
    /// <inheritdoc/>
    public override bool NeedsContent => true;
}
