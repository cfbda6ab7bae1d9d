using System.Globalization;

namespace SioProxy.Replay.Reporting;

/// <summary>Two values that differ, short enough for a person: of long ones the part where they begin to differ.</summary>
internal static class ValueExcerpt
{
    private const int Before = 40; // characters of what both have, in front of the difference

    /// <summary>Both values; null (there is none) stays null.</summary>
    /// <param name="longest">The most characters that are shown of each, apart from the words about what is left out.</param>
    public static (string? Recorded, string? Live) Of(string? recorded, string? live, int longest)
    {
        bool isShort = (recorded?.Length ?? 0) <= longest && (live?.Length ?? 0) <= longest;
        if (isShort)
        {
            return (recorded, live);
        }
        int same = recorded is null || live is null ? 0 : recorded.AsSpan().CommonPrefixLength(live);
        int from = Math.Max(0, same - Before);
        return (Cut(recorded, from, longest), Cut(live, from, longest));
    }

    private static string? Cut(string? value, int from, int longest)
    {
        if (value is null)
        {
            return null;
        }
        int start = Math.Min(from, value.Length);
        int end = Math.Min(value.Length, start + longest);
        // Not between the halves of a surrogate pair.
        start -= start > 0 && start < value.Length && char.IsLowSurrogate(value[start]) ? 1 : 0;
        end -= end < value.Length && char.IsLowSurrogate(value[end]) ? 1 : 0;
        string part = value[start..Math.Max(start, end)];
        return start == 0 && end == value.Length
            ? value
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{(start > 0 ? "…" : "")}{part}{(end < value.Length ? "…" : "")} ({value.Length} characters)"
            );
    }
}
