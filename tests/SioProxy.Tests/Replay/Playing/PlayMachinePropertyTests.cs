using System.Globalization;
using CsCheck;
using SioProxy.Protocol;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Playing;

namespace SioProxy.Tests.Replay.Playing;

/// <summary>Whatever was recorded, and however slowly and in whatever order across sockets a server speaks.</summary>
public sealed class PlayMachinePropertyTests
{
    private static readonly Gen<(int Session, int Kind)[]> Talk = Gen.Select(Gen.Int[1, 3], Gen.Int[0, 3]).Array[1, 40];

    private static readonly Gen<PlayRules> Rules = Gen.Select(
        Gen.OneOf(Gen.Const(CrossOrder.Causal), Gen.Const(CrossOrder.Global), Gen.Const(CrossOrder.None)),
        Gen.OneOf(Gen.Const(Pace.AsSoonAsPossible), Gen.Const(Pace.Recorded), Gen.Const(new Pace(0.1))),
        (cross, pace) => new PlayRules { Cross = cross, Pace = pace }
    );

    [Fact]
    public void Advance_AServerThatSaysWhatWasRecorded_IsTheSameWheneverItSaysIt() =>
        Gen.Select(Talk, Rules, Gen.Int[0, int.MaxValue], Gen.Int[1, 1500])
            .Sample(
                (talk, rules, seed, longest) =>
                {
                    var server = new SimulatedServer(PlanOf(talk), rules, seed, longest, new HashSet<int>());
                    ReplayResult result = server.Run();
                    Assert.False(result.HasDifferences, SioProxy.Replay.Reporting.TextReport.Write(result));
                },
                iter: 300
            );

    [Fact]
    public void Advance_AServerThatLeavesOneStepOut_EndsAllTheSameAndNamesThatStep() =>
        Gen.Select(Talk, Rules, Gen.Int[0, int.MaxValue], Gen.Int[1, 300])
            .Sample(
                (talk, rules, seed, longest) =>
                {
                    ReplayPlan plan = PlanOf(talk);
                    // Not the answer to a CONNECT or to an ask of ours that something else depends on.
                    List<ReplayStep> events =
                    [
                        .. plan.Steps.Where(step =>
                            step is { From: Direction.ServerToClient, Kind: StepKind.Event, AsksAck: false }
                        ),
                    ];
                    if (events.Count == 0)
                    {
                        return;
                    }
                    ReplayStep lost = events[seed % events.Count];
                    var server = new SimulatedServer(plan, rules, seed, longest, new HashSet<int> { lost.Number });
                    StepOutcome outcome = Assert.Single(server.Run().Outcomes, o => o.IsDifference);
                    Assert.Equal((StepVerdict.Missing, lost.Number), (outcome.Verdict, outcome.Recorded!.Number));
                },
                iter: 300
            );

    [Fact]
    public void Advance_AServerThatSaysNothingAtAll_EndsInATimeThatDoesNotGrowWithWhatIsMissing() =>
        Gen.Select(Talk, Gen.Int[0, int.MaxValue])
            .Sample(
                (talk, seed) =>
                {
                    ReplayPlan plan = PlanOf(talk);
                    HashSet<int> all = [.. plan.Steps.Select(step => step.Number)];
                    var server = new SimulatedServer(plan, new PlayRules(), seed, 10, all);
                    Assert.True(server.Run().HasDifferences);
                    // Four names at most (CONNECT, s, ask, q) at five seconds, then one second each.
                    int expected = plan.Steps.Count(step => step.From == Direction.ServerToClient);
                    Assert.True(server.Elapsed < TimeSpan.FromSeconds(30 + (1.2 * expected)), $"{server.Elapsed}");
                },
                iter: 100
            );

    private static ReplayPlan PlanOf((int Session, int Kind)[] talk)
    {
        var script = new Script();
        for (int i = 1; i <= 3; i++)
        {
            string n = i.ToString(CultureInfo.InvariantCulture);
            script.Session("10.0.0." + n, "sid" + n).Say("C 40", "S 40{\"sid\":\"x\"}");
        }
        var answers = new Queue<(int Session, string Line)>();
        for (int i = 0; i < talk.Length; i++)
        {
            (int session, int kind) = talk[i];
            string n = i.ToString(CultureInfo.InvariantCulture);
            script.SayIn(
                session,
                kind switch
                {
                    0 => $"C 42[\"c\",{n}]",
                    1 => $"S 42[\"s\",{n}]",
                    2 => $"C 42{n}[\"q\",{n}]",
                    _ => $"S 42{n}[\"ask\",{n}]",
                }
            );
            if (kind >= 2)
            {
                answers.Enqueue((session, $"{(kind == 2 ? 'S' : 'C')} 43{n}[{n}]"));
            }
            if (answers.Count > 0 && i % 2 == 0)
            {
                (int of, string line) = answers.Dequeue();
                script.SayIn(of, line);
            }
        }
        while (answers.TryDequeue(out (int Session, string Line) left))
        {
            script.SayIn(left.Session, left.Line);
        }
        return script.Plan();
    }
}
