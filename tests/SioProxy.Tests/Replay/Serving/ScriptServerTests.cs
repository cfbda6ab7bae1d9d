using System.Text;
using SioProxy.Protocol.EngineIo;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Rules;
using SioProxy.Replay.Serving;

namespace SioProxy.Tests.Replay.Serving;

public sealed class ScriptServerTests
{
    private const string Join = "C 40{\"token\":\"t\"}";
    private const string Joined = "S 40{\"sid\":\"wZX3oN0bSVIhsaknAAAI\"}";

    [Fact]
    public void Receive_TheRecordedConversation_GetsTheRecordedAnswers()
    {
        ServedScript stage = Serve(Join, Joined, "S 42[\"hello\"]", "C 427[\"ask\",1]", "S 437[\"answer\"]", "C 41");
        int link = stage.Open();
        Assert.Equal(["1: 40{\"sid\":\"fresh1\"}", "1: 42[\"hello\"]"], stage.Say(link, "40{\"token\":\"t\"}"));
        Assert.Equal(["1: 430[\"answer\"]"], stage.Say(link, "420[\"ask\",1]"));
        Assert.Empty(stage.Say(link, "41"));
        stage.Close(link);
        Assert.True(stage.Script.IsServed);
        Assert.Empty(stage.Differences());
    }

    [Fact]
    public void Receive_RepeatedEvents_ConsumeTheRecordedOnesInOrder()
    {
        ServedScript stage = Serve(Join, Joined, "C 421[\"next\"]", "S 431[1]", "C 422[\"next\"]", "S 432[2]");
        int link = Begin(stage);
        Assert.Equal(["1: 435[1]"], stage.Say(link, "425[\"next\"]"));
        Assert.Equal(["1: 436[2]"], stage.Say(link, "426[\"next\"]"));
    }

    [Fact]
    public void Receive_EventsTheOtherWayRound_AreMatchedByTheirArgumentsAndReportedAsASwap()
    {
        ServedScript stage = Serve(
            Join,
            Joined,
            "C 421[\"get\",\"a\"]",
            "S 431[\"A\"]",
            "C 422[\"get\",\"b\"]",
            "S 432[\"B\"]"
        );
        int link = Begin(stage);
        Assert.Equal(["1: 431[\"B\"]"], stage.Say(link, "421[\"get\",\"b\"]"));
        Assert.Equal(["1: 432[\"A\"]"], stage.Say(link, "422[\"get\",\"a\"]"));
        Assert.Contains(stage.Differences(), outcome => outcome.Note is "It came, but out of order.");
    }

    [Fact]
    public void Receive_OtherArguments_MatchOnlyWhereRulesOrLeniencySaySo()
    {
        string[] lines = [Join, Joined, "C 421[\"at\",5]", "S 431[\"ok\"]"];
        ReplayRules rules = RulesFile.Read(
            Encoding.UTF8.GetBytes("""{"rules":[{"event":"at","path":"args[0]","match":"@number","why":"a clock"}]}""")
        );
        string[] Answers(ServingOptions options)
        {
            var stage = new ServedScript(Plan(lines), options);
            return stage.Say(Begin(stage), "421[\"at\",6]");
        }

        Assert.Empty(Answers(new ServingOptions()));
        Assert.Equal(["1: 431[\"ok\"]"], Answers(new ServingOptions { Rules = rules }));
        Assert.Equal(["1: 431[\"ok\"]"], Answers(new ServingOptions { Lenient = true }));
    }

    [Fact]
    public void Receive_ALenientMatch_IsReportedAsAnArgumentDifference()
    {
        var stage = new ServedScript(Plan([Join, Joined, "C 42[\"at\",5]"]), new ServingOptions { Lenient = true });
        stage.Say(Begin(stage), "42[\"at\",6]");
        StepOutcome difference = Assert.Single(stage.Differences());
        Assert.Equal((StepVerdict.Different, "args[0]"), (difference.Verdict, difference.Differences[0].Path));
    }

    [Theory]
    [InlineData(UnknownPolicy.Ignore, "")]
    [InlineData(UnknownPolicy.Error, "1: 41")]
    [InlineData(UnknownPolicy.PassThrough, "1: forward 423[\"unheard-of\"]")]
    public void Receive_AnUnknownEvent_FollowsThePolicyAndIsReported(UnknownPolicy policy, string expected)
    {
        var stage = new ServedScript(Plan([Join, Joined]), new ServingOptions { OnUnknown = policy });
        Assert.Equal(expected, string.Join('|', stage.Say(Begin(stage), "423[\"unheard-of\"]")));
        Assert.Contains(stage.Differences(), outcome => outcome.EffectiveName is "unheard-of");
    }

