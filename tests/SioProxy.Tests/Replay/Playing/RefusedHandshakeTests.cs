using System.Text.Json;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Playing;
using SioProxy.Replay.Reporting;
using SioProxy.Replay.Rules;

namespace SioProxy.Tests.Replay.Playing;

public sealed class RefusedHandshakeTests
{
    private const string Forbidden = """{"code":4,"message":"no token"}""";

    // Ada is in, somebody without a token is refused, then Ben comes.
    private static readonly ReplayPlan Plan = new Script()
        .Session(client: "10.0.0.1", sid: "ada")
        .Say("C 40", "S 40{\"sid\":\"x\"}", "C 42[\"a\"]")
        .Refuse(403, Forbidden)
        .Session(client: "10.0.0.2", sid: "ben")
        .Say("C 40", "S 40{\"sid\":\"y\"}")
        .End()
        .Plan();

    [Fact]
    public void Build_ARefusedHandshake_IsAClientOfItsOwnWithARequestAndAnAnswer()
    {
        ReplayClient refused = Assert.Single(Plan.Refused);
        Assert.Equal(2, Plan.Clients.Count);
        Assert.Equal(
            ["4 []", """5 [{"outcome":"refused","status":403,"code":4,"message":"no token"}]"""],
            refused.Sessions[0].Sockets[0].Steps.Select(step => $"{step.Number} {step.Args.GetRawText()}")
        );
    }

    [Fact]
    public void Build_AnAnswerOfAProxyForAServerThatIsNotThere_IsNotedAndNotPlayed()
    {
        ReplayPlan plan = new Script().Refuse(502, "Bad Gateway").Refuse(504, "").Plan();
        Assert.Empty(plan.Refused);
        Assert.Equal(2, plan.Refusals.Count);
        Assert.Contains(
            "2 handshakes (row 1 first) were answered 502",
            Assert.Single(plan.Notes),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Build_ATransportThatThereIsNot_IsNotedAndNotPlayed()
    {
        ReplayPlan plan = new Script()
            .Refuse(400, """{"code":0,"message":"Transport unknown"}""", "&transport=tin")
            .Plan();
        Assert.Empty(plan.Refused);
        Assert.Contains("Row 1", Assert.Single(plan.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Build_ACookieOfARefusedClient_IsAskedForAndSent()
    {
        ReplayPlan plan = new Script().Refuse(401, "", cookie: "[redacted:0011aabb]").Plan();
        Assert.Equal("cookie", Assert.Single(SuppliedPlaces.In(plan)).Name);
        Assert.Equal("[redacted:0011aabb]", plan.Refused[0].Sessions[0].Cookie);
    }

    [Fact]
    public void Advance_ARefusedHandshake_IsTriedInItsTurn()
    {
        var play = new ScriptedPlay(Plan);
        Assert.Equal(["open 0"], play.Take());
        play.Open(0);
        Assert.Equal(["0 0"], play.Take());
        Assert.Equal(["0 2[\"a\"]", "open 2"], play.Hear(0, "0{\"sid\":\"z\"}").Take()); // the third session is the refused one
        Assert.Equal(["close 0", "open 1"], play.Answer(2, 403, Forbidden).Take()); // who comes later waits for the answer
        play.Open(1).Hear(1, "0{\"sid\":\"w\"}");
        play.End(0).End(1);
        Assert.True(play.Machine.IsOver);
        ReplayResult result = play.Result();
        Assert.False(result.HasDifferences, TextReport.Write(result));
        Assert.Contains("refused client 1", result.Sockets.Select(socket => socket.Client));
    }

    [Theory]
    [InlineData(null, "", "args[0].outcome: \"refused\" recorded, \"accepted\" live")]
    [InlineData(401, Forbidden, "args[0].status: 403 recorded, 401 live")]
    [InlineData(403, """{"code":4,"message":"expired"}""", "args[0].message: \"no token\" recorded, \"expired\" live")]
    [InlineData(403, """{"code":3,"message":"no token"}""", "args[0].code: 4 recorded, 3 live")]
    [InlineData(403, "no token", "args[0].code: 4 recorded, nothing live")]
    public void Compare_AnotherAnswer_IsNamedInTheFirstLine(int? status, string body, string expected)
    {
        ReplayResult result = PlayAgainst(ReplayRules.None, status, body);
        string first = ReportWords.Verdict(result);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(
            "step 5 HANDSHAKE (refused client 1, handshake) differs at " + expected,
            first,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Compare_WithRulesForTheAnswer_FollowsThem()
    {
        ReplayRules rules = RulesFile.Read(
            """{"rules":[{"event":"HANDSHAKE","path":"args[0].message","match":"@any","why":"has a time in it"}]}"""u8.ToArray()
        );
        ReplayResult result = PlayAgainst(rules, 403, """{"code":4,"message":"at noon"}""");
        Assert.False(result.HasDifferences);
        Assert.Single(result.UsedRules);
        Assert.True(PlayAgainst(rules, 401, Forbidden).HasDifferences);
    }

    [Fact]
    public void Compare_WhenHandshakesAreIgnored_IsTheSame()
    {
        ReplayRules rules = RulesFile.Read(
            """{"rules":[{"event":"HANDSHAKE","mode":"ignore","why":"rate limited"}]}"""u8.ToArray()
        );
        ReplayResult result = PlayAgainst(rules, status: null, "");
        Assert.False(result.HasDifferences);
        Assert.Single(result.UsedRules);
    }

    [Fact]
    public void Compare_OfTwoCaptures_PairsRefusedOnesWithRefusedOnes()
    {
        ReplayPlan other = new Script()
            .Session(client: "10.0.0.1", sid: "ada")
            .Say("C 40", "S 40{\"sid\":\"x\"}", "C 42[\"a\"]")
            .Session(client: "10.0.0.2", sid: "ben")
            .Say("C 40", "S 40{\"sid\":\"y\"}")
            .End()
            .Plan();
        Assert.False(PlanComparer.Compare(Plan, Plan, ReplayRules.None).HasDifferences);
        ReplayResult result = PlanComparer.Compare(Plan, other, ReplayRules.None);
        Assert.Equal(
            ["refused client 1", "refused client 1"],
            result.Sockets.SelectMany(s => s.Outcomes.Where(o => o.IsDifference).Select(_ => s.Client))
        );
    }

    [Fact]
    public void OnRefused_AHandshakeThatWasAccepted_IsADifferenceBeforeWhatIsMissingForIt()
    {
        var play = new ScriptedPlay(Plan);
        play.Open(0).Hear(0, "0{\"sid\":\"z\"}").Answer(2, 403, Forbidden);
        JsonElement said = HandshakeSteps.Refused(401, "token expired");
        play.Machine.OnRefused(
            play.Machine.Sessions[1],
            "The server answered 401: token expired",
            play.Now,
            new HandshakeAnswer(IsAccepted: false, said)
        );
        play.End(0);
        ReplayResult result = play.Result();
        Assert.Contains(
            """First: the handshake (client 2, connection) differs at answer: accepted recorded, {"outcome":"refused","status":401,"message":"token expired"} live.""",
            ReportWords.Verdict(result),
            StringComparison.Ordinal
        );
        Assert.Equal(1, result.ExitCode);
    }

    private static ReplayResult PlayAgainst(ReplayRules rules, int? status, string body)
    {
        var play = new ScriptedPlay(Plan, new PlayRules { Rules = rules });
        play.Open(0).Hear(0, "0{\"sid\":\"z\"}").Answer(2, status, body);
        play.Open(1).Hear(1, "0{\"sid\":\"w\"}").End(0).End(1);
        return play.Result();
    }
}
