using System.Globalization;

namespace SioProxy.Replay.Values;

/// <summary>
/// Tells values that a server makes up (ids, tokens) from values that an application means. Used to decide which recorded
/// strings may be rebound to the live server's without a rule.
/// </summary>
public static class IssuedValue
{
    // A 12-character word of mixed classes: about 60 bits. Shorter ones collide with names and words.
    private const int ShortestMixed = 12;
    private const int ShortestHex = 16;

    /// <summary>Whether a string looks random: a UUID, ObjectId, nanoid, socket id, hex digest, JWT or the like.</summary>
    public static bool IsRandom(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length < ShortestMixed || text.Length > 8192)
        {
            return false;
        }
        if (Guid.TryParseExact(text, "D", out _) || IsToken(text))
        {
            return true;
        }
        int digits = text.Count(char.IsAsciiDigit);
        if (digits == text.Length)
        {
            return false; // a number, a time, a phone number: by rule only
        }
        if (text.Length >= ShortestHex && text.All(char.IsAsciiHexDigit))
        {
            return digits > 0;
        }
        return IsMixedWord(text, digits);
    }

    private static bool IsToken(string text)
    {
        string[] parts = text.Split('.');
        return parts.Length == 3
            && parts.All(part => part.Length >= 4 && part.All(IsBase64Url))
            && parts[0].StartsWith("eyJ", StringComparison.Ordinal);
    }

    // One word of the base64url alphabet whose classes change often, as in "wZX3oN0bSVIhsaknAAAI", not "customer-support".
    private static bool IsMixedWord(string text, int digits)
    {
        if (!text.All(c => IsBase64Url(c) || c is '#' or '/' or '+' or '='))
        {
            return false;
        }
        int upper = text.Count(char.IsAsciiLetterUpper);
        int lower = text.Count(char.IsAsciiLetterLower);
        int classes = (digits > 0 ? 1 : 0) + (upper > 0 ? 1 : 0) + (lower > 0 ? 1 : 0);
        int changes = 0;
        for (int i = 1; i < text.Length; i++)
        {
            changes += ClassOf(text[i]) != ClassOf(text[i - 1]) ? 1 : 0;
        }
        return classes >= 2
            && changes * 4 >= text.Length
            && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _);
    }

    private static bool IsBase64Url(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';

    private static int ClassOf(char c) =>
        char.IsAsciiDigit(c) ? 0
        : char.IsAsciiLetterUpper(c) ? 1
        : char.IsAsciiLetterLower(c) ? 2
        : 3;
}
