using Terminal.Gui.Input;

namespace SioProxy.Tests.Viewer.Terminal;

/// <summary>Keys by their names, for tests; written apart from the program's own naming so that each checks the other.</summary>
internal static class TestKeys
{
    public static Key Parse(string name)
    {
        if (name.StartsWith("ctrl+", StringComparison.Ordinal))
        {
            return Parse(name[5..]).WithCtrl;
        }
        if (name.StartsWith("alt+", StringComparison.Ordinal))
        {
            return Parse(name[4..]).WithAlt;
        }
        if (name.StartsWith("shift+", StringComparison.Ordinal))
        {
            return Parse(name[6..]).WithShift;
        }
        return name switch
        {
            "enter" => Key.Enter,
            "esc" => Key.Esc,
            "tab" => Key.Tab,
            "space" => Key.Space,
            "backspace" => Key.Backspace,
            "del" => Key.Delete,
            "up" => Key.CursorUp,
            "down" => Key.CursorDown,
            "left" => Key.CursorLeft,
            "right" => Key.CursorRight,
            "pgup" => Key.PageUp,
            "pgdn" => Key.PageDown,
            "home" => Key.Home,
            "end" => Key.End,
            "f1" => Key.F1,
            [var character] => new Key(character),
            _ => throw new ArgumentException($"There is no key '{name}'.", nameof(name)),
        };
    }
}
