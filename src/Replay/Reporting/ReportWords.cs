using System.Globalization;
using SioProxy.Replay.Comparing;

namespace SioProxy.Replay.Reporting;

/// <summary>The sentences that all forms of the report share.</summary>
internal static class ReportWords
{
    /// <summary>The first line of every report: the verdict, and if something differs the step and the path.</summary>
    public static string Verdict(ReplayResult result)
    {
        SocketResult? socket = result.Sockets.FirstOrDefault(s => s.FirstDifference is not null);
        string first = socket is null ? "" : " First: " + Sentence(socket, socket.FirstDifference!);
        if (result.Failure is not null)
        {
            return $"Could not be played: {result.Failure}{first}";
        }
        int differences = result.Outcomes.Count(outcome => outcome.IsDifference);
        int steps = result.Outcomes.Count();
        return differences == 0
            ? string.Create(CultureInfo.InvariantCulture, $"Same: all {steps} steps agree.")
            : string.Create(CultureInfo.InvariantCulture, $"Different: {differences} of {steps} steps.{first}");
    }

    /// <summary>One outcome as a sentence.</summary>
    public static string Sentence(SocketResult socket, StepOutcome outcome)
    {
        string where = $"{Step(outcome)} {outcome.EffectiveName} ({socket.Client}, {socket.Namespace})";
        string note = outcome.Note is null ? "" : " " + outcome.Note;
        return outcome.Verdict switch
        {
            StepVerdict.Missing => $"{where} is missing.{note}",
            StepVerdict.Extra => $"{where} was not recorded.{note}",
            StepVerdict.Different when outcome.Differences is [{ } d, ..] =>
                $"{where} differs at {d.Path}: {d.Recorded ?? "nothing"} recorded, {d.Live ?? "nothing"} live.{note}",
            StepVerdict.Error => $"{where} could not be played.{note}",
            StepVerdict.Late => $"{where} came late.{note}",
            _ => $"{where} is the same.{note}",
        };
    }

    public static string Word(StepVerdict verdict) => verdict.ToString().ToLowerInvariant();

    private static string Step(StepOutcome outcome) =>
        outcome.Recorded is { } recorded
            ? string.Create(CultureInfo.InvariantCulture, $"step {recorded.Number}")
            : "an extra step";
}
