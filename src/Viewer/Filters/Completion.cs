namespace SioProxy.Viewer.Filters;

/// <summary>What can be typed at a place in a filter.</summary>
/// <param name="Start">Where the part begins that an item replaces, in UTF-16 units.</param>
/// <param name="End">Where it ends.</param>
internal sealed record Completion(int Start, int End, IReadOnlyList<CompletionItem> Items)
{
    public static Completion None { get; } = new(0, 0, []);

    /// <summary>The filter with an item taken, and where the cursor then stands.</summary>
    public (string Text, int Cursor) Take(string filter, CompletionItem item)
    {
        string before = filter[..Start] + item.Text;
        string after = filter[End..];
        if (item.IsComplete && !after.StartsWith(' '))
        {
            before += " ";
        }
        else if (item.IsComplete)
        {
            return (before + after, before.Length + 1);
        }
        return (before + after, before.Length);
    }
}
