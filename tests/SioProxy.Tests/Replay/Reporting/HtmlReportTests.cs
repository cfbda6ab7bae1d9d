using System.Text.RegularExpressions;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Reporting;
using SioProxy.Replay.Rules;

namespace SioProxy.Tests.Replay.Reporting;

public sealed class HtmlReportTests
{
    private const string Hostile = "<script>alert(1)</script><img src=x onerror=y>\\u202e\\u001b[31m\\\"'&";

    [Fact]
    public void Write_HostileText_IsShownAndNotObeyed()
    {
        string html = Write($"S 42[\"{Hostile}\",\"{Hostile}\"]", $"S 42[\"{Hostile}\",\"{Hostile}!\"]");

        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('\u202e', html);
        Assert.DoesNotContain('\u001b', html);
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotMatch(new Regex("src=|href=|on[a-z]+=", RegexOptions.None, TimeSpan.FromSeconds(60)), Tags(html));
        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ADifference_StandsWithItsPathBothValuesAndTheRule()
    {
        string html = Write("S 42[\"a\",{\"v\":1}]", "S 42[\"a\",{\"v\":2}]");
        Assert.Contains("args[0].v", html, StringComparison.Ordinal);
        Assert.Contains("<del><code>1</code></del> <ins><code>2</code></ins>", html, StringComparison.Ordinal);
        Assert.Contains("no rule is about this place", html, StringComparison.Ordinal);
        Assert.Contains(
            "<h1 class=\"different\">Different: 1 of 1 steps. First: step 1 a",
            html,
            StringComparison.Ordinal
        );
    }

    // What stands inside tags: captured text must not get there.
    private static string Tags(string html) =>
        string.Concat(
            Regex
                .Matches(
                    html[html.IndexOf("<body>", StringComparison.Ordinal)..],
                    "<[^>]*>",
                    RegexOptions.None,
                    TimeSpan.FromSeconds(60)
                )
                .Select(match => match.Value)
        );

    private static string Write(string recorded, string live) =>
        HtmlReport.Write(
            PlanComparer.Compare(
                new Script().Session().Say(recorded).Plan(),
                new Script().Session().Say(live).Plan(),
                ReplayRules.None
            )
        );
}
