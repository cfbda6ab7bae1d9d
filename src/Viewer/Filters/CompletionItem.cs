namespace SioProxy.Viewer.Filters;

/// <summary>A way to go on with a filter.</summary>
/// <param name="Text">What stands in place of the word being typed.</param>
/// <param name="Meaning">In a few words; empty when the text says it all.</param>
/// <param name="IsComplete">Whether the term is whole with it: a blank can follow.</param>
internal sealed record CompletionItem(string Text, string Meaning, bool IsComplete);
