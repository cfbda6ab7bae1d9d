using System.Text;
using SioProxy.Sessions;
using SioProxy.Viewer.Commanding;
using SioProxy.Viewer.Packets;
using SioProxy.Viewer.Summaries;
using Terminal.Gui.Drivers;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace SioProxy.Viewer.App;

/// <summary>The whole screen: tabs, the workspace in front, the status line, and boxes over them.</summary>
internal sealed class MainWindow : Runnable, IViewerShell
{
    private readonly ViewerContext _context;
    private readonly IReadOnlyList<Workspace> _workspaces;
    private readonly TopBar _top;
    private readonly BottomBar _status;
    private Workspace _current;
    private Overlay? _overlay;
    private View? _focusBefore;
    private int _messages;

    public MainWindow(ViewerContext context, IReadOnlyList<Workspace>? workspaces = null)
    {
        _context = context;
        context.Shell = this;
        KeyBindings.Clear();
        SetScheme(context.Theme.Scheme);
        _workspaces = workspaces ?? ViewerPanes.Workspaces(context);
        _current = _workspaces[0];
        _top = new TopBar(context, _workspaces, () => _current);
        _status = new BottomBar(context, Scopes);
        foreach (Workspace workspace in _workspaces)
        {
            workspace.Y = 1;
            workspace.Height = Dim.Fill(1);
            workspace.Visible = ReferenceEquals(workspace, _current);
            workspace.Changed += (_, _) => _status.SetNeedsDraw();
            Add(workspace);
        }
        Add(_top, _status);
        context.Commands.AddRange(new WindowCommands(context, this).All);
        context.Packets.CountChanged += (_, _) => _top.SetNeedsDraw();
        context.Packets.FilterChanged += (_, _) => UpdateState();
        context.Marks.Changed += (_, _) => UpdateState();
        context.Search.Changed += (_, _) => UpdateState();
        context.Survey.Changed += (_, _) => _status.SetNeedsDraw();
        if (_workspaces[0] is PacketsWorkspace packets)
        {
            packets.List.StateChanged += (_, _) => UpdateState();
        }
    }

    public IReadOnlyList<Workspace> Workspaces => _workspaces;

    private PacketsWorkspace Packets => _workspaces.OfType<PacketsWorkspace>().Single();

    public void ShowStatus(string text)
    {
        _status.Show(text, isTrouble: false);
        int number = ++_messages;
        _ = App?.AddTimeout(
            TimeSpan.FromSeconds(5),
            () =>
            {
                if (number == _messages) // else something else is shown by now
                {
                    _status.Clear();
                }
                return false;
            }
        );
    }

    public void ShowTrouble(string sentence)
    {
        _messages++;
        _status.Show(sentence, isTrouble: true);
    }

    public void Open(Overlay overlay)
    {
        CloseOverlay();
        _focusBefore = MostFocused;
        _overlay = overlay;
        overlay.Closed += (_, _) => CloseOverlay();
        Add(overlay);
        _ = overlay.SetFocus();
    }

    public void Ask(string label, string text, Func<string, string?> done) =>
        Open(new Prompt(_context, label, text, done));

    public void Show(string name)
    {
        Workspace next = _workspaces.First(workspace => string.Equals(workspace.Scope, name, StringComparison.Ordinal));
        if (!ReferenceEquals(next, _current))
        {
            Workspace last = _current;
            _current = next;
            next.Visible = true;
            last.Visible = false;
            last.OnHidden();
            _top.SetNeedsDraw();
            _ = next.SetFocus();
        }
        next.OnShown();
        _status.SetNeedsDraw();
    }

    public void GoTo(long id)
    {
        Show(PacketsWorkspace.Name);
        Packets.List.JumpToId(id);
    }

    public void FocusDetails()
    {
        Show(PacketsWorkspace.Name);
        Packets.FocusDetails();
        _status.SetNeedsDraw();
    }

    public void Copy(string text)
    {
        string encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
        App?.Driver?.WriteRaw($"\x1b]52;c;{encoded}\a");
        ShowStatus("Copied.");
    }

