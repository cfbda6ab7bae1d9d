using System.Globalization;
using System.Text;
using SioProxy.Replay.Comparing;

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
        text.AppendLine(ReportWords.Totals(result));
        foreach (SocketResult socket in ReportWords.InOrder(result))
        {
            WriteSocket(text, socket);
        }
        WriteList(
            text,
            "Ack latency (count, p50, p95; recorded -> live):",
            result.AckLatencies.Select(row =>
                $"{row.Name}: {ReportWords.Latency(row.RecordedCount, row.RecordedP50, row.RecordedP95)}"
                + $" -> {ReportWords.Latency(row.LiveCount, row.LiveP50, row.LiveP95)}"
            )
        );
        if (result.Schedule is { } schedule)
        {
            text.AppendLine().AppendLine(ReportWords.Schedule(schedule));
        }
        WriteList(
            text,
            "Bound values (recorded -> live):",
            result.BoundValues.Select(pair => $"{pair.Key} -> {pair.Value}")
        );
        WriteList(text, "Rules that applied:", result.UsedRules.Select(ReportWords.Rule));
        WriteList(text, "Rules that never applied:", result.UnusedRules.Select(ReportWords.Rule));
        WriteList(text, "Not in the comparison:", result.Notes);
        return text.ToString();
    }

    /// <summary>The report's first line alone.</summary>
    public static string Verdict(ReplayResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return ReportWords.Verdict(result);
    }

    private static void WriteSocket(StringBuilder text, SocketResult socket)
    {
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{socket.Client}, session {socket.Session}, {socket.Namespace}");
        foreach (StepOutcome outcome in socket.Outcomes.Where(o => o.Verdict != StepVerdict.Same))
        {
            text.AppendLine("  " + ReportWords.Word(outcome.Verdict) + ": " + ReportWords.Sentence(socket, outcome));
            foreach (ValueDifference difference in outcome.Differences)
            {
                string rule = difference.Rule is null ? "   (no rule)" : $"   (rule: {difference.Rule})";
                text.AppendLine($"      {difference.Path}{rule}");
                (string? recorded, string? live) = ValueExcerpt.Of(
                    difference.Recorded,
                    difference.Live,
                    ReportWords.LongestValue
                );
                text.AppendLine($"        - {recorded ?? "(nothing)"}");
                text.AppendLine($"        + {live ?? "(nothing)"}");
            }
        }
        int same = socket.Outcomes.Count(o => o.Verdict == StepVerdict.Same);
        text.AppendLine(CultureInfo.InvariantCulture, $"  same: {same} of {socket.Outcomes.Count} steps");
    }

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
