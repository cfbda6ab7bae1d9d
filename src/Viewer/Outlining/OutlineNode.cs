namespace SioProxy.Viewer.Outlining;

/// <summary>A line of an outline, with what is folded below it. Children are made when they are asked for first.</summary>
internal abstract class OutlineNode
{
    private IReadOnlyList<OutlineNode>? _children;

    public OutlineNode? Parent { get; private set; }

    /// <summary>How far from a root; a root's is 0.</summary>
    public int Depth => Parent is null ? 0 : _depth;

    private int _depth;
    private int _width;

    /// <summary>How many columns the whole outline has, said at its roots; 0: nobody knows yet.</summary>
    public int Width
    {
        get => Parent?.Width ?? _width;
        set => _width = value;
    }

    /// <summary>Whether what is below it is text cut into lines of the outline's width.</summary>
    public virtual bool WrapsText => false;

    /// <summary>The columns that a text below it has.</summary>
    protected int TextWidth => Width == 0 ? TextLines.DefaultWidth : Width - 3 - ((Depth + 1) * 2); // as the view indents

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

    /// <summary>Forgets what is below it, so that it is made anew when it is asked for.</summary>
    public void Unload()
    {
        _children = null;
        IsExpanded = false;
    }

    protected virtual IReadOnlyList<OutlineNode> Load() => [];
}
