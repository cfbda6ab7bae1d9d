using System.Globalization;
using System.Xml.Linq;
using SioProxy.Replay.Comparing;

namespace SioProxy.Replay.Reporting;

/// <summary>The report as JUnit XML, as CI systems read it: a test suite a socket, a test case a step.</summary>
public static class JUnitReport
{
    /// <summary>Writes the report.</summary>
    public static string Write(ReplayResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        bool isBroken = result.Failure is not null;
        var suites = new XElement(
            "testsuites",
            new XAttribute("name", "sioview replay"),
            Counts(result.Outcomes, isBroken ? 1 : 0)
        );
        foreach (SocketResult socket in result.Sockets)
        {
            suites.Add(Suite(socket));
        }
        if (result.Failure is not null)
        {
            suites.Add(
                new XElement(
                    "testsuite",
                    new XAttribute("name", "the run"),
                    Counts([], broken: 1),
                    new XElement(
                        "testcase",
                        new XAttribute("classname", "the run"),
                        new XAttribute("name", "is played to its end"),
                        new XAttribute("time", Seconds(0)),
                        new XElement(
                            "error",
                            new XAttribute("type", "error"),
                            new XAttribute("message", Clean(result.Failure))
                        )
                    )
                )
            );
        }
        return new XDocument(new XDeclaration("1.0", "utf-8", null), suites).Declaration + "\n" + suites + "\n";
    }

    private static XElement Suite(SocketResult socket)
    {
        string name = string.Create(
            CultureInfo.InvariantCulture,
            $"{socket.Client}, session {socket.Session}, {socket.Namespace}"
        );
        var suite = new XElement("testsuite", new XAttribute("name", Clean(name)), Counts(socket.Outcomes, broken: 0));
        foreach (StepOutcome outcome in socket.Outcomes)
        {
            var test = new XElement(
                "testcase",
                new XAttribute("classname", Clean(name)),
                new XAttribute("name", Clean(Title(outcome))),
                new XAttribute("time", Seconds(outcome.Live?.LatencyMicros ?? 0))
            );
            if (outcome.IsDifference)
            {
                test.Add(
                    new XElement(
                        outcome.Verdict == StepVerdict.Error ? "error" : "failure",
                        new XAttribute("type", ReportWords.Word(outcome.Verdict)),
                        new XAttribute("message", Clean(ReportWords.Sentence(socket, outcome))),
                        Clean(
                            string.Join(
                                '\n',
                                outcome.Differences.Select(d => ReportWords.Difference(d, ReportWords.LongestValue))
                            )
                        )
                    )
                );
            }
            suite.Add(test);
        }
        return suite;
    }

    // Some CI systems take a suite without these, others refuse it.
    private static IEnumerable<XAttribute> Counts(IEnumerable<StepOutcome> outcomes, int broken)
    {
        List<StepOutcome> all = [.. outcomes];
        int errors = all.Count(outcome => outcome.Verdict == StepVerdict.Error);
        return
        [
            new XAttribute("tests", all.Count + broken),
            new XAttribute("failures", all.Count(outcome => outcome.IsDifference) - errors),
            new XAttribute("errors", errors + broken),
            new XAttribute("skipped", 0),
            new XAttribute("time", Seconds(all.Sum(outcome => outcome.Live?.LatencyMicros ?? 0))),
        ];
    }

    private static string Seconds(long micros) => (micros / 1e6).ToString("0.000000", CultureInfo.InvariantCulture); // of acks: how long the server took

    private static string Title(StepOutcome outcome) =>
        outcome.Recorded is { } step
            ? string.Create(CultureInfo.InvariantCulture, $"step {step.Number}: {outcome.EffectiveName}")
            : $"extra: {outcome.EffectiveName}";

    // XML 1.0 cannot hold control characters or lone surrogates, not even escaped; captured text may have both.
    private static string Clean(string text) =>
        string.Concat(text.EnumerateRunes().Select(rune => IsXml(rune) ? rune.ToString() : $"\\u{rune.Value:x4}"));

    private static bool IsXml(System.Text.Rune rune) =>
        rune.Value is '\t' or '\n' or '\r' or (>= 0x20 and not 0xfffe and not 0xffff);
}
