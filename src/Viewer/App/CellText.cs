using SioProxy.Sessions;

namespace SioProxy.Viewer.App;

/// <summary>Sanitised text in columns of a terminal.</summary>
internal static class CellText
{
    /// <summary>Text in at most that many columns, an ellipsis in place of what does not fit.</summary>
    /// <param name="used">The columns that it takes.</param>
    public static string Cut(string text, int columns, out int used)
    {
        if (text.Length <= columns && !text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            used = text.Length;
            return text;
        }
        string shown = DisplayWidth.Fit(text, columns);
        used = DisplayWidth.Of(shown);
        return shown;
    }

    /// <summary>Text in exactly that many columns.</summary>
    public static string Fill(string text, int columns, bool isRight = false)
    {
        string shown = Cut(text, columns, out int used);
        if (used >= columns)
        {
            return shown;
        }
        string blanks = new(' ', columns - used);
        return isRight ? blanks + shown : shown + blanks;
    }
}
