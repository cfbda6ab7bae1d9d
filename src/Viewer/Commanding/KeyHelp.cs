using SioProxy.Viewer.App;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace SioProxy.Viewer.Commanding;

/// <summary>The keys that apply in the view that had the keyboard, from the registry that binds them.</summary>
internal sealed class KeyHelp : TextOverlay
{
    private readonly List<(string Keys, string Text)> _lines = [];

    public KeyHelp(ViewerContext context, IReadOnlyList<string> scopes)
        : base(context, "Keys (Esc closes)")
    {
        foreach (string scope in scopes.Append("").Distinct(StringComparer.Ordinal))
        {
            List<(string Keys, string Text)> lines =
            [
                .. context
                    .Commands.In(scopes)
                    .Where(command => string.Equals(command.Scope, scope, StringComparison.Ordinal))
                    .Select(command => (string.Join("  ", context.Commands.KeysOf(command, scopes)), command.Title))
                    .Where(line => line.Item1.Length > 0),
            ];
            if (lines.Count > 0)
            {
                _lines.Add(("", HeadingOf(scope)));
                _lines.AddRange(lines);
                _lines.Add(("", ""));
            }
        }
    }

    protected override int Count => _lines.Count;

    protected override void OnKey(string key) => base.OnKey(key is "?" ? "q" : key);

    protected override IEnumerable<(string Text, Attribute Attribute)> Line(int index)
    {
        (string keys, string text) = _lines[index];
        return keys.Length == 0
            ? [(" " + text, Theme.Heading)]
            : [(CellText.Fill("  " + keys, 26), Theme.Mark), (text, Theme.Normal)];
    }

    private static string HeadingOf(string scope) =>
        scope.Length == 0 ? "Everywhere" : char.ToUpperInvariant(scope[0]) + scope[1..].Replace('.', ' ');
}