    [Fact]
    public void Report_RecordedStepsThatNeverCame_AreMissing()
    {
        ServedScript stage = Serve(Join, Joined, "C 42[\"one\"]", "S 42[\"two\"]");
        Begin(stage);
        Assert.Equal(["one", "two"], stage.Differences().Select(outcome => outcome.EffectiveName));
        Assert.All(stage.Differences(), outcome => Assert.Equal(StepVerdict.Missing, outcome.Verdict));
    }

    [Fact]
    public void Advance_StepsThatNothingTriggers_ComeAtTheirRecordedOffset()
    {
        var script = new Script().Session().Say(Join, Joined).Pause(3000).Say("S 42[\"tick\",1]").Pause(1000);
        var stage = new ServedScript(script.Say("S 42[\"tick\",2]").Plan());
        Begin(stage);
        Assert.Empty(stage.Wait(2900));
        Assert.Equal(["1: 42[\"tick\",1]"], stage.Wait(200));
        Assert.Empty(stage.Wait(800));
        Assert.Equal(["1: 42[\"tick\",2]"], stage.Wait(200));
    }

    [Fact]
    public void Receive_TheNextClientStep_BringsWhatWasRecordedBeforeItFirst()
    {
        var script = new Script()
            .Session()
            .Say(Join, Joined)
            .Pause(3000)
            .Say("S 42[\"tick\"]", "C 421[\"ask\"]", "S 431[]");
        var stage = new ServedScript(script.Plan());
        Assert.Equal(["1: 42[\"tick\"]", "1: 431[]"], stage.Say(Begin(stage), "421[\"ask\"]"));
        Assert.Empty(stage.Differences());
    }

    [Fact]
    public void Advance_AtRecordedPace_AnswersTakeAsLongAsTheyTook()
    {
        var script = new Script().Session().Say(Join, Joined, "C 421[\"ask\"]").Pause(700).Say("S 431[]");
        var stage = new ServedScript(script.Plan(), new ServingOptions { Pace = ServingPace.Recorded });
        int link = stage.Open();
        stage.Say(link, "40{\"token\":\"t\"}");
        Assert.Single(stage.Wait(1));
        Assert.Empty(stage.Say(link, "421[\"ask\"]"));
        Assert.Empty(stage.Wait(600));
        Assert.Equal(["1: 431[]"], stage.Wait(200));
    }

    [Fact]
    public void Receive_ABroadcast_FollowsTheOtherClientsEvent()
    {
        var script = new Script()
            .Session("10.0.0.1", "s1")
            .Say("C 40{\"user\":\"ada\"}", "S 40{\"sid\":\"wZX3oN0bSVIhsaknAAAI\"}")
            .Session("10.0.0.2", "s2")
            .Say("C 40{\"user\":\"bob\"}", "S 40{\"sid\":\"aB3dE5gH7jK9mN1pQ3sT\"}")
            .Say("C 42[\"say\",\"hi\"]")
            .On(1)
            .Say("S 42[\"said\",\"hi\"]");
        var stage = new ServedScript(script.Plan());
        int bob = stage.Open();
        stage.Say(bob, "40{\"user\":\"bob\"}");
        int ada = stage.Open();
        stage.Say(ada, "40{\"user\":\"ada\"}");
        Assert.Empty(stage.Wait(1000));
        Assert.Equal([$"{ada}: 42[\"said\",\"hi\"]"], stage.Say(bob, "42[\"say\",\"hi\"]"));
        Assert.Empty(stage.Differences());
    }

    [Fact]
    public void Advance_WhatFollowsSomebodyWhoIsStillToCome_WaitsForHim()
    {
        ServedScript stage = new(HeComesLater());
        int ada = stage.Open();
        stage.Say(ada, "40{\"user\":\"ada\"}");
        Assert.Empty(stage.Wait(1000));
        int bob = stage.Open();
        stage.Say(bob, "40{\"user\":\"bob\"}");
        Assert.Empty(stage.Wait(500));
        Assert.Equal([$"{ada}: 42[\"joined\",\"bob\"]"], stage.Say(bob, "42[\"join\"]"));
    }

