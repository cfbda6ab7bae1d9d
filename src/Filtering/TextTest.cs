using System.Text;
using System.Text.RegularExpressions;

namespace SioProxy.Filtering;

/// <summary>Decides whether a text matches a pattern, ignoring case (ordinal).</summary>
internal sealed class TextTest
{
    // Linear in the text already (no backtracking): the limit is for texts of many megabytes.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    private const RegexOptions Options =
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    private readonly TextPattern _pattern;
    private readonly Regex? _regex;

    public TextTest(TextPattern pattern)
    {
        _pattern = pattern;
        _regex = pattern.Kind == TextPatternKind.Regex ? new Regex(pattern.Text, Options, Timeout) : null;
    }

    /// <summary>What is wrong with a regular expression; null if nothing.</summary>
    public static string? CheckRegex(string expression)
    {
        try
        {
            _ = new Regex(expression, Options, Timeout);
            return null;
        }
        catch (RegexParseException e)
        {
            return $"{Spaced(e.Error)} at its character {e.Offset}";
        }
        catch (NotSupportedException)
        {
            return "it asks for more than a linear search can do (look-around, back references, or too large a count)";
        }
    }

    public bool IsMatch(ReadOnlySpan<char> text)
    {
        switch (_pattern.Kind)
        {
            case TextPatternKind.Literal:
                return text.Equals(_pattern.Text, StringComparison.OrdinalIgnoreCase);
            case TextPatternKind.Glob:
                return GlobText.IsMatch(_pattern.Text, text);
            default:
                try
                {
                    return _regex!.IsMatch(text);
                }
                catch (RegexMatchTimeoutException)
                {
                    return false;
                }
        }
    }

    /// <summary><c>UnescapedEndingBackslash</c> as words.</summary>
    private static string Spaced(RegexParseError error)
    {
        var builder = new StringBuilder();
        foreach (char c in error.ToString())
        {
            builder.Append(char.IsUpper(c) && builder.Length > 0 ? " " : "").Append(char.ToLowerInvariant(c));
        }
        return builder.ToString();
    }
}
