using System.Globalization;
using System.Text;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;
using SioProxy.Sessions;
using SioProxy.Viewer.Details;

namespace SioProxy.Viewer.Replaying;

/// <summary>A step as it was recorded and as it came, for a person to read. Pure.</summary>
internal static class DifferenceText
{
    private const int Longest = 2000;

    /// <summary>What differs, a line or more for each place; sanitised.</summary>
    public static IReadOnlyList<string> Places(StepOutcome outcome)
    {
        var lines = new List<string>();
        if (outcome.Note is { } note)
        {
            lines.Add(Clean(note));
        }
        foreach (ValueDifference difference in outcome.Differences)
        {
            string rule = difference.Rule is null ? "no rule is about it" : $"rule: {difference.Rule}";
            lines.Add($"{Clean(difference.Path)}  ({Clean(rule)})");
            lines.Add($"  - {Clean(difference.Recorded ?? "(nothing)")}");
            lines.Add($"  + {Clean(difference.Live ?? "(nothing)")}");
        }
        return lines;
    }

    /// <summary>The arguments laid out side by side; the flag says whether the two lines differ.</summary>
    public static IReadOnlyList<(string Recorded, string Live, bool Differs)> Sides(StepOutcome outcome)
    {
        IReadOnlyList<string> recorded = Lines(outcome.Recorded, "(was not recorded)");
        IReadOnlyList<string> live = Lines(outcome.Live, "(did not come)");
        return
        [
            .. Enumerable
                .Range(0, Math.Max(recorded.Count, live.Count))
                .Select(i => (recorded.ElementAtOrDefault(i) ?? "", live.ElementAtOrDefault(i) ?? ""))
                .Select(pair =>
                    (pair.Item1, pair.Item2, !string.Equals(pair.Item1, pair.Item2, StringComparison.Ordinal))
                ),
        ];
    }

    private static IReadOnlyList<string> Lines(ReplayStep? step, string nothing)
    {
        if (step is null)
        {
            return [nothing];
        }
        IReadOnlyList<string> json = JsonLayout.Lines(Encoding.UTF8.GetBytes(step.Args.GetRawText()));
        IEnumerable<string> attachments = step.Attachments.Select(
            (bytes, i) => string.Create(CultureInfo.InvariantCulture, $"attachment {i}: {bytes.Length} bytes")
        );
        return [.. json.Concat(attachments).Select(Clean)];
    }

    private static string Clean(string text) => TerminalText.Sanitize(text, Longest);
}
