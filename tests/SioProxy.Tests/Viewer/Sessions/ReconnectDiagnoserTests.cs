using SioProxy.Protocol;
using SioProxy.Sessions;
using SioProxy.Tests.Sessions;
using SioProxy.Viewer.Sessions;
using static SioProxy.Tests.Viewer.Sessions.Surveyed;

namespace SioProxy.Tests.Viewer.Sessions;

public sealed class ReconnectDiagnoserTests
{
    // Seen with socket.io-client 4.8 and a listener registered within 'connect': 1, 2, 3 answers within a millisecond.
    [Fact]
    public void AnswersThatMultiplyWithEachReconnect_AreDuplicateListeners()
    {
        var wire = new WireScript();
        for (int session = 1; session <= 3; session++)
        {
            Session(wire, session, ws => Ask(wire, ws, times: 2, answers: session));
        }
        List<SessionReport> sessions = [.. Overview(wire).Sessions];
        Assert.Empty(sessions[0].Diagnoses);
        AssertOnly(sessions[1], DiagnosisCode.DuplicateListeners, Confidence.Possible, "2 times 'pong2' at once");
        Diagnosis found = AssertOnly(
            sessions[2],
            DiagnosisCode.DuplicateListeners,
            Confidence.Likely,
            "answers each 'ping2' with 3 times 'pong2' at once; before its reconnects it was one"
        );
        Assert.Contains("= Event / pong2", RowOf(found, wire), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1, 1)] // as it should be
    [InlineData(2, 2, 2)] // always two: not by reconnects
    [InlineData(3, 2, 1)]
    public void AnswersThatDoNotGrow_AreFine(int first, int second, int third)
    {
        var wire = new WireScript();
        int session = 0;
        foreach (int answers in (int[])[first, second, third])
        {
            Session(wire, ++session, ws => Ask(wire, ws, times: 2, answers));
        }
        Assert.All(Overview(wire).Sessions, each => Assert.Empty(each.Diagnoses));
    }

    // Retries send the same arguments again, each with an ack id of its own, after ackTimeout.
    [Fact]
    public void Retries_AreNoDuplicateListeners()
    {
        var wire = new WireScript();
        for (int session = 1; session <= 3; session++)
        {
            int tries = session;
            Session(
                wire,
                session,
                ws =>
                {
                    wire.Server(ws, """42["go"]""");
                    for (int i = 0; i < tries; i++)
                    {
                        wire.Client(ws, $"42{i}[\"pay\",5]").Wait(Second);
                    }
                    wire.Server(ws, $"43{tries - 1}[]");
                }
            );
        }
        Assert.DoesNotContain(
            Overview(wire).Sessions.SelectMany(session => session.Diagnoses),
            diagnosis => diagnosis.Code is DiagnosisCode.DuplicateListeners
        );
    }

    [Fact]
    public void EventsThatStayOutAfterAReconnect_MayBeRoomsNotRejoined()
    {
        var wire = new WireScript();
        Session(wire, 1, ws => Talk(wire.Client(ws, """42["join","lobby"]"""), ws, received: 10));
        Session(wire, 2, ws => Talk(wire, ws, received: 0));
        List<SessionReport> sessions = [.. Overview(wire).Sessions];
        Assert.Empty(sessions[0].Diagnoses);
        AssertOnly(
            sessions[1],
            DiagnosisCode.NotRejoined,
            Confidence.Possible,
            "first sent 'join' and then received 'news' 10 times; now it sent none of these and receives none"
        );
    }

    [Theory]
    [InlineData(true, 0)] // it joined: nothing is said when there is just no news
    [InlineData(false, 1)]
    public void ReconnectThatJoinsOrReceives_IsFine(bool joins, int received)
    {
        var wire = new WireScript();
        Session(wire, 1, ws => Talk(wire.Client(ws, """42["join","lobby"]"""), ws, received: 10));
        Session(wire, 2, ws => Talk(joins ? wire.Client(ws, """42["join","lobby"]""") : wire, ws, received));
        Assert.All(Overview(wire).Sessions, each => Assert.Empty(each.Diagnoses));
    }

    private static void Talk(WireScript wire, long ws, int received)
    {
        for (int i = 0; i < 10; i++)
        {
            wire.Wait(Second);
            wire.Server(ws, i < received ? """42["news"]""" : "2");
            if (i >= received)
            {
                wire.Client(ws, "3");
            }
        }
    }

    private static void Ask(WireScript wire, long ws, int times, int answers)
    {
        for (int i = 0; i < times; i++)
        {
            wire.Server(ws, """42["ping2",1]""").Wait(30_000);
            for (int answer = 0; answer < answers; answer++)
            {
                wire.Client(ws, """42["pong2",1]""");
            }
            wire.Wait(Second);
        }
    }

    private static void Session(WireScript wire, int number, Action<long> talk)
    {
        long ws = wire.WebSocket(WebSocket4);
        wire.Server(ws, Open("S" + number)).Client(ws, "40").Server(ws, """40{"sid":"a"}""");
        talk(ws);
        wire.End(ws, new ConnectionEnd(ClosedBy.Client, CloseHow.Reset)).Wait(Second);
    }
}
