using SioProxy.Replay.Comparing;
using SioProxy.Replay.Playing;
using SioProxy.Replay.Rules;

namespace SioProxy.Tests.Replay.Playing;

public sealed class PlayMachineTests
{
    private const string Id = "V1StGXR8_Z5jdHi6B-myT";
    private const string LiveId = "Uakgb_J5m9g-0JDMbcJqL";

    [Fact]
    public void Advance_AStepBehindOneOfTheServer_WaitsForIt()
    {
        var play = new ScriptedPlay(
            new Script()
                .Session()
                .Say("C 40", "S 40{\"sid\":\"x\"}", "C 42[\"a\"]", "S 42[\"b\"]", "C 42[\"c\"]")
                .End()
                .Plan()
        );
        Assert.Equal(["open 0"], play.Take());
        Assert.Equal(["0 0"], play.Open(0).Take());
        Assert.Equal(["0 2[\"a\"]"], play.Hear(0, "0{\"sid\":\"y\"}").Take());
        Assert.Empty(play.Hear(0, "2[\"other\"]").Take());
        Assert.Equal(["0 2[\"c\"]", "close 0"], play.Hear(0, "2[\"b\"]").Take());
        play.End(0);
        Assert.True(play.Machine.IsOver);
        Assert.Equal("other", Assert.Single(play.Result().Outcomes, o => o.IsDifference).EffectiveName);
    }

    [Fact]
    public void Advance_AStepBehindSomebodysComing_WaitsUntilHeIsThere()
    {
        // Ada speaks to Ben, of whose coming she was told nothing.
        var play = new ScriptedPlay(
            new Script()
                .Session(client: "10.0.0.1", sid: "ada")
                .Say("C 40", "S 40")
                .Session(client: "10.0.0.2", sid: "ben")
                .Say("C 40", "S 40")
                .SayIn(1, "C 42[\"hello\"]")
                .SayIn(2, "S 42[\"hello\"]")
                .Plan()
        );
        play.Open(0);
        Assert.Equal(["open 0", "0 0"], play.Take());
        Assert.Equal(["open 1"], play.Hear(0, "0").Take());
        Assert.Equal(["1 0"], play.Open(1).Take());
        Assert.Equal("0 2[\"hello\"]", play.Hear(1, "0").Take()[0]);
    }

    [Fact]
    public void Advance_AStepOfTheServerThatDoesNotCome_IsGivenUpAfterItsTimeAndTheTimeout()
    {
        var play = new ScriptedPlay(
            new Script().Session().Say("C 40", "S 40", "C 42[\"a\"]", "S 42[\"b\"]", "C 42[\"c\"]").End().Plan(),
            new PlayRules { Timeout = TimeSpan.FromSeconds(3) }
        );
        play.Open(0).Hear(0, "0").Take();
        Assert.Empty(play.Wait(3000).Take());
        Assert.Equal(["0 2[\"c\"]"], play.Wait(1).Take()); // recorded a millisecond behind "a"
        play.WaitForDue();
        Assert.Equal(["close 0"], play.Take());
        play.End(0);
        StepOutcome missing = Assert.Single(play.Result().Outcomes, o => o.IsDifference);
        Assert.Equal((StepVerdict.Missing, "b"), (missing.Verdict, missing.EffectiveName));
    }

    [Fact]
    public void Advance_AStepThatComesAfterItWasGivenUp_IsLate()
    {
        var play = new ScriptedPlay(
            new Script().Session().Say("C 40", "S 40", "C 420[\"save\"]", "S 430[]").End().Plan()
        );
        play.Open(0).Hear(0, "0").Take();
        play.Wait(2001); // an ack: two seconds at least
        Assert.Empty(play.Take());
        Assert.Equal(["close 0"], play.Hear(0, "30[]").Take());
        play.End(0);
        StepOutcome late = Assert.Single(play.Result().Outcomes, o => o.IsDifference);
        Assert.Equal((StepVerdict.Late, "ack of save"), (late.Verdict, late.EffectiveName));
        Assert.Equal(1, play.Result().ExitCode);
    }

