using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using SioProxy.Replay.Values;
using SioProxy.Sessions;

namespace SioProxy.Replay.Learning;

/// <summary>Tries matchers from the narrowest to the widest.</summary>
internal static class MatcherProposal
{
    private const int LongestPattern = 120;

    public static ValueMatcher Narrowest(IReadOnlyList<Sample> samples)
    {
        foreach (string text in Candidates(samples))
        {
            if (
                ValueMatcher.TryParse(text, out ValueMatcher? matcher, out _)
                && samples.All(s => matcher!.Matches(s.Was, s.WasAtMicros, s.Now, s.NowAtMicros))
            )
            {
                return matcher!;
            }
        }
        return ValueMatcher.TryParse("@any", out ValueMatcher? any, out _)
            ? any!
            : throw new InvalidOperationException("There is no matcher for anything.");
    }

    private static IEnumerable<string> Candidates(IReadOnlyList<Sample> samples)
    {
        yield return "@uuid";
        yield return "@iso8601(±5s)";
        yield return "@iso8601(±1m)";
        yield return "@iso8601";
        yield return "@epoch(±5s)";
        yield return "@epoch(±1m)";
        if (Pattern(samples) is { } pattern)
        {
            yield return $"@regex({pattern})";
        }
        if (Tolerance(samples) is { } tolerance)
        {
            yield return $"@number(±{tolerance})";
        }
        yield return "@epoch";
        yield return "@number";
        yield return "@type";
        if (samples.Any(sample => sample.Was is null || sample.Now is null))
        {
            yield return "@absent";
        }
    }

    // Twice what was seen, rounded up to one digit: the next run will not stay within what two of them happened to show.
    private static string? Tolerance(IReadOnlyList<Sample> samples)
    {
        double largest = 0;
        foreach (Sample sample in samples)
        {
            if (
                sample.Was is not { ValueKind: JsonValueKind.Number } was
                || sample.Now is not { ValueKind: JsonValueKind.Number } now
            )
            {
                return null;
            }
            largest = Math.Max(largest, Math.Abs(was.GetDouble() - now.GetDouble()));
            // A counter or an id: how far apart two of them are says nothing.
            if (Math.Abs(was.GetDouble() - now.GetDouble()) > Math.Abs(was.GetDouble()) / 2)
            {
                return null;
            }
        }
        double unit = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(largest * 2, 1e-9))));
        return (Math.Ceiling(largest * 2 / unit) * unit).ToString("0.#########", CultureInfo.InvariantCulture);
    }

    // Texts that are alike but for their digits, such as "order-17": the rest is kept, so that it still has to agree.
    private static string? Pattern(IReadOnlyList<Sample> samples)
    {
        string? pattern = null;
        foreach (JsonElement? value in samples.SelectMany(sample => (JsonElement?[])[sample.Was, sample.Now]))
        {
            if (value is not { ValueKind: JsonValueKind.String } text)
            {
                return null;
            }
            string one = PatternOf(CapturedJson.Of(text));
            if (pattern is not null && !string.Equals(pattern, one, StringComparison.Ordinal))
            {
                return null;
            }
            pattern = one;
        }
        return pattern is { Length: <= LongestPattern } ? $"^{pattern}$" : null;
    }

    private static string PatternOf(string text)
    {
        var pattern = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsAsciiDigit(text[i]))
            {
                pattern.Append(Regex.Escape(text[i].ToString()));
            }
            else if (i == 0 || !char.IsAsciiDigit(text[i - 1]))
            {
                pattern.Append("[0-9]+");
            }
        }
        return pattern.ToString();
    }
}
