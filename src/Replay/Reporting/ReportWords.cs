using System.Globalization;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Rules;

namespace SioProxy.Replay.Reporting;

/// <summary>The sentences that all forms of the report share.</summary>
internal static class ReportWords
{
    /// <summary>The most characters that texts for people show of a value on a line of its own.</summary>
    public const int LongestValue = 2000;

    private const int LongestInSentence = 300;

    /// <summary>The first line of every report: the verdict, and if something differs the step and the path.</summary>
    public static string Verdict(ReplayResult result)
    {
        string first = result.FirstDifference is { } found ? First(result, found.Socket, found.Outcome) : "";
        if (result.Failure is not null)
        {
            return $"Could not be played: {result.Failure.TrimEnd('.')}.{first}";
        }
        int differences = result.Outcomes.Count(outcome => outcome.IsDifference);
        int steps = result.Outcomes.Count();
        return differences == 0
            ? string.Create(CultureInfo.InvariantCulture, $"Same: all {steps} steps agree.")
            : string.Create(CultureInfo.InvariantCulture, $"Different: {differences} of {steps} steps.{first}");
    }

    /// <summary>How many steps ended how.</summary>
    public static string Totals(ReplayResult result) =>
        string.Join(
            ", ",
            Enum.GetValues<StepVerdict>()
                .Select(verdict => (Verdict: verdict, Count: result.Outcomes.Count(o => o.Verdict == verdict)))
                .Where(total => total.Count > 0)
                .Select(total => string.Create(CultureInfo.InvariantCulture, $"{total.Count} {Word(total.Verdict)}"))
        );

    /// <summary>The sockets, those that differ first, in the order of their first differences.</summary>
    public static IEnumerable<SocketResult> InOrder(ReplayResult result) =>
        result.Sockets.OrderBy(s => s.FirstDifference is null).ThenBy(s => s.FirstPlace);

    public static string Rule(ReplayRule rule) => rule.Why.Length == 0 ? $"{rule}" : $"{rule} ({rule.Why})";

    public static string Latency(int count, long p50, long p95) =>
        count == 0
            ? "none"
            : string.Create(CultureInfo.InvariantCulture, $"{count}, {p50 / 1000.0:0.0} ms, {p95 / 1000.0:0.0} ms");

    public static string Schedule(ScheduleDeviation schedule) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Schedule: {schedule.Count} steps sent {schedule.P50 / 1000.0:0.00} ms (p50), {schedule.P99 / 1000.0:0.00} ms (p99), {schedule.Largest / 1000.0:0.00} ms (largest) after their time."
        );

    /// <summary>One outcome as a sentence.</summary>
    public static string Sentence(SocketResult socket, StepOutcome outcome)
    {
        string where = $"{Step(outcome)} {outcome.EffectiveName} ({socket.Client}, {socket.Namespace})".TrimStart();
        string note = outcome.Note is null ? "" : " " + outcome.Note;
        return outcome.Verdict switch
        {
            StepVerdict.Missing => $"{where} is missing.{note}",
            StepVerdict.Extra => $"{where} was not recorded.{note}",
            StepVerdict.Different when outcome.Differences is [{ } d, ..] =>
                $"{where} differs at {Difference(d, LongestInSentence)}.{note}",
            StepVerdict.Error => $"{where} could not be played.{note}",
            StepVerdict.Late => $"{where} came late.{note}",
            _ => $"{where} is the same.{note}",
        };
    }

    /// <summary>One difference: the place, and what was and is there.</summary>
    public static string Difference(ValueDifference difference, int longest)
    {
        (string? recorded, string? live) = ValueExcerpt.Of(difference.Recorded, difference.Live, longest);
        return $"{difference.Path}: {recorded ?? "nothing"} recorded, {live ?? "nothing"} live";
    }

    // What ended the replay and what its first step suffered from is mostly the same: once is enough.
    private static string First(ReplayResult result, SocketResult socket, StepOutcome outcome)
    {
        bool isSaid =
            outcome.Note is { } note && result.Failure?.Contains(note.TrimEnd('.'), StringComparison.Ordinal) == true;
        return " First: " + Sentence(socket, isSaid ? outcome with { Note = null } : outcome);
    }

    public static string Word(StepVerdict verdict) => verdict.ToString().ToLowerInvariant();

    private static string Step(StepOutcome outcome) =>
        outcome switch
        {
            { Recorded: { } recorded } => string.Create(CultureInfo.InvariantCulture, $"step {recorded.Number}"),
            { Live: not null } => "an extra step",
            _ => "",
        };
}