    /// <summary>Gives the terminal back to the shell until it brings us to the front again.</summary>
    public void Suspend()
    {
        App?.Driver?.Suspend();
        Repaint();
    }

    public void Repaint() => App?.LayoutAndDraw(forceRedraw: true);

    /// <summary>The scopes that apply, from the view that has the keyboard outwards.</summary>
    public IReadOnlyList<string> Scopes()
    {
        var scopes = new List<string>();
        for (
            View? view = _overlay is null ? MostFocused ?? _current : _focusBefore;
            view is not null;
            view = view.SuperView
        )
        {
            if (view is Pane { Scope.Length: > 0 } pane)
            {
                scopes.Add(pane.Scope);
            }
        }
        return scopes;
    }

    protected override bool OnKeyDown(Key key)
    {
        _status.Clear();
        if (_context.Commands.TryFind(KeyNames.Of(key), Scopes(), out ViewerCommand? command))
        {
            command.Run();
            _status.SetNeedsDraw();
            return true;
        }
        return true; // the framework's own keys (Esc quits, F6 moves the focus) are not ours
    }

    /// <summary>
    /// Esc and another key right behind it are the same bytes as Alt with that key: over a slow line, or where tmux holds no
    /// Esc back, they come together. Where nothing is bound to Alt with the key, the two were meant.
    /// </summary>
    private void SplitFromEscape(Key key)
    {
        if (
            key.IsAlt
            && !key.IsCtrl
            && !_context.Commands.TryFind(KeyNames.Of(key), Scopes(), out _)
            && MostFocused?.KeyBindings.TryGet(key, out _) != true
        )
        {
            Key other = WithoutAlt(key); // before this one is handled: a copy would be, too
            key.Handled = true;
            _ = App!.Keyboard.RaiseKeyDownEvent(Key.Esc);
            _ = App.Keyboard.RaiseKeyDownEvent(other);
        }
    }

    // The framework's own parser says Alt with a small letter as the letter's character, which is no key of its own.
    private static Key WithoutAlt(Key key)
    {
        KeyCode bare = key.NoAlt.KeyCode;
        return bare is >= (KeyCode)'a' and <= (KeyCode)'z' ? new Key((char)bare) : key.NoAlt;
    }

    protected override void OnIsRunningChanged(bool newIsRunning)
    {
        base.OnIsRunningChanged(newIsRunning);
        if (newIsRunning)
        {
            App!.Keyboard.KeyDown += (_, key) => SplitFromEscape(key);
            _ = App.AddTimeout(
                TimeSpan.FromSeconds(1),
                () =>
                {
                    _context.Survey.Tick();
                    return true;
                }
            );
            _current.OnShown();
            UpdateState();
            if (_context.Marks.Problem is { } problem)
            {
                ShowTrouble(TerminalText.Sanitize(problem));
            }
        }
    }

    private void CloseOverlay()
    {
        if (_overlay is not { } overlay)
        {
            return;
        }
        _overlay = null;
        _ = Remove(overlay);
        overlay.Dispose();
        _ = (_focusBefore ?? _current).SetFocus();
        SetNeedsDraw();
    }

    private void UpdateState()
    {
        PacketListModel packets = _context.Packets;
        PacketListView list = Packets.List;
        string state = "";
        if (packets.Result is { IsRunning: true } result)
        {
            state = $"filtering {result.Progress(packets.FirstId):P0}  ";
        }
        else if (packets.Result is { IsCancelled: true })
        {
            state = "filter stopped  ";
        }
        if (list.IsFollowing)
        {
            state += "following  ";
        }
        else if (list.NewRows > 0)
        {
            state += $"{AmountText.Count(list.NewRows)} new  ";
        }
        if (_context.Search.State is { Length: > 0 } search)
        {
            state = $"{search}  {state}";
        }
        long place = packets.Count == 0 ? 0 : list.Row + 1;
        if (_context.Marks.Of(_context.SelectedId) is { Comment.Length: > 0 } mark)
        {
            state = $"✎ {TerminalText.Sanitize(mark.Comment, 60)}  {state}";
        }
        _status.ShowState($"{state}{AmountText.Count(place)}/{AmountText.Count(packets.Count)}");
    }
}
