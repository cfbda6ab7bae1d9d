using SioProxy.Sessions;

namespace SioProxy.Storage.Formats;

/// <summary>A row as one line of text for people, sanitised for a terminal.</summary>
public static class RowLine
{
    /// <summary>The line, without a line end.</summary>
    /// <param name="width">Characters at most; 0: no limit.</param>
    public static string Format(CapturedRow row, int width = 0) => throw new NotSupportedException();
}
