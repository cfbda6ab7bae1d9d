using System.Globalization;
using System.Net;
using System.Text;
using SioProxy.Protocol;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Rules;
using SioProxy.Sessions;

namespace SioProxy.Replay.Reporting;

/// <summary>
/// The report as one HTML page that needs nothing else and runs nothing: no script, no links, and a policy that forbids
/// both. Recorded and live stand side by side, a table a socket, the first difference first.
/// </summary>
public static class HtmlReport
{
    private const int LongestArguments = 2000;

    private const string Head = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Replay report</title>
        <style>
        :root { color-scheme: light dark; }
        body { font: 15px/1.45 system-ui, sans-serif; margin: 2em auto; max-width: 84em; padding: 0 1em; }
        h1 { font-size: 1.25em; border-left: .4em solid; padding-left: .6em; }
        h1.same { border-color: #2a8a3e; } h1.different { border-color: #c62f2f; } h1.failed { border-color: #b07000; }
        h2 { font-size: 1.05em; margin-top: 2em; }
        table { border-collapse: collapse; width: 100%; table-layout: fixed; }
        td, th { border: 1px solid #8886; padding: .25em .5em; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
        th { font-weight: 600; }
        td.n { width: 4em; text-align: right; } th.n { width: 4em; } th.v { width: 6em; }
        tr.different td, tr.missing td, tr.extra td, tr.late td, tr.error td { background: #c62f2f1c; }
        code { font: 13px/1.4 ui-monospace, monospace; white-space: pre-wrap; }
        ul { margin: .3em 0; padding-left: 1.2em; } del, ins { text-decoration: none; }
        del { background: #c62f2f33; } ins { background: #2a8a3e33; }
        details > summary { cursor: pointer; margin: 1em 0 .3em; font-weight: 600; }
        </style>
        </head>
        <body>
        """;

    /// <summary>Writes the page.</summary>
    public static string Write(ReplayResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var html = new StringBuilder(Head).Append('\n');
        string kind = result.ExitCode switch
        {
            0 => "same",
            1 => "different",
            _ => "failed",
        };
        html.Append(CultureInfo.InvariantCulture, $"<h1 class=\"{kind}\">{Text(ReportWords.Verdict(result))}</h1>\n");
        html.Append(CultureInfo.InvariantCulture, $"<p>{Text(ReportWords.Totals(result))}</p>\n");
        foreach (SocketResult socket in ReportWords.InOrder(result))
        {
            WriteSocket(html, socket);
        }
        WriteLatencies(html, result.AckLatencies);
        WriteSchedule(html, result.Schedule);
        WriteBound(html, result.BoundValues);
        WriteList(html, "Rules that applied", result.UsedRules.Select(ReportWords.Rule));
        WriteList(html, "Rules that never applied", result.UnusedRules.Select(ReportWords.Rule));
        WriteList(html, "Not in the comparison", result.Notes);
        return html.Append("</body>\n</html>\n").ToString();
    }

    private static void WriteSocket(StringBuilder html, SocketResult socket)
    {
        string open = socket.FirstDifference is null ? "" : " open";
        int same = socket.Outcomes.Count(outcome => !outcome.IsDifference);
        string title = string.Create(
            CultureInfo.InvariantCulture,
            $"{socket.Client}, session {socket.Session}, {socket.Namespace}: {same} of {socket.Outcomes.Count} steps the same"
        );
        html.Append(CultureInfo.InvariantCulture, $"<details{open}><summary>{Text(title)}</summary>\n");
        html.Append(
            "<table><tr><th class=\"n\">step</th><th>recorded</th><th>live</th><th class=\"v\">outcome</th></tr>\n"
        );
        foreach (StepOutcome outcome in socket.Outcomes)
        {
            WriteOutcome(html, outcome);
        }
        html.Append("</table></details>\n");
    }

    private static void WriteOutcome(StringBuilder html, StepOutcome outcome)
    {
        string word = ReportWords.Word(outcome.Verdict);
        string number = outcome.Recorded?.Number.ToString(CultureInfo.InvariantCulture) ?? "";
        html.Append(CultureInfo.InvariantCulture, $"<tr class=\"{word}\"><td class=\"n\">{number}</td>");
        html.Append(CultureInfo.InvariantCulture, $"<td>{Step(outcome.Recorded, outcome.EffectiveName)}</td>");
        html.Append(CultureInfo.InvariantCulture, $"<td>{Step(outcome.Live, outcome.EffectiveName)}");
        if (outcome.Differences.Count > 0)
        {
            html.Append("<ul>");
            foreach (ValueDifference difference in outcome.Differences)
            {
                (string? recorded, string? live) = ValueExcerpt.Of(
                    difference.Recorded,
                    difference.Live,
                    ReportWords.LongestValue
                );
                html.Append(
                    CultureInfo.InvariantCulture,
                    $"<li><code>{Text(difference.Path)}</code>: <del><code>{Text(recorded ?? "nothing")}</code></del> <ins><code>{Text(live ?? "nothing")}</code></ins>"
                );
                string rule = difference.Rule is null
                    ? "no rule is about this place"
                    : $"rule not met: {difference.Rule}";
                html.Append(CultureInfo.InvariantCulture, $" ({Text(rule)})</li>");
            }
            html.Append("</ul>");
        }
        string note = outcome.Note is null ? "" : $"<br>{Text(outcome.Note)}";
        html.Append(CultureInfo.InvariantCulture, $"</td><td>{word}{note}</td></tr>\n");
    }

    private static string Step(ReplayStep? step, string name)
    {
        if (step is null)
        {
            return "";
        }
        string arrow = step.From == Direction.ClientToServer ? "&rarr;" : "&larr;";
        return $"{arrow} {Text(name)} <code>{Value(step.Args.GetRawText())}</code>";
    }

    private static void WriteLatencies(StringBuilder html, IReadOnlyList<AckLatency> latencies)
    {
        if (latencies.Count == 0)
        {
            return;
        }
        html.Append("<h2>Ack latency</h2>\n<table><tr><th>event</th><th>recorded: count, p50, p95</th>");
        html.Append("<th>live: count, p50, p95</th></tr>\n");
        foreach (AckLatency row in latencies)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{Text(row.Name)}</td>");
            html.Append(
                CultureInfo.InvariantCulture,
                $"<td>{ReportWords.Latency(row.RecordedCount, row.RecordedP50, row.RecordedP95)}</td>"
            );
            html.Append(
                CultureInfo.InvariantCulture,
                $"<td>{ReportWords.Latency(row.LiveCount, row.LiveP50, row.LiveP95)}</td></tr>\n"
            );
        }
        html.Append("</table>\n");
    }

    private static void WriteSchedule(StringBuilder html, ScheduleDeviation? schedule)
    {
        if (schedule is not null)
        {
            html.Append(CultureInfo.InvariantCulture, $"<p>{Text(ReportWords.Schedule(schedule))}</p>\n");
        }
    }

    private static void WriteBound(StringBuilder html, IReadOnlyDictionary<string, string> bound)
    {
        if (bound.Count == 0)
        {
            return;
        }
        html.Append("<h2>Bound values</h2>\n<table><tr><th>recorded</th><th>live</th></tr>\n");
        foreach (KeyValuePair<string, string> pair in bound)
        {
            html.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td><code>{Value(pair.Key)}</code></td><td><code>{Value(pair.Value)}</code></td></tr>\n"
            );
        }
        html.Append("</table>\n");
    }

    private static void WriteList(StringBuilder html, string title, IEnumerable<string> items)
    {
        string[] all = [.. items];
        if (all.Length > 0)
        {
            html.Append(CultureInfo.InvariantCulture, $"<h2>{Text(title)}</h2>\n<ul>");
            html.AppendJoin("", all.Select(item => $"<li>{Text(item)}</li>")).Append("</ul>\n");
        }
    }

    private static string Value(string? text) =>
        text is null ? "nothing"
        : text.Length > LongestArguments ? Text(text[..LongestArguments]) + "&hellip;"
        : Text(text);

    // Control characters and those that turn the direction of text are shown, not obeyed.
    private static string Text(string text) => WebUtility.HtmlEncode(TerminalText.Sanitize(text));
}