    [Theory]
    [InlineData(CrossOrder.Causal)]
    [InlineData(CrossOrder.Global)]
    public void Advance_AValueThatComesLate_IsSentBackAsTheLiveOne(CrossOrder cross)
    {
        ScriptedPlay play = LogIn(new PlayRules { Cross = cross, Timeout = TimeSpan.FromHours(1) });
        Assert.Empty(play.Wait(2001).Take()); // the ack is given up: what needs its value is not
        Assert.Equal(
            [$"0 2[\"open\",\"{LiveId}\"]", "close 0"],
            play.Wait(60_000).Hear(0, $"30[{{\"id\":\"{LiveId}\"}}]").Take()
        );
        play.End(0);
        StepOutcome late = Assert.Single(play.Result().Outcomes, o => o.IsDifference);
        Assert.Equal((StepVerdict.Late, "ack of login"), (late.Verdict, late.EffectiveName));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Advance_AValueThatDoesNotCome_IsWaitedForNoLongerThanItMayBeLate(bool isSessionLost)
    {
        ScriptedPlay play = LogIn(new PlayRules(), other: true);
        Assert.Empty(play.Wait(2001).Take());
        if (isSessionLost)
        {
            play.End(0);
        }
        else
        {
            Assert.Empty(play.Wait(998).Take());
            play.Wait(2);
        }
        Assert.Contains($"1 2[\"open\",\"{Id}\"]", play.Take());
    }

    // A login, which is not answered yet, and what sends the id in its ack back: on the same session, or on another one.
    private static ScriptedPlay LogIn(PlayRules rules, bool other = false)
    {
        Script script = new Script().Session().Say("C 40", "S 40");
        if (other)
        {
            script.Session("10.0.0.1", "b").Say("C 40", "S 40").On(1);
        }
        script.Say("C 420[\"login\"]", $"S 430[{{\"id\":\"{Id}\"}}]");
        script.On(other ? 2 : 1).Say($"C 42[\"open\",\"{Id}\"]");
        ScriptedPlay play = new ScriptedPlay(script.End().Plan(), rules).Open(0).Hear(0, "0");
        if (other)
        {
            play.Open(1).Hear(1, "0");
        }
        Assert.Contains("0 20[\"login\"]", play.Take());
        return play;
    }

    [Fact]
    public void Advance_AStepWhoseLikeDidNotCome_IsWaitedForAFifthOfTheTime()
    {
        var play = new ScriptedPlay(
            new Script()
                .Session()
                .Say("C 40", "S 40", "C 42[\"a\",1]", "S 42[\"b\",1]", "C 42[\"a\",2]", "S 42[\"b\",2]", "C 42[\"c\"]")
                .End()
                .Plan()
        );
        play.Open(0).Hear(0, "0").Take();
        Assert.Equal(["0 2[\"a\",2]"], play.Wait(5001).Take());
        Assert.Empty(play.Wait(999).Take());
        Assert.Equal(["0 2[\"c\"]"], play.Wait(2).Take());
        Assert.Empty(play.Wait(998).Take()); // it may still come late
        Assert.Equal(["close 0"], play.Wait(2).Take());
    }

    [Fact]
    public void OnReceived_AnAwaitedEventUnderAnotherName_IsNotWaitedForAndItsIdsAreTaken()
    {
        var play = new ScriptedPlay(
            new Script()
                .Session()
                .Say("C 40", "S 40", $"S 42[\"made\",{{\"id\":\"{Id}\"}}]", $"C 42[\"open\",\"{Id}\"]")
                .End()
                .Plan()
        );
        play.Open(0).Hear(0, "0").Take();
        Assert.Equal(
            [$"0 2[\"open\",\"{LiveId}\"]", "close 0"],
            play.Hear(0, $"2[\"created\",{{\"id\":\"{LiveId}\"}}]").Take()
        );
        play.End(0);
        Assert.Equal(
            [(StepVerdict.Missing, "made"), (StepVerdict.Extra, "created")],
            play.Result().Outcomes.Where(o => o.IsDifference).Select(o => (o.Verdict, o.EffectiveName))
        );
    }

    [Fact]
    public void Advance_AValueThatTheServerIssued_IsSentBackAsTheLiveOne()
    {
        var play = new ScriptedPlay(
            new Script()
                .Session()
                .Say("C 40", "S 40", $"S 42[\"made\",{{\"id\":\"{Id}\"}}]", $"C 42[\"open\",\"{Id}\",7]")
                .End()
                .Plan()
        );
        play.Open(0).Hear(0, "0").Take();
        play.Hear(0, $"2[\"made\",{{\"id\":\"{LiveId}\"}}]");
        Assert.Equal([$"0 2[\"open\",\"{LiveId}\",7]", "close 0"], play.Take());
        play.End(0);
        Assert.False(play.Result().HasDifferences);
    }

    [Fact]
    public void Advance_ANumberThatARuleBinds_IsReplacedInMembersOfItsNameAndWhereARuleSaysSo()
    {
        ReplayRules rules = RulesFile.Read(
            """
            {"rules":[{"event":"made","path":"args[0].number","bind":true,"why":"an id"},
                      {"event":"open","path":"args[1]","bind":true,"why":"the same id"}]}
            """u8.ToArray()
        );
        var play = new ScriptedPlay(
            new Script()
                .Session()
                .Say("C 40", "S 40", "S 42[\"made\",{\"number\":7}]", "C 42[\"open\",{\"number\":7,\"page\":7},7]")
                .Say("S 42[\"opened\",{\"pages\":7,\"number\":7}]")
                .End()
                .Plan(),
            new PlayRules { Rules = rules }
        );
        play.Open(0).Hear(0, "0").Take();
        Assert.Equal(
            ["0 2[\"open\",{\"number\":12,\"page\":7},12]"],
            play.Hear(0, "2[\"made\",{\"number\":12}]").Take()
        );
        play.Hear(0, "2[\"opened\",{\"pages\":7,\"number\":12}]").End(0);
        Assert.False(play.Result().HasDifferences);
        Assert.Equal("12", Assert.Single(play.Result().BoundValues, pair => pair.Key is "number=7").Value);
    }

    [Theory]
    [InlineData(CrossOrder.None, true)]
    [InlineData(CrossOrder.Causal, true)]
    [InlineData(CrossOrder.Global, false)]
    public void Advance_AnUnrelatedStepOnAnotherSocket_IsWaitedForOnlyInGlobalOrder(CrossOrder cross, bool isSent)
    {
        Script script = new Script().Session("10.0.0.1", "a").Say("C 40", "S 40");
        script.Session("10.0.0.2", "b").Say("C 40", "S 40");
        script.SayIn(1, "C 42[\"one\"]", "S 42[\"two\"]").SayIn(2, "C 42[\"three\"]");
        var play = new ScriptedPlay(script.Plan(), new PlayRules { Cross = cross });
        play.Open(0).Hear(0, "0").Open(1).Hear(1, "0");
        Assert.Equal(isSent, play.Take().Contains("1 2[\"three\"]"));
    }

    [Fact]
    public void Advance_AValueThatAnotherSocketReceives_IsWaitedFor()
    {
        Script script = new Script().Session("10.0.0.1", "a").Say("C 40", "S 40");
        script.Session("10.0.0.2", "b").Say("C 40", "S 40");
        script.SayIn(1, $"S 42[\"room\",\"{Id}\"]").SayIn(2, $"C 42[\"enter\",\"{Id}\"]");
        var play = new ScriptedPlay(script.Plan());
        play.Open(0).Hear(0, "0").Open(1).Hear(1, "0").Take();
        Assert.Contains($"1 2[\"enter\",\"{LiveId}\"]", play.Hear(0, $"2[\"room\",\"{LiveId}\"]").Take());
    }

    [Fact]
    public void Advance_ASecondClient_ComesWhenWhatWasBeforeItHasHappened()
    {
        Script script = new Script().Session("10.0.0.1", "a").Say("C 40", "S 40", "C 420[\"join\"]", "S 430[]");
        script.Session("10.0.0.2", "b").Say("C 40", "S 40");
        var play = new ScriptedPlay(script.Plan());
        Assert.Equal(["open 0"], play.Take());
        play.Open(0).Hear(0, "0");
        Assert.DoesNotContain("open 1", play.Take());
        Assert.Contains("open 1", play.Hear(0, "30[]").Take());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(700)]
    public void Advance_AtRecordedPace_SendsOnAnAbsoluteScheduleFromTheFirstOpenSession(double opening)
    {
        var play = new ScriptedPlay(
            new Script().Session().Say("C 40", "S 40", "C 42[\"a\"]", "C 42[\"b\"]").End().Plan(),
            new PlayRules { Pace = Pace.Recorded }
        );
        play.Wait(opening).Open(0);
        Assert.Empty(play.Take().Skip(1)); // its CONNECT was a millisecond after the beginning
        Assert.Equal(["0 0"], play.WaitForDue().Take());
        play.Hear(0, "0").Wait(1.9);
        Assert.Empty(play.Take());
        Assert.Equal(["0 2[\"a\"]"], play.Wait(0.1).Take());
        Assert.Equal(["0 2[\"b\"]", "close 0"], play.Wait(5).Take()); // late, and not later for it
        Assert.Equal([0, 0, 4000], play.Machine.Deviations);
    }

    [Fact]
    public void OnReceived_AStepBehindOneThatTheScheduleHoldsBack_IsNoDifference()
    {
        ReplayResult result = PushEarly(ReplayRules.None);
        Assert.False(result.HasDifferences);
        Assert.Contains(
            "'c' came 1 times before the client's step",
            Assert.Single(result.Notes),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void OnReceived_APushBeforeItWasAskedForThatARuleForbids_IsADifference()
    {
        ReplayRules rules = RulesFile.Read(
            """{"rules":[{"event":"c","must":"follow","why":"an answer"}]}"""u8.ToArray()
        );
        StepOutcome early = Assert.Single(PushEarly(rules).Outcomes, o => o.IsDifference);
        Assert.Equal("order", Assert.Single(early.Differences).Path);
        Assert.Contains("before the client's b (step 4)", early.Differences[0].Live, StringComparison.Ordinal);
    }

    private static ReplayResult PushEarly(ReplayRules rules)
    {
        var play = new ScriptedPlay(
            new Script().Session().Say("C 40", "S 40", "C 42[\"a\"]", "C 42[\"b\"]", "S 42[\"c\"]").End().Plan(),
            new PlayRules { Pace = Pace.Recorded, Rules = rules }
        );
        play.Open(0).WaitForDue().Hear(0, "0").Wait(2);
        play.Hear(0, "2[\"c\"]").Wait(1).Wait(5).End(0);
        return play.Result();
    }

    [Fact]
    public void OnReceived_ARefusalInsteadOfAnAnswer_IsADifferenceAndTheRestAnError()
    {
        var play = new ScriptedPlay(
            new Script().Session().Say("C 40", "S 40", "C 42[\"a\"]", "S 42[\"b\"]").End().Plan()
        );
        play.Open(0).Hear(0, "4{\"message\":\"no\"}").End(0);
        ReplayResult result = play.Result();
        Assert.Equal(
            [StepVerdict.Different, StepVerdict.Error, StepVerdict.Missing],
            result.Outcomes.Where(o => o.IsDifference).Select(o => o.Verdict)
        );
        Assert.Equal("type", result.Outcomes.First(o => o.IsDifference).Differences[0].Path);
    }

    [Fact]
    public void OnEnded_ByTheServerWhereNoneWasRecorded_IsADifference()
    {
        var play = new ScriptedPlay(
            new Script().Session().Say("C 40", "S 40", "C 42[\"a\"]", "S 42[\"b\"]").End().Plan()
        );
        play.Open(0).Hear(0, "0").End(0);
        Assert.True(play.Machine.IsOver);
        Assert.Contains(play.Result().Outcomes, o => o is { Verdict: StepVerdict.Extra, EffectiveName: "DISCONNECT" });
    }

    [Fact]
    public void Advance_AnAckOfTheClient_GoesToTheLiveAckId()
    {
        var play = new ScriptedPlay(
            new Script().Session().Say("C 40", "S 40", "S 425[\"ask\"]", "C 435[42]").End().Plan()
        );
        play.Open(0).Hear(0, "0").Take();
        Assert.Equal(["0 317[42]", "close 0"], play.Hear(0, "217[\"ask\"]").Take());
    }

    [Fact]
    public void OnRefused_ASession_FailsItsSteps()
    {
        var play = new ScriptedPlay(new Script().Session().Say("C 40", "S 40").End().Plan());
        play.Refuse(0, "nobody there");
        Assert.True(play.Machine.IsOver);
        ReplayResult result = play.Result("nobody there");
        Assert.Equal(2, result.ExitCode);
        Assert.Equal("nobody there", result.Outcomes.First().Note);
    }

    [Fact]
    public void Advance_ASecret_IsSentAsSuppliedAndShownAsRecorded()
    {
        var play = new ScriptedPlay(
            new Script().Session().Say("C 40{\"token\":\"[redacted:0123abcd]\"}", "S 40").End().Plan(),
            new PlayRules { Supplied = new SuppliedValues([new("TOKEN", "s3cret")]) }
        );
        Assert.Contains("0 0{\"token\":\"s3cret\"}", play.Open(0).Take());
        play.Hear(0, "0").End(0);
        Assert.DoesNotContain(
            "s3cret",
            SioProxy.Replay.Reporting.JsonReport.Write(play.Result()),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Advance_ATokenThatTheServerIssued_IsSentBackWithoutBeingSuppliedAndStaysHidden()
    {
        var play = new ScriptedPlay(
            new Script()
                .Session()
                .Say("C 40", "S 40", "C 420[\"login\"]", "S 430[{\"token\":\"[redacted:0123abcd]\"}]")
                .Say("C 42[\"use\",{\"token\":\"[redacted:0123abcd]\"}]")
                .End()
                .Plan()
        );
        play.Open(0).Hear(0, "0").Take();
        Assert.Equal(
            ["0 2[\"use\",{\"token\":\"live-s3cret\"}]", "close 0"],
            play.Hear(0, "30[{\"token\":\"live-s3cret\"}]").Take()
        );
        play.End(0);
        Assert.False(play.Result().HasDifferences);
        Assert.DoesNotContain(
            "live-s3cret",
            SioProxy.Replay.Reporting.JsonReport.Write(play.Result()),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Advance_ATokenThatTheServerIssuedRedactedAndPlain_IsSentBackAsTheLiveOneInBothPlaces()
    {
        var play = new ScriptedPlay(
            new Script()
                .Session()
                .Say("C 40", "S 40", "C 420[\"login\"]", "S 430[{\"token\":\"[redacted:0123abcd]\"}]")
                .Say($"S 42[\"key\",\"{Id}\"]", $"C 42[\"use\",{{\"token\":\"[redacted:0123abcd]\"}},\"{Id}\"]")
                .End()
                .Plan()
        );
        play.Open(0).Hear(0, "0").Hear(0, $"30[{{\"token\":\"{LiveId}\"}}]").Take();
        Assert.Equal(
            [$"0 2[\"use\",{{\"token\":\"{LiveId}\"}},\"{LiveId}\"]", "close 0"],
            play.Hear(0, $"2[\"key\",\"{LiveId}\"]").Take()
        );
        play.End(0);
        Assert.False(play.Result().HasDifferences);
    }

    [Fact]
    public void Advance_StepsWhoseOrderMakesNoSense_AreGivenUpRatherThanWaitedForForEver()
    {
        // The first session goes on after the second of the same client has begun.
        Script script = new Script().Session("10.0.0.1", "a").Say("C 40", "S 40").End();
        script.Session("10.0.0.1", "b").Say("C 40", "S 40").SayIn(1, "C 42[\"late\"]").End();
        var play = new ScriptedPlay(script.Plan());
        play.Open(0).Hear(0, "0");
        for (int i = 0; i < 10 && play.Machine.NextDue is not null; i++)
        {
            play.WaitForDue();
        }
        Assert.Contains("close 0", play.Take());
    }
}
