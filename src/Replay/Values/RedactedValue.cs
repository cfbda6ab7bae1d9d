using System.Buffers;

namespace SioProxy.Replay.Values;

/// <summary>What redaction left in the place of a secret: <c>[redacted:xxxxxxxx]</c>, the key of its hash new in each run.</summary>
internal static class RedactedValue
{
    private const string Prefix = "[redacted:";
    private const int HashDigits = 8;
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    /// <summary>Whether a recorded text is such a mark, and so says nothing of what the secret was.</summary>
    public static bool IsMark(string text) =>
        text.Length == Prefix.Length + HashDigits + 1
        && text.StartsWith(Prefix, StringComparison.Ordinal)
        && text[^1] == ']'
        && !text.AsSpan(Prefix.Length, HashDigits).ContainsAnyExcept(Digits);
}
