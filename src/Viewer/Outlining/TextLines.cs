using System.Text;
using SioProxy.Sessions;

namespace SioProxy.Viewer.Outlining;

/// <summary>Cuts long text into lines that fit a terminal; line ends in the text end lines too.</summary>
internal static class TextLines
{
    /// <summary>How many lines are shown of one text; the rest is for a file.</summary>
    public const int MaxLines = 20_000;

    private const int MinWidth = 16;

    /// <summary>How wide lines are where the screen's width is not known.</summary>
    public const int DefaultWidth = 76;

    public static IReadOnlyList<OutlineNode> Of(ReadOnlySpan<byte> utf8, int width) =>
        Of(Encoding.UTF8.GetString(utf8), width);

    public static IReadOnlyList<OutlineNode> Of(string text, int width = DefaultWidth)
    {
        var lines = new List<OutlineNode>();
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            ReadOnlySpan<char> rest = line;
            do
            {
                if (lines.Count == MaxLines)
                {
                    lines.Add(new LineNode("… more than can be shown here", SpanKind.Dim));
                    return lines;
                }
                int length = Take(rest, Math.Max(MinWidth, width));
                lines.Add(new LineNode(rest[..length].ToString(), SpanKind.Text));
                rest = rest[length..];
            } while (rest.Length > 0);
        }
        return lines;
    }

    /// <summary>A sentence of ours, cut between its words.</summary>
    public static IReadOnlyList<OutlineNode> OfWords(string text, int width, SpanKind kind)
    {
        var lines = new List<OutlineNode>();
        string line = "";
        foreach (string word in text.Split(' '))
        {
            string longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length > 0 && DisplayWidth.Of(TerminalText.Sanitize(longer)) > Math.Max(MinWidth, width))
            {
                lines.Add(new LineNode(line, kind));
                longer = word;
            }
            line = longer;
        }
        lines.Add(new LineNode(line, kind));
        return lines;
    }

    private static int Take(ReadOnlySpan<char> text, int width)
    {
        if (text.Length <= width && !text.ContainsAnyExceptInRange(' ', '~'))
        {
            return text.Length;
        }
        int columns = 0;
        for (int at = 0; at < text.Length; )
        {
            // An accent more or less does not matter here: the line is fitted again when it is drawn.
            int length = char.IsHighSurrogate(text[at]) && at + 1 < text.Length ? 2 : 1;
            columns += text[at] < 0x80 ? 1 : DisplayWidth.Of(TerminalText.Sanitize(text.Slice(at, length).ToString()));
            if (columns > width)
            {
                return at;
            }
            at += length;
        }
        return text.Length;
    }
}
