using System.Globalization;
using System.Text;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Rules;

namespace SioProxy.Replay.Reporting;

/// <summary>The report as text for a person: verdict and totals first, then what differs, then what was bound and ruled.</summary>
public static class TextReport
{
    /// <summary>Writes the report. It holds captured text as it is: sanitise it before it goes to a terminal.</summary>
    public static string Write(ReplayResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var text = new StringBuilder();
        text.AppendLine(ReportWords.Verdict(result));
        text.AppendLine(Totals(result));
        foreach (SocketResult socket in result.Sockets.OrderBy(s => s.FirstDifference is null))
        {
            WriteSocket(text, socket);
        }
        WriteList(
            text,
            "Bound values (recorded -> live):",
            result.BoundValues.Select(pair => $"{pair.Key} -> {pair.Value}")
        );
        WriteList(text, "Rules that applied:", result.UsedRules.Select(Rule));
        WriteList(text, "Rules that never applied:", result.UnusedRules.Select(Rule));
        WriteList(text, "Not in the comparison:", result.Notes);
        return text.ToString();
    }

    private static string Totals(ReplayResult result) =>
        string.Join(
            ", ",
            Enum.GetValues<StepVerdict>()
                .Select(verdict => (Verdict: verdict, Count: result.Outcomes.Count(o => o.Verdict == verdict)))
                .Where(total => total.Count > 0)
                .Select(total =>
                    string.Create(CultureInfo.InvariantCulture, $"{total.Count} {ReportWords.Word(total.Verdict)}")
                )
        );

    private static void WriteSocket(StringBuilder text, SocketResult socket)
    {
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{socket.Client}, session {socket.Session}, {socket.Namespace}");
        foreach (StepOutcome outcome in socket.Outcomes.Where(o => o.Verdict != StepVerdict.Same))
        {
            text.AppendLine("  " + ReportWords.Word(outcome.Verdict) + ": " + ReportWords.Sentence(socket, outcome));
            foreach (ValueDifference difference in outcome.Differences)
            {
                string rule = difference.Rule is null ? "" : $"   (rule: {difference.Rule})";
                text.AppendLine($"      {difference.Path}{rule}");
                text.AppendLine($"        - {difference.Recorded ?? "(nothing)"}");
                text.AppendLine($"        + {difference.Live ?? "(nothing)"}");
            }
        }
        int same = socket.Outcomes.Count(o => o.Verdict == StepVerdict.Same);
        text.AppendLine(CultureInfo.InvariantCulture, $"  same: {same} of {socket.Outcomes.Count} steps");
    }

    private static string Rule(ReplayRule rule) => rule.Why.Length == 0 ? $"{rule}" : $"{rule} ({rule.Why})";

    private static void WriteList(StringBuilder text, string title, IEnumerable<string> items)
    {
        bool isFirst = true;
        foreach (string item in items)
        {
            if (isFirst)
            {
                text.AppendLine().AppendLine(title);
                isFirst = false;
            }
            text.AppendLine("  " + item);
        }
    }
}