    [Fact]
    public void Advance_WhatFollowsSomebodyWhoNeverComes_ComesLateOnceAndThenInTime()
    {
        ServedScript stage = new(HeComesLater());
        int ada = stage.Open();
        stage.Say(ada, "40{\"user\":\"ada\"}");
        Assert.Empty(stage.Wait(1900));
        Assert.Equal([$"{ada}: 42[\"joined\",\"bob\"]"], stage.Wait(200));
        Assert.Equal([$"{ada}: 42[\"said\",\"hi\"]"], stage.Say(ada, "42[\"next\"]"));
    }

    private static SioProxy.Replay.Plan.ReplayPlan HeComesLater() =>
        new Script()
            .Session("10.0.0.1", "s1")
            .Say("C 40{\"user\":\"ada\"}", "S 40{\"sid\":\"wZX3oN0bSVIhsaknAAAI\"}")
            .Session("10.0.0.2", "s2")
            .Say("C 40{\"user\":\"bob\"}", "S 40{\"sid\":\"aB3dE5gH7jK9mN1pQ3sT\"}", "C 42[\"join\"]")
            .SayIn(1, "S 42[\"joined\",\"bob\"]", "C 42[\"next\"]")
            .Say("C 42[\"say\",\"hi\"]")
            .SayIn(1, "S 42[\"said\",\"hi\"]")
            .Plan();

    [Fact]
    public void Receive_AValueOfTheLiveClients_StandsInWhatTheServerSays()
    {
        const string recorded = "wZX3oN0bSVIhsaknAAAI";
        ServedScript stage = Serve(
            Join,
            "S 40{\"sid\":\"sss3oN0bSVIhsaknAAAI\"}",
            $"C 421[\"save\",{{\"id\":\"{recorded}\"}}]",
            $"S 42[\"saved\",\"{recorded}\"]",
            $"S 431[\"{recorded}\"]"
        );
        int link = Begin(stage);
        string[] said = stage.Say(link, "421[\"save\",{\"id\":\"aB3dE5gH7jK9mN1pQ3sT\"}]");
        Assert.Equal(["1: 42[\"saved\",\"aB3dE5gH7jK9mN1pQ3sT\"]", "1: 431[\"aB3dE5gH7jK9mN1pQ3sT\"]"], said);
        Assert.Empty(stage.Differences());
    }

    [Fact]
    public void Receive_TheSocketsOwnId_IsTheFreshOneEverywhere()
    {
        ServedScript stage = Serve(
            Join,
            Joined,
            "S 42[\"you\",\"wZX3oN0bSVIhsaknAAAI\"]",
            "C 42[\"i\",\"wZX3oN0bSVIhsaknAAAI\"]"
        );
        int link = stage.Open();
        Assert.Equal("1: 42[\"you\",\"fresh1\"]", stage.Say(link, "40{\"token\":\"t\"}")[1]);
        stage.Say(link, "42[\"i\",\"fresh1\"]");
        Assert.Empty(stage.Differences());
    }

