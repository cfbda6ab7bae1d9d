using System.Xml.Linq;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Reporting;
using SioProxy.Replay.Rules;

namespace SioProxy.Tests.Replay.Reporting;

public sealed class JUnitReportTests
{
    [Fact]
    public void Write_ADifference_IsAFailureThatNamesStepAndPath()
    {
        ReplayResult result = PlanComparer.Compare(
            new Script().Session().Say("S 42[\"a\",{\"x\":1}]", "S 42[\"b\"]").Plan(),
            new Script().Session().Say("S 42[\"a\",{\"x\":\"\\u0001\\ud800\"}]", "S 42[\"b\"]").Plan(),
            ReplayRules.None
        );

        XDocument xml = XDocument.Parse(JUnitReport.Write(result));

        XElement failure = Assert.Single(xml.Descendants("failure"));
        Assert.StartsWith(
            "step 1 a (client 1, /) differs at args[0].x: 1 recorded",
            failure.Attribute("message")!.Value,
            StringComparison.Ordinal
        );
        Assert.Equal("1", xml.Root!.Element("testsuite")!.Attribute("failures")!.Value);
        Assert.Equal(2, xml.Descendants("testcase").Count());
    }
}
