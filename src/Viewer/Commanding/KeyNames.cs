using System.Text;
using Terminal.Gui.Drivers;
using Terminal.Gui.Input;

namespace SioProxy.Viewer.Commanding;

/// <summary>
/// Keys as text, the way the configuration file and the help write them: <c>j</c>, <c>G</c>, <c>ctrl+d</c>, <c>shift+tab</c>,
/// <c>space</c>, <c>f1</c>.
/// </summary>
internal static class KeyNames
{
    private static readonly Dictionary<KeyCode, string> Names = new()
    {
        [KeyCode.Enter] = "enter",
        [KeyCode.Esc] = "esc",
        [KeyCode.Tab] = "tab",
        [KeyCode.Backspace] = "backspace",
        [KeyCode.Space] = "space",
        [KeyCode.CursorUp] = "up",
        [KeyCode.CursorDown] = "down",
        [KeyCode.CursorLeft] = "left",
        [KeyCode.CursorRight] = "right",
        [KeyCode.PageUp] = "pgup",
        [KeyCode.PageDown] = "pgdn",
        [KeyCode.Home] = "home",
        [KeyCode.End] = "end",
        [KeyCode.Insert] = "ins",
        [KeyCode.Delete] = "del",
        [KeyCode.F1] = "f1",
        [KeyCode.F2] = "f2",
        [KeyCode.F3] = "f3",
        [KeyCode.F4] = "f4",
        [KeyCode.F5] = "f5",
        [KeyCode.F6] = "f6",
        [KeyCode.F7] = "f7",
        [KeyCode.F8] = "f8",
        [KeyCode.F9] = "f9",
        [KeyCode.F10] = "f10",
        [KeyCode.F11] = "f11",
        [KeyCode.F12] = "f12",
    };

    /// <summary>A pressed key; empty for keys that have no name.</summary>
    public static string Of(Key key)
    {
        KeyCode bare = key.KeyCode & ~(KeyCode.ShiftMask | KeyCode.CtrlMask | KeyCode.AltMask);
        string modifiers = (key.IsCtrl ? "ctrl+" : "") + (key.IsAlt ? "alt+" : "");
        if (Names.TryGetValue(bare, out string? name))
        {
            return modifiers + (key.IsShift ? "shift+" : "") + name;
        }
        if (modifiers.Length == 0)
        {
            Rune rune = key.AsRune;
            return rune.Value == 0 ? "" : rune.ToString();
        }
        return bare is > KeyCode.Space and < (KeyCode)0x7F
            ? modifiers + (key.IsShift ? "shift+" : "") + char.ToLowerInvariant((char)bare)
            : "";
    }

    /// <summary>Whether a text can name a key.</summary>
    public static bool IsValid(string text)
    {
        string rest = text;
        bool isModified = false;
        foreach (string modifier in (string[])["ctrl+", "alt+", "shift+"])
        {
            if (rest.StartsWith(modifier, StringComparison.Ordinal) && rest.Length > modifier.Length)
            {
                rest = rest[modifier.Length..];
                isModified = true;
            }
        }
        bool isName = Names.ContainsValue(rest);
        bool isCharacter = rest.EnumerateRunes().Count() == 1 && rest is not " " && !char.IsControl(rest[0]);
        return isName || (isCharacter && (!isModified || rest is [>= 'a' and <= 'z' or (> ' ' and < 'A')]));
    }
}
