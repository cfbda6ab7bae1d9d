namespace SioProxy.Viewer.Outlining;

/// <summary>Remembers what the user has folded and unfolded, so that the next outline of the same kind looks the same.</summary>
internal sealed class Folds
{
    private const int MaxRemembered = 10_000;

    private readonly Dictionary<string, bool> _isOpen = new(StringComparer.Ordinal);

    /// <summary>Notes a fold that the user has changed.</summary>
    public void Note(OutlineNode node)
    {
        if (PathOf(node) is { } path && (_isOpen.Count < MaxRemembered || _isOpen.ContainsKey(path)))
        {
            _isOpen[path] = node.IsExpanded;
        }
    }

    /// <summary>Opens and closes the nodes of a new outline as they were left; nodes nobody touched stay as they are.</summary>
    public void Apply(IEnumerable<OutlineNode> roots)
    {
        if (_isOpen.Count == 0)
        {
            return;
        }
        var due = new Stack<(OutlineNode Node, string Path)>();
        foreach (OutlineNode root in roots.Where(root => root.Key is not null))
        {
            due.Push((root, root.Key!));
        }
        while (due.TryPop(out (OutlineNode Node, string Path) next))
        {
            if (_isOpen.TryGetValue(next.Path, out bool isOpen))
            {
                next.Node.IsExpanded = isOpen && next.Node.CanExpand;
            }
            if (!next.Node.IsExpanded)
            {
                continue;
            }
            foreach (OutlineNode child in next.Node.Children.Where(child => child.Key is not null && child.CanExpand))
            {
                due.Push((child, next.Path + "\n" + child.Key));
            }
        }
    }

    /// <summary>Where a node lies, by the keys from its root; null when one of them has none.</summary>
    public static string? PathOf(OutlineNode node)
    {
        var keys = new List<string>();
        for (OutlineNode? at = node; at is not null; at = at.Parent)
        {
            if (at.Key is null)
            {
                return null;
            }
            keys.Add(at.Key);
        }
        keys.Reverse();
        return string.Join('\n', keys);
    }
}
