using SioProxy.Protocol;
using SioProxy.Sessions;
using SioProxy.Tests.Sessions;
using SioProxy.Viewer.Sessions;
using static SioProxy.Tests.Viewer.Sessions.Surveyed;

namespace SioProxy.Tests.Viewer.Sessions;

/// <summary>What concerns no single session.</summary>
public sealed class FindingsTests
{
    [Fact]
    public void MostSessionsLostAtOnce_AreARestart()
    {
        var wire = new WireScript();
        List<long> living = [.. Enumerable.Range(0, 5).Select(i => Join(wire, i))];
        wire.Wait(20 * Second);
        foreach (long ws in living.Take(4))
        {
            wire.End(ws, new ConnectionEnd(ClosedBy.Server, CloseHow.Reset));
        }
        wire.Wait(2 * Second);
        _ = Join(wire, 10);
        _ = Join(wire, 11);
        Diagnosis found = AssertIs(
            Assert.Single(Overview(wire).Findings),
            DiagnosisCode.ServerRestarted,
            Confidence.Likely,
            "4 of 5 living sessions were lost within 3.0 ms at 1970-01-01T00:00:21"
        );
        Assert.Contains("2 sessions were opened in the 30 s after", found.Finding, StringComparison.Ordinal);
        Assert.Equal("close S0 Server Reset", RowOf(found, wire));
    }

    [Fact]
    public void SessionsForgottenAtOnce_AreARestart()
    {
        var wire = new WireScript();
        for (int i = 0; i < 3; i++)
        {
            wire.Get(Polling4, Open("S" + i)).Post(Polling4 + "&sid=S" + i, "40");
        }
        wire.Wait(10 * Second);
        for (int i = 0; i < 3; i++)
        {
            wire.Get(Polling4 + "&sid=S" + i, """{"code":1,"message":"Session ID unknown"}""", 400, "application/json");
        }
        SessionOverview overview = Overview(wire);
        AssertIs(
            Assert.Single(overview.Findings),
            DiagnosisCode.ServerRestarted,
            Confidence.Likely,
            "3 of 3 living sessions"
        );
        Assert.All(
            overview.Sessions,
            session =>
                AssertOnly(session, DiagnosisCode.ForgottenSession, Confidence.Likely, "it was restarted at 1970-01-01")
        );
    }

    [Fact]
    public void SessionsForgottenOneAfterTheOther_AreNoRestart()
    {
        var wire = new WireScript();
        for (int i = 0; i < 4; i++)
        {
            wire.Get(Polling4, Open("S" + i))
                .Post(Polling4 + "&sid=S" + i, "40", 400, """{"code":1,"message":"Session ID unknown"}""");
        }
        Assert.Empty(Overview(wire).Findings);
    }

    [Fact]
    public void SessionsThatTheirClientsLeft_AreNoRestart()
    {
        var wire = new WireScript();
        List<long> living = [.. Enumerable.Range(0, 5).Select(i => Join(wire, i))];
        foreach (long ws in living)
        {
            wire.Close(ws, Direction.ClientToServer, 1001).End(ws);
        }
        Assert.Empty(Overview(wire).Findings);
    }

    [Fact]
    public void FewOfManyLostAtOnce_AreNoRestart()
    {
        var wire = new WireScript();
        List<long> living = [.. Enumerable.Range(0, 8).Select(i => Join(wire, i))];
        foreach (long ws in living.Take(4))
        {
            wire.End(ws, new ConnectionEnd(ClosedBy.Server, CloseHow.Reset));
        }
        Assert.Empty(Overview(wire).Findings);
    }

    [Theory]
    [InlineData("""["save","{\"a\":1}"]""", 0)]
    [InlineData("""["save",{"b":"{}"},7,"[1,2]"]""", 2)]
    public void JsonWithinAString_IsSaid(string content, int argument)
    {
        var wire = new WireScript();
        long ws = Join(wire, 1);
        for (int i = 0; i < 4; i++)
        {
            wire.Client(ws, "42" + content);
        }
        Diagnosis found = AssertIs(
            Assert.Single(Overview(wire).Findings),
            DiagnosisCode.DoubleEncoded,
            Confidence.Likely,
            $"Argument {argument} of 'save' from the client is JSON within a string, in 3 of 3 looked at"
        );
        Assert.Contains("= Event / save", RowOf(found, wire), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""["save","{not json}"]""")]
    [InlineData("""["save",{"a":"{}"}]""")]
    [InlineData("""["{}",1]""")]
    [InlineData("""["save","12"]""")]
    public void OtherStrings_AreFine(string content)
    {
        var wire = new WireScript();
        wire.Client(Join(wire, 1), "42" + content);
        Assert.Empty(Overview(wire).Findings);
    }

    [Fact]
    public void JsonWithinSomeStringsOnly_IsFine()
    {
        var wire = new WireScript();
        long ws = Join(wire, 1);
        wire.Client(ws, """42["say","{}"]""").Client(ws, """42["say","hello"]""");
        Assert.Empty(Overview(wire).Findings);
    }

    private static long Join(WireScript wire, int number)
    {
        long ws = wire.WebSocket(WebSocket4);
        wire.Server(ws, Open("S" + number)).Client(ws, "40").Server(ws, """40{"sid":"a"}""");
        return ws;
    }
}
