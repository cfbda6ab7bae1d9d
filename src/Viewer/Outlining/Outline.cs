namespace SioProxy.Viewer.Outlining;

/// <summary>A forest of foldable lines, and the list of those that are to be seen. Knows no terminal.</summary>
internal sealed class Outline
{
    /// <summary>How many lines one "unfold all" shows at most; more would be of no use to anybody and take for ever.</summary>
    public const int MaxUnfolded = 20_000;

    private readonly List<OutlineNode> _visible = [];

    public Outline(IEnumerable<OutlineNode> roots)
    {
        foreach (OutlineNode root in roots)
        {
            _visible.Add(root);
            AddVisible(root, _visible);
        }
    }

    public int Count => _visible.Count;

    public OutlineNode this[int index] => _visible[index];

    /// <summary>Where a node is to be seen; -1 when it is folded away.</summary>
    public int IndexOf(OutlineNode node) => _visible.IndexOf(node);

    public int FindIndex(Predicate<OutlineNode> match) => _visible.FindIndex(match);

    public void Toggle(int index)
    {
        if (_visible[index].IsExpanded)
        {
            Collapse(index);
        }
        else
        {
            Expand(index);
        }
    }

    public void Expand(int index)
    {
        OutlineNode node = _visible[index];
        if (node.IsExpanded || !node.CanExpand)
        {
            return;
        }
        node.IsExpanded = true;
        var added = new List<OutlineNode>();
        AddVisible(node, added);
        _visible.InsertRange(index + 1, added);
    }

    public void Collapse(int index)
    {
        OutlineNode node = _visible[index];
        if (!node.IsExpanded)
        {
            return;
        }
        _visible.RemoveRange(index + 1, CountBelow(index));
        node.IsExpanded = false;
    }

    /// <summary>Unfolds everything below a line, level by level, up to <see cref="MaxUnfolded"/> lines.</summary>
    /// <returns>Whether all of it was unfolded.</returns>
    public bool ExpandAll(int index)
    {
        OutlineNode node = _visible[index];
        if (!node.CanExpand)
        {
            return true;
        }
        Collapse(index);
        int left = MaxUnfolded;
        var due = new Queue<OutlineNode>([node]);
        while (due.TryDequeue(out OutlineNode? next))
        {
            if (left <= 0)
            {
                break;
            }
            next.IsExpanded = true;
            left -= next.Children.Count;
            foreach (OutlineNode child in next.Children.Where(child => child.CanExpand))
            {
                due.Enqueue(child);
            }
        }
        var added = new List<OutlineNode>();
        AddVisible(node, added);
        _visible.InsertRange(index + 1, added);
        return due.Count == 0 && left > 0;
    }

    /// <summary>Cuts the text in it into lines anew, after the outline's width has changed.</summary>
    public void Rewrap(int width)
    {
        for (int index = 0; index < _visible.Count; index++)
        {
            OutlineNode node = _visible[index];
            if (node.Parent is null)
            {
                node.Width = width;
            }
            if (!node.WrapsText || !node.IsLoaded)
            {
                continue;
            }
            bool wasExpanded = node.IsExpanded;
            Collapse(index);
            node.Unload();
            if (wasExpanded)
            {
                Expand(index);
            }
        }
    }

    /// <summary>The line of the node above; the line itself at a root.</summary>
    public int ParentOf(int index)
    {
        OutlineNode? parent = _visible[index].Parent;
        if (parent is null)
        {
            return index;
        }
        do
        {
            index--;
        } while (_visible[index] != parent);
        return index;
    }

    private int CountBelow(int index)
    {
        int depth = _visible[index].Depth;
        int end = index + 1;
        while (end < _visible.Count && _visible[end].Depth > depth)
        {
            end++;
        }
        return end - index - 1;
    }

    // Not by recursion: a peer chooses how deep its JSON nests.
    private static void AddVisible(OutlineNode node, List<OutlineNode> into)
    {
        if (!node.IsExpanded)
        {
            return;
        }
        var open = new Stack<(IReadOnlyList<OutlineNode> Siblings, int Next)>();
        open.Push((node.Children, 0));
        while (open.TryPop(out (IReadOnlyList<OutlineNode> Siblings, int Next) level))
        {
            for (int i = level.Next; i < level.Siblings.Count; i++)
            {
                OutlineNode child = level.Siblings[i];
                into.Add(child);
                if (child.IsExpanded)
                {
                    open.Push((level.Siblings, i + 1));
                    open.Push((child.Children, 0));
                    break;
                }
            }
        }
    }
}
