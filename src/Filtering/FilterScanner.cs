using System.Globalization;
using System.Text;

namespace SioProxy.Filtering;

/// <summary>Reads the smallest pieces of a filter's text; the first failure is kept and ends the parse.</summary>
internal sealed class FilterScanner(string text)
{
    public const int MaxLength = 16 * 1024;

    public string Text { get; } = text;

    public int Position { get; set; }

    public FilterError? Error { get; private set; }

    public bool IsAtEnd => Position >= Text.Length;

    public char Current => Position < Text.Length ? Text[Position] : '\0';

    /// <summary>Whether a term may end here.</summary>
    public bool IsAtBoundary => IsAtEnd || char.IsWhiteSpace(Current) || Current is '(' or ')';

    public bool Fail(int position, string message, string? suggestion = null)
    {
        Error ??= new FilterError(position + 1, message, suggestion);
        return false;
    }

    public void SkipBlanks()
    {
        while (!IsAtEnd && char.IsWhiteSpace(Current))
        {
            Position++;
        }
    }

    /// <summary>Whether the keyword stands here as a word of its own.</summary>
    public bool IsKeyword(string keyword)
    {
        int end = Position + keyword.Length;
        return string.Compare(Text, Position, keyword, 0, keyword.Length, StringComparison.OrdinalIgnoreCase) == 0
            && (end >= Text.Length || char.IsWhiteSpace(Text[end]) || Text[end] is '(' or ')' or '"');
    }

    public bool TryTakeKeyword(string keyword)
    {
        if (!IsKeyword(keyword))
        {
            return false;
        }
        Position += keyword.Length;
        return true;
    }

    /// <summary>Takes quoted text; <see cref="Position"/> is at the opening quote.</summary>
    public bool TryReadQuoted(out string value)
    {
        int start = Position++;
        var builder = new StringBuilder();
        value = "";
        while (!IsAtEnd && Current != '"')
        {
            if (Current != '\\')
            {
                builder.Append(Current);
                Position++;
            }
            else if (!TryReadEscape(builder))
            {
                return false;
            }
        }
        if (IsAtEnd)
        {
            return Fail(Text.Length, $"expected '\"' to end the quoted text that begins at column {start + 1}");
        }
        Position++;
        value = builder.ToString();
        return true;
    }

    private bool TryReadEscape(StringBuilder builder)
    {
        int start = Position;
        char code = start + 1 < Text.Length ? Text[start + 1] : '\0';
        Position += 2;
        switch (code)
        {
            case '"' or '\\' or '/':
                builder.Append(code);
                return true;
            case 'n':
                builder.Append('\n');
                return true;
            case 'r':
                builder.Append('\r');
                return true;
            case 't':
                builder.Append('\t');
                return true;
            case 'u'
                when Position + 4 <= Text.Length
                    && ushort.TryParse(
                        Text.AsSpan(Position, 4),
                        NumberStyles.AllowHexSpecifier,
                        CultureInfo.InvariantCulture,
                        out ushort unit
                    ):
                builder.Append((char)unit);
                Position += 4;
                return true;
            default:
                return Fail(
                    start,
                    "expected one of \\\" \\\\ \\/ \\n \\r \\t \\uXXXX behind the backslash in quoted text"
                );
        }
    }

    /// <summary>Takes a regular expression up to its closing slash; <see cref="Position"/> is at the opening one.</summary>
    public bool TryReadRegex(out string value)
    {
        int start = Position++;
        var builder = new StringBuilder();
        value = "";
        while (!IsAtEnd && Current != '/')
        {
            if (Current == '\\' && Position + 1 < Text.Length)
            {
                Position++;
                if (Current != '/')
                {
                    builder.Append('\\');
                }
            }
            builder.Append(Current);
            Position++;
        }
        if (IsAtEnd)
        {
            return Fail(
                Text.Length,
                $"expected '/' to end the regular expression that begins at column {start + 1} (text that begins with '/' needs quotes)"
            );
        }
        Position++;
        value = builder.ToString();
        return true;
    }

    /// <summary>Takes an unquoted word; a backslash makes the next character literal.</summary>
    /// <param name="endsAtBar">Whether <c>|</c> ends it.</param>
    public TextPattern ReadWord(bool endsAtBar)
    {
        var literal = new StringBuilder();
        var glob = new StringBuilder();
        bool isGlob = false;
        while (!IsAtBoundary && Current != '"' && !(endsAtBar && Current == '|'))
        {
            bool isEscaped = Current == '\\' && Position + 1 < Text.Length;
            if (isEscaped)
            {
                Position++;
            }
            char c = Current;
            if (c is '*' or '?')
            {
                isGlob |= !isEscaped;
            }
            if (c == '\\' || (c is '*' or '?' && isEscaped))
            {
                glob.Append('\\');
            }
            glob.Append(c);
            literal.Append(c);
            Position++;
        }
        return isGlob
            ? new TextPattern(TextPatternKind.Glob, glob.ToString())
            : new TextPattern(TextPatternKind.Literal, literal.ToString());
    }
}
