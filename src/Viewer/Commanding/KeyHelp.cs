using SioProxy.Viewer.App;
using Terminal.Gui.ViewBase;

namespace SioProxy.Viewer.Commanding;

/// <summary>The keys that apply in the view that had the keyboard, from the registry that binds them.</summary>
internal sealed class KeyHelp : Overlay
{
    private readonly List<(string Keys, string Text)> _lines = [];
    private int _top;

    public KeyHelp(ViewerContext context, IReadOnlyList<string> scopes)
        : base(context, "Keys")
    {
        foreach (string scope in scopes.Append("").Distinct(StringComparer.Ordinal))
        {
            List<ViewerCommand> commands =
            [
                .. context.Commands.All.Where(command =>
                    string.Equals(command.Scope, scope, StringComparison.Ordinal)
                    && context.Commands.KeysOf(command).Any()
                ),
            ];
            if (commands.Count == 0)
            {
                continue;
            }
            _lines.Add(
                ("", scope.Length == 0 ? "Everywhere" : char.ToUpperInvariant(scope[0]) + scope[1..].Replace('.', ' '))
            );
            _lines.AddRange(
                commands.Select(command => (string.Join("  ", context.Commands.KeysOf(command)), command.Title))
            );
            _lines.Add(("", ""));
        }
        Title = "Keys (Esc closes)";
    }

    protected override void OnKey(string key)
    {
        int page = Math.Max(1, Viewport.Height - 1);
        int by = key switch
        {
            "j" or "down" => 1,
            "k" or "up" => -1,
            "pgdn" or "space" or "ctrl+d" => page,
            "pgup" or "ctrl+u" => -page,
            "g" or "home" => -_lines.Count,
            "G" or "end" => _lines.Count,
            _ => 0,
        };
        if (key is "q" or "?" or "enter")
        {
            Close();
        }
        _top = Math.Clamp(_top + by, 0, Math.Max(0, _lines.Count - page));
        SetNeedsDraw();
    }

    protected override bool OnDrawingContent(DrawContext? context)
    {
        for (int y = 0; y < Viewport.Height; y++)
        {
            if (_top + y >= _lines.Count)
            {
                PaintLine(y, Theme.Normal, []);
                continue;
            }
            (string keys, string text) = _lines[_top + y];
            PaintLine(
                y,
                Theme.Normal,
                keys.Length == 0
                    ? [(" " + text, Theme.Heading)]
                    : [(CellText.Fill("  " + keys, 26), Theme.Mark), (text, Theme.Normal)]
            );
        }
        return true;
    }
}
