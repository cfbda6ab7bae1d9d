using SioProxy.Sessions;
using SioProxy.Viewer.Summaries;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;

namespace SioProxy.Viewer.App;

/// <summary>The first line: tabs, and what is open.</summary>
internal sealed class TopBar : Pane
{
    private readonly List<(int From, int To, Workspace Workspace)> _places = [];
    private readonly IReadOnlyList<Workspace> _workspaces;
    private readonly Func<Workspace> _current;

    public TopBar(ViewerContext context, IReadOnlyList<Workspace> workspaces, Func<Workspace> current)
        : base(context, "")
    {
        _workspaces = workspaces;
        _current = current;
        CanFocus = false;
        Width = Dim.Fill();
        Height = 1;
        context.FateChanged += (_, _) => SetNeedsDraw();
        context.Survey.Changed += (_, _) => SetNeedsDraw();
    }

    protected override bool OnMouseEvent(Mouse mouse)
    {
        if (!mouse.IsSingleClicked || mouse.Position is not { } at)
        {
            return false;
        }
        foreach ((int from, int to, Workspace workspace) in _places)
        {
            if (at.X >= from && at.X < to)
            {
                Context.Shell.Show(workspace.Scope);
                return true;
            }
        }
        return false;
    }

    protected override bool OnDrawingContent(DrawContext? context)
    {
        string file = TerminalText.Sanitize(Path.GetFileName(Context.Path));
        string state = Context.Fate.Length > 0 ? Context.Fate : Context.Failure;
        string fate = state.Length == 0 ? "" : $" ({state})";
        string right = $"{file}{fate}  {AmountText.Count(Context.Packets.Total)} rows ";
        bool isWide =
            _workspaces.Sum(workspace => workspace.Label.Length + 4) + 1 + DisplayWidth.Of(right) <= Viewport.Width;
        var parts = new List<(string Text, Terminal.Gui.Drawing.Attribute Attribute)>();
        int x = 0;
        _places.Clear();
        for (int i = 0; i < _workspaces.Count; i++)
        {
            bool isCurrent = ReferenceEquals(_workspaces[i], _current());
            string name = isWide ? _workspaces[i].Label : _workspaces[i].Tab;
            string label = isCurrent ? $"[{i + 1} {name}]" : $" {i + 1} {name} ";
            parts.Add((label, isCurrent ? Theme.BarKey : Theme.Bar));
            _places.Add((x, x + label.Length, _workspaces[i]));
            x += label.Length;
        }
        int room = Viewport.Width - x;
        parts.Add((CellText.Fill(right, Math.Max(0, room), isRight: true), Theme.Bar));
        PaintLine(0, Theme.Bar, parts);
        return true;
    }
}
