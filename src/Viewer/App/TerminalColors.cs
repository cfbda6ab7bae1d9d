namespace SioProxy.Viewer.App;

/// <summary>What the environment says of the terminal's colours. Pure.</summary>
internal static class TerminalColors
{
    /// <param name="variable">A variable of the environment; null where there is none.</param>
    public static ColorDepth Detect(Func<string, string?> variable)
    {
        string term = variable("TERM") ?? "";
        if (!string.IsNullOrEmpty(variable("NO_COLOR")) || term is "dumb" || IsOneOf(term, "vt1", "vt2"))
        {
            return ColorDepth.None; // https://no-color.org
        }
        if (variable("COLORTERM") is "truecolor" or "24bit" || !string.IsNullOrEmpty(variable("WT_SESSION")))
        {
            return ColorDepth.Full;
        }
        // COLORTERM does not come along over SSH. What calls itself 256-coloured takes 24 bits nowadays, with these exceptions.
        bool isFull =
            term.Contains("256color", StringComparison.Ordinal)
            || term.EndsWith("-direct", StringComparison.Ordinal)
            || IsOneOf(term, "alacritty", "xterm-kitty", "xterm-ghostty", "foot", "wezterm");
        bool isException =
            IsOneOf(term, "screen", "rxvt")
            || string.Equals(variable("TERM_PROGRAM"), "Apple_Terminal", StringComparison.Ordinal);
        bool isUnixLike = term.Length > 0;
        return (isFull && !isException) || !isUnixLike ? ColorDepth.Full : ColorDepth.Sixteen;
    }

    private static bool IsOneOf(string term, params ReadOnlySpan<string> beginnings)
    {
        foreach (string beginning in beginnings)
        {
            if (term.StartsWith(beginning, StringComparison.Ordinal))
            {
                return true;
            }
        }
        return false;
    }
}
