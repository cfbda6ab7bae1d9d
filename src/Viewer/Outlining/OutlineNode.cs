namespace SioProxy.Viewer.Outlining;

/// <summary>A line of an outline, with what is folded below it. Children are made when they are asked for first.</summary>
internal abstract class OutlineNode
{
    private IReadOnlyList<OutlineNode>? _children;

    public OutlineNode? Parent { get; private set; }

    /// <summary>How far from a root; a root's is 0.</summary>
    public int Depth => Parent is null ? 0 : _depth;

    private int _depth;

    public bool IsExpanded { get; set; }

    /// <summary>Whether something is folded below it. Must be cheap.</summary>
    public virtual bool CanExpand => false;

    public bool IsLoaded => _children is not null;

    public IReadOnlyList<OutlineNode> Children
    {
        get
        {
            if (_children is null)
            {
                _children = CanExpand ? Load() : [];
                foreach (OutlineNode child in _children)
                {
                    child.Parent = this;
                    child._depth = Depth + 1;
                }
            }
            return _children;
        }
    }

    /// <summary>The line's pieces.</summary>
    public abstract IReadOnlyList<TextSpan> Line { get; }

    /// <summary>The row that it leads to; null when it leads nowhere.</summary>
    public virtual long? LeadsTo => null;

    /// <summary>What "copy value" copies; null when there is nothing to copy.</summary>
    public virtual string? Value => string.Concat(Line.Select(span => span.Text));

    /// <summary>What tells it among its siblings, so that its fold outlives a new outline of another row or a later state; null: nothing does.</summary>
    public virtual string? Key => null;

    protected virtual IReadOnlyList<OutlineNode> Load() => [];
}
