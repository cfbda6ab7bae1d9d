using SioProxy.Tests.Sessions;
using SioProxy.Viewer.Sessions;
using static SioProxy.Tests.Viewer.Sessions.Surveyed;

namespace SioProxy.Tests.Viewer.Sessions;

public sealed class TwiceDiagnoserTests
{
    private const string Mine = """40{"token":"mine"}""";

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void SameEventSeveralTimesAtOnce_IsSentTwice(int times)
    {
        var wire = new WireScript();
        long ws = Begin(wire, "S1");
        for (int i = 0; i < 4; i++)
        {
            for (int n = 0; n < times; n++)
            {
                wire.Server(ws, $"42[\"news\",{i}]");
                wire.Server(ws, """42["other"]"""); // what comes between changes nothing
            }
            wire.Wait(Second);
        }
        wire.Server(ws, """42["news",9]""");
        Diagnosis found = AssertOnly(
            Assert.Single(Overview(wire).Sessions),
            DiagnosisCode.SentTwice,
            Confidence.Likely,
            FormattableString.Invariant($"sends 'news' {times} times at once with the same arguments")
        );
        Assert.Contains("= Event / news", RowOf(found, wire), StringComparison.Ordinal);
    }

    // A listener for each connection: the first of them gets one, then two, then three.
    [Fact]
    public void EventsThatMultiply_AreSentTwice()
    {
        var wire = new WireScript();
        long ws = Begin(wire, "S1");
        for (int i = 1; i <= 6; i++)
        {
            for (int n = 0; n < (i + 1) / 2; n++)
            {
                wire.Server(ws, $"42[\"news\",{i}]");
            }
            wire.Wait(Second);
        }
        _ = AssertOnly(
            Assert.Single(Overview(wire).Sessions),
            DiagnosisCode.SentTwice,
            Confidence.Likely,
            "sends 'news' 3 times at once"
        );
    }

    [Theory]
    [InlineData("ticker", 16_000, 1, true)] // equal pushes at an interval
    [InlineData("ticker", 2_000, 1, true)]
    [InlineData("tick", 1_000_000, 2, true)] // equal each time: what hangs together is not known
    [InlineData("typing", 1_000_000, 2, false)] // of two people at once
    public void PushesThatAreNoRepetition_AreFine(string name, long wait, int atOnce, bool areEqual)
    {
        var wire = new WireScript();
        long ws = Begin(wire, "S1");
        for (int i = 0; i < 20; i++)
        {
            for (int n = 0; n < atOnce; n++)
            {
                wire.Server(ws, $"42[\"{name}\",{(areEqual ? 1 : 1000 + (i * 10) + n)}]");
            }
            wire.Wait(wait);
        }
        Assert.Empty(Assert.Single(Overview(wire).Sessions).Diagnoses);
    }

    // A double click of somebody is twice, not time after time.
    [Fact]
    public void TwiceNowAndThen_IsFine()
    {
        var wire = new WireScript();
        long ws = Begin(wire, "S1");
        for (int i = 0; i < 12; i++)
        {
            wire.Server(ws, $"42[\"news\",{100 + i}]");
            if (i % 3 != 0)
            {
                wire.Server(ws, $"42[\"news\",{100 + i}]");
            }
            wire.Wait(Second);
        }
        Assert.Empty(Assert.Single(Overview(wire).Sessions).Diagnoses);
    }

    [Fact]
    public void TwoSessionsOfOneClientWithTheSameEvents_MayBeConnectedTwice()
    {
        var wire = new WireScript();
        Broadcast(wire, [Begin(wire, "S1", Mine), Begin(wire, "S2", Mine)], _ => """42["news",1]""");
        List<SessionReport> sessions = [.. Overview(wire).Sessions];
        _ = AssertOnly(
            sessions[1],
            DiagnosisCode.ConnectedTwice,
            Confidence.Possible,
            "same address, program and auth (S1, opened "
        );
        Assert.Contains(
            "6 events came to both at once (as 'news')",
            sessions[1].Diagnoses[0].Finding,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("40", "40", 2, true)] // no auth: anybody
    [InlineData(Mine, """40{"token":"yours"}""", 2, true)]
    [InlineData(Mine, Mine, 4, true)] // a token that all have
    [InlineData(Mine, Mine, 2, false)] // each gets what is its own
    public void SessionsOfOthers_AreFine(string first, string later, int count, bool isSame)
    {
        var wire = new WireScript();
        long[] all =
        [
            .. Enumerable
                .Range(1, count)
                .Select(i => Begin(wire, FormattableString.Invariant($"S{i}"), i == 1 ? first : later)),
        ];
        Broadcast(wire, all, i => isSame ? """42["news",1]""" : $"42[\"own{i}\",1]");
        Assert.All(Overview(wire).Sessions, session => Assert.Empty(session.Diagnoses));
    }

    // The first one's client was gone before the second came: one of the two is nobody's.
    [Fact]
    public void SessionThatItsClientHasLeft_IsFine()
    {
        var wire = new WireScript();
        long left = Begin(wire, "S1", Mine);
        wire.Wait(Second);
        Broadcast(wire, [left, Begin(wire, "S2", Mine)], _ => """42["news",1]""", lives: 1);
        Assert.All(Overview(wire).Sessions, session => Assert.Empty(session.Diagnoses));
    }

    [Theory]
    [InlineData("v2-chat")]
    [InlineData("v4-chat")]
    [InlineData("v4-recovery")]
    public void Samples_HaveNeither(string sample) =>
        Assert.DoesNotContain(
            Sample(sample).Sessions.SelectMany(session => session.Diagnoses),
            diagnosis => diagnosis.Code is DiagnosisCode.SentTwice or DiagnosisCode.ConnectedTwice
        );

    private static long Begin(WireScript wire, string sid, string connect = "40")
    {
        long ws = wire.WebSocket(WebSocket4);
        wire.Server(ws, Open(sid)).Client(ws, connect).Server(ws, """40{"sid":"a"}""");
        return ws;
    }

    private static void Broadcast(WireScript wire, long[] all, Func<int, string> text, int lives = 0)
    {
        for (int round = 0; round < 6; round++)
        {
            wire.Wait(Second);
            for (int i = 0; i < all.Length; i++)
            {
                wire.Server(all[i], text(i));
            }
            for (int i = lives; i < all.Length; i++)
            {
                wire.Server(all[i], "2").Client(all[i], "3");
            }
        }
    }
}