    [Fact]
    public void Receive_ASecretThatWasRedacted_MatchesWhateverTheLiveOneIs()
    {
        ServedScript stage = Serve("C 40{\"token\":\"[redacted:0123abcd]\"}", Joined, "S 42[\"in\"]");
        Assert.Equal(2, stage.Say(stage.Open(), "40{\"token\":\"secret\"}").Length);
        Assert.Empty(stage.Differences());
        string report = SioProxy.Replay.Reporting.JsonReport.Write(stage.Script.Report());
        Assert.DoesNotContain("secret", report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Receive_ASecretThatWasRedactedWhereItWasIssuedOnly_IsTakenWhereItWasPlain(bool isRepeated)
    {
        const string token = "V1StGXR8_Z5jdHi6B-myT";
        ServedScript stage = new(
            Plan([
                Join,
                Joined,
                "C 421[\"login\"]",
                "S 431[{\"token\":\"[redacted:0123abcd]\"}]",
                $"C 422[\"use\",\"{token}\"]",
                "S 432[\"ok\"]",
                isRepeated ? $"S 42[\"used\",\"{token}\"]" : "S 42[\"used\"]",
            ]),
            new ServingOptions { OnUnknown = UnknownPolicy.Error }
        );
        int link = Begin(stage);
        Assert.Equal(["1: 431[{\"token\":\"[redacted:0123abcd]\"}]"], stage.Say(link, "421[\"login\"]"));
        Assert.Equal(
            ["1: 432[\"ok\"]", isRepeated ? "1: 42[\"used\",\"[redacted:0123abcd]\"]" : "1: 42[\"used\"]"],
            stage.Say(link, "422[\"use\",\"[redacted:0123abcd]\"]")
        );
        Assert.Empty(stage.Differences());
    }

    [Fact]
    public void Receive_AClientsSecretThatIsPlainElsewhere_IsRepeatedAsTheLiveOne()
    {
        const string recorded = "V1StGXR8_Z5jdHi6B-myT";
        const string live = "Uakgb_J5m9g-0JDMbcJqL";
        ServedScript stage = Serve(
            "C 40{\"token\":\"[redacted:0123abcd]\"}",
            Joined,
            $"C 421[\"who\",\"{recorded}\"]",
            $"S 431[\"{recorded}\"]",
            $"C 42[\"it is\",\"{recorded}\"]"
        );
        int link = stage.Open();
        stage.Say(link, $"40{{\"token\":\"{live}\"}}");
        Assert.Equal([$"1: 431[\"{live}\"]"], stage.Say(link, $"421[\"who\",\"{live}\"]"));
        stage.Say(link, $"42[\"it is\",\"{live}\"]");
        Assert.Empty(stage.Differences());
    }

    [Fact]
    public void Receive_ARefusedConnect_IsRefusedAgainAndThenNot()
    {
        ServedScript stage = Serve(
            "C 40/admin,{\"key\":\"old\"}",
            "S 44/admin,{\"message\":\"expired\"}",
            "C 40/admin,{\"key\":\"new\"}",
            "S 40/admin,{\"sid\":\"wZX3oN0bSVIhsaknAAAI\"}"
        );
        int link = stage.Open();
        Assert.Equal(["1: 44/admin,{\"message\":\"expired\"}"], stage.Say(link, "40/admin,{\"key\":\"old\"}"));
        Assert.Equal(["1: 40/admin,{\"sid\":\"fresh1\"}"], stage.Say(link, "40/admin,{\"key\":\"new\"}"));
        Assert.Empty(stage.Differences());
    }

    [Fact]
    public void Receive_ANamespaceThatWasNotRecorded_IsUnknown()
    {
        ServedScript stage = Serve(Join, Joined);
        int link = Begin(stage);
        Assert.Equal(["1: 44/nowhere,{\"message\":\"Invalid namespace\"}"], stage.Say(link, "40/nowhere,"));
        Assert.NotEmpty(stage.Differences());
    }

    [Fact]
    public void Receive_WhatTheServerAsks_IsAnsweredByItsLiveAckId()
    {
        ServedScript stage = Serve(Join, Joined, "S 429[\"sure?\"]", "C 439[true]", "S 42[\"good\"]");
        int link = stage.Open();
        Assert.Equal("1: 420[\"sure?\"]", stage.Say(link, "40{\"token\":\"t\"}")[1]);
        Assert.Equal(["1: 42[\"good\"]"], stage.Say(link, "430[true]"));
        Assert.Empty(stage.Differences());
    }

    [Fact]
    public void Open_AClientThatComesBack_GoesOnWithItsNextSession()
    {
        var script = new Script()
            .Session(sid: "s1")
            .Say(Join, "S 40{\"sid\":\"wZX3oN0bSVIhsaknAAAI\",\"pid\":\"pppp3oN0bSVIhsaknAAA\"}", "C 42[\"one\"]")
            .Session(sid: "s2")
            .Say("C 40{\"token\":\"t\",\"pid\":\"pppp3oN0bSVIhsaknAAA\",\"offset\":\"x\"}", "S 42[\"missed\"]")
            .Say("S 40{\"sid\":\"wZX3oN0bSVIhsaknAAAI\",\"pid\":\"pppp3oN0bSVIhsaknAAA\"}");
        var stage = new ServedScript(script.Plan());
        int first = stage.Open();
        Assert.Equal(["1: 40{\"sid\":\"fresh1\",\"pid\":\"fresh2\"}"], stage.Say(first, "40{\"token\":\"t\"}"));
        stage.Say(first, "42[\"one\"]");
        stage.Close(first);
        int second = stage.Open();
        string[] said = stage.Say(second, "40{\"token\":\"t\",\"pid\":\"fresh2\",\"offset\":\"y\"}");
        Assert.Equal(["2: 42[\"missed\"]", "2: 40{\"sid\":\"fresh1\",\"pid\":\"fresh2\"}"], said);
        Assert.Empty(stage.Differences());
    }

    [Fact]
    public void Open_AClientThatComesBackThoughNoneDid_GoesOnWhereItWas()
    {
        ServedScript stage = Serve(Join, Joined, "C 421[\"one\"]", "S 431[1]", "C 422[\"two\"]", "S 432[2]");
        int first = Begin(stage);
        stage.Say(first, "421[\"one\"]");
        stage.Close(first);
        int second = stage.Open();
        Assert.Single(stage.Say(second, "40{\"token\":\"t\"}"));
        Assert.Equal(["2: 430[2]"], stage.Say(second, "420[\"two\"]"));
        Assert.All(stage.Differences(), outcome => Assert.Equal("CONNECT", outcome.EffectiveName));
    }

    [Fact]
    public void Open_ByKey_TheRightScriptIsPlayedWhoeverComesFirst()
    {
        var script = new Script()
            .Session("10.0.0.1", "s1")
            .Say("C 40{\"user\":{\"id\":1}}", Joined, "S 42[\"hello\",1]")
            .Session("10.0.0.2", "s2")
            .Say("C 40{\"user\":{\"id\":2}}", "S 40{\"sid\":\"aB3dE5gH7jK9mN1pQ3sT\"}", "S 42[\"hello\",2]");
        var stage = new ServedScript(
            script.Plan(),
            new ServingOptions { Assign = AssignmentKey.Parse("auth.user.id") }
        );
        Assert.Equal("1: 42[\"hello\",2]", stage.Say(stage.Open(), "40{\"user\":{\"id\":2},\"more\":0}")[1]);
        Assert.Equal("2: 42[\"hello\",1]", stage.Say(stage.Open(), "40{\"user\":{\"id\":1}}")[1]);
    }

    [Fact]
    public void Open_MoreClientsThanWereRecorded_AreTakenInAndReported()
    {
        ServedScript stage = Serve(Join, Joined);
        Begin(stage);
        int extra = stage.Open();
        Assert.Equal(["2: 40{\"sid\":\"fresh2\"}"], stage.Say(extra, "40{\"token\":\"t\"}"));
        Assert.Contains("extra client 1", stage.Script.Report().Sockets.Select(socket => socket.Client));
    }

    [Fact]
    public void Advance_ASessionThatTheServerEnded_IsEndedAgain()
    {
        Script script = new Script().Session().Say(Join, Joined, "C 42[\"go\"]").End(SioProxy.Sessions.ClosedBy.Server);
        var stage = new ServedScript(script.Plan());
        Assert.Equal(["1: close"], stage.Say(Begin(stage), "42[\"go\"]"));
    }

    [Fact]
    public void Ask_AHandshakeThatWasRefused_IsRefusedOnceInItsTurn()
    {
        ReplayPlan plan = Plan([Join, Joined]);
        var refused = new RefusedHandshake(
            9,
            Script.Begin + 50_000,
            EngineIoVersion.V4,
            "/socket.io/",
            [new("user", "eve")],
            403,
            4,
            "Forbidden"
        );
        var stage = new ServedScript(plan with { Refusals = [refused, refused with { RowId = 10, Query = [] }] });
        LiveHandshake Asking(params KeyValuePair<string, string>[] query) =>
            new(EngineIoVersion.V4, "/socket.io/", query, null);
        Assert.Null(stage.Script.Ask(Asking())); // a session alike was recorded before the refusal
        Begin(stage);
        Assert.Equal(10, stage.Script.Ask(Asking())?.RowId);
        Assert.Null(stage.Script.Ask(Asking()));
        Assert.Contains("the refused handshake of row 9", stage.Differences().Select(outcome => outcome.EffectiveName));
        Assert.Equal(9, stage.Script.Ask(Asking(new KeyValuePair<string, string>("user", "eve")))?.RowId);
        Assert.Empty(stage.Differences());
    }

    [Fact]
    public void Open_OnProtocol4_TheRootIsJoinedUnasked()
    {
        Script script = new Script().Session(version: EngineIoVersion.V3).Say("S 40", "S 42[\"hello\",\"s\"]");
        var stage = new ServedScript(script.Plan());
        stage.Open(EngineIoVersion.V3);
        Assert.Equal(["1: 40", "1: 42[\"hello\",\"live-sid\"]"], stage.Said());
        Assert.Empty(stage.Differences());
    }

    private static int Begin(ServedScript stage)
    {
        int link = stage.Open();
        stage.Say(link, "40{\"token\":\"t\"}");
        return link;
    }

    private static ServedScript Serve(params string[] lines) => new(Plan(lines));

    private static ReplayPlan Plan(string[] lines) => new Script().Session().Say(lines).Plan();
}
