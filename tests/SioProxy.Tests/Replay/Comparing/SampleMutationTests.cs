using System.Text.Json;
using SioProxy.Filtering;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Rules;
using SioProxy.Replay.Values;
using SioProxy.Storage;
using SioProxy.Tests.Storage;
using SioProxy.Viewer.Replaying;

namespace SioProxy.Tests.Replay.Comparing;

/// <summary>
/// Captures of real traffic (namespaces, acks both ways, binary, recovery), and every single change of them: each has to be
/// found, named, and be the only difference.
/// </summary>
public sealed class SampleMutationTests
{
    public static TheoryData<string> Samples => ["v2-chat", "v3-upload", "v4-chat", "v4-msgpack", "v4-recovery"];

    [Theory, MemberData(nameof(Samples))]
    public void Compare_ARealCaptureWithItself_HasNoDifferences(string sample)
    {
        ReplayPlan plan = PlanOf(sample);
        Assert.False(Compare(plan, plan).HasDifferences);
        Assert.True(plan.Steps.Count() > 10);
    }

    [Theory, MemberData(nameof(Samples))]
    public void Compare_EachStepDropped_IsFoundAsMissing(string sample)
    {
        ReplayPlan plan = PlanOf(sample);
        foreach (ReplayStep dropped in plan.Steps)
        {
            ReplayResult result = Compare(plan, Edit(plan, steps => [.. steps.Where(step => step != dropped)]));
            // An ack whose event is gone answers nothing that was recorded.
            List<StepOutcome> others =
            [
                .. result.Outcomes.Where(outcome =>
                    outcome.IsDifference && (outcome.Recorded ?? outcome.Live)!.Kind != StepKind.Ack
                ),
            ];
            if (dropped.Kind == StepKind.Ack)
            {
                Assert.Contains(result.Outcomes, o => IsMissing(o, dropped));
                Assert.Empty(others);
                continue;
            }
            // Of steps that are all alike any may be called the missing one.
            StepOutcome missing = Assert.Single(others);
            Assert.Equal(StepVerdict.Missing, missing.Verdict);
            Assert.Equal((dropped.Kind, dropped.Name), (missing.Recorded!.Kind, missing.Recorded.Name));
        }
    }

    [Theory, MemberData(nameof(Samples))]
    public void Compare_EachValueAltered_IsFoundWithItsPath(string sample)
    {
        ReplayPlan plan = PlanOf(sample);
        int altered = 0;
        foreach (ReplayStep step in plan.Steps.Where(step => step.Kind is StepKind.Event or StepKind.Ack))
        {
            foreach (KeyValuePair<ValuePath, JsonElement> leaf in JsonLeaves.Of(step.Args))
            {
                bool isFree = leaf.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array;
                string text = Bindable.TextOf(leaf.Value) ?? "";
                if (
                    isFree
                    || leaf.Key.LastName is "$binary"
                    || IssuedValue.IsRandom(text)
                    || text.StartsWith("[redacted", StringComparison.Ordinal)
                )
                {
                    continue; // ids and secrets may be others, by design
                }
                altered++;
                JsonElement args = WithOther(step.Args, leaf.Key);
                ReplayResult result = Compare(plan, Replace(plan, step, step with { Args = args }));
                StepOutcome different = Assert.Single(result.Outcomes, outcome => outcome.IsDifference);
                Assert.Equal((StepVerdict.Different, step.Number), (different.Verdict, different.Recorded!.Number));
                Assert.Equal(leaf.Key.ToString(), Assert.Single(different.Differences).Path);
            }
        }
        Assert.True(altered > 5);
    }

    [Theory, MemberData(nameof(Samples))]
    public void Compare_EachStepTwice_IsFoundAsExtra(string sample)
    {
        ReplayPlan plan = PlanOf(sample);
        foreach (ReplayStep twice in plan.Steps.Where(step => step is { Kind: StepKind.Event, AsksAck: false }))
        {
            ReplayStep more = twice with { Number = 100_000 };
            ReplayResult result = Compare(
                plan,
                Edit(plan, steps => [.. steps.SelectMany(step => step == twice ? [step, more] : (ReplayStep[])[step])])
            );
            StepOutcome extra = Assert.Single(result.Outcomes, outcome => outcome.IsDifference);
            Assert.Equal((StepVerdict.Extra, twice.Name), (extra.Verdict, extra.Live!.Name));
        }
    }

    [Theory, MemberData(nameof(Samples))]
    public void Compare_EachTwoNeighboursSwapped_AreFoundAsOutOfOrder(string sample)
    {
        ReplayPlan plan = PlanOf(sample);
        int swaps = 0;
        foreach (ReplaySocket socket in plan.Sessions.SelectMany(session => session.Sockets))
        {
            for (int i = 1; i < socket.Steps.Count; i++)
            {
                (ReplayStep one, ReplayStep other) = (socket.Steps[i - 1], socket.Steps[i]);
                bool hasOrder = one.Kind != StepKind.Ack && other.Kind != StepKind.Ack; // acks may overtake
                if (!hasOrder || AreAlike(one, other))
                {
                    continue;
                }
                swaps++;
                ReplayResult result = Compare(
                    plan,
                    Edit(
                        plan,
                        steps =>
                            [
                                .. steps.Select(step =>
                                    step == one ? other
                                    : step == other ? one
                                    : step
                                ),
                            ]
                    )
                );
                List<StepOutcome> found = [.. result.Outcomes.Where(outcome => outcome.IsDifference)];
                Assert.Contains(found, o => o.Note == "It came, but out of order.");
                // The acks of two events of one name are told apart by their order.
                Assert.All(
                    found,
                    o => Assert.True(IsOneOf(o.Recorded ?? o.Live!, one, other), $"{one.Name} {other.Name}")
                );
            }
        }
        Assert.True(swaps > 2);
    }

    [Fact]
    public void Compare_AByteOfEachAttachmentAltered_IsFoundWithItsPath()
    {
        ReplayPlan plan = PlanOf("v3-upload");
        List<ReplayStep> binary = [.. plan.Steps.Where(step => step.Attachments.Count > 0)];
        Assert.NotEmpty(binary);
        foreach (ReplayStep step in binary)
        {
            for (int i = 0; i < step.Attachments.Count; i++)
            {
                byte[] bytes = step.Attachments[i].ToArray();
                bytes[^1] ^= 1;
                List<ReadOnlyMemory<byte>> other = [.. step.Attachments];
                other[i] = bytes;
                ReplayResult result = Compare(plan, Replace(plan, step, step with { Attachments = other }));
                StepOutcome different = Assert.Single(result.Outcomes, outcome => outcome.IsDifference);
                Assert.Equal(step.Number, different.Recorded!.Number);
                Assert.StartsWith("args", Assert.Single(different.Differences).Path, StringComparison.Ordinal);
            }
        }
    }

    private static bool AreAlike(ReplayStep one, ReplayStep other) =>
        (one.From, one.Kind, one.Name) == (other.From, other.Kind, other.Name)
        && string.Equals(one.Args.GetRawText(), other.Args.GetRawText(), StringComparison.Ordinal);

    private static bool IsOneOf(ReplayStep step, ReplayStep one, ReplayStep other) =>
        step.Number == one.Number
        || step.Number == other.Number
        || step.AckOf == one.Number
        || step.AckOf == other.Number;

    private static bool IsMissing(StepOutcome outcome, ReplayStep step) =>
        outcome.Verdict == StepVerdict.Missing && outcome.Recorded!.Number == step.Number;

    private static ReplayResult Compare(ReplayPlan recorded, ReplayPlan live) =>
        PlanComparer.Compare(recorded, live, ReplayRules.None);

    private static ReplayPlan Replace(ReplayPlan plan, ReplayStep step, ReplayStep other) =>
        Edit(plan, steps => [.. steps.Select(each => each == step ? other : each)]);

    private static ReplayPlan Edit(ReplayPlan plan, Func<IReadOnlyList<ReplayStep>, IReadOnlyList<ReplayStep>> edit) =>
        plan with
        {
            Clients =
            [
                .. plan.Clients.Select(client =>
                    client with
                    {
                        Sessions =
                        [
                            .. client.Sessions.Select(session =>
                                session with
                                {
                                    Sockets =
                                    [
                                        .. session.Sockets.Select(socket => socket with { Steps = edit(socket.Steps) }),
                                    ],
                                }
                            ),
                        ],
                    }
                ),
            ],
        };

    private static JsonElement WithOther(JsonElement args, ValuePath path)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            Write(json, ValuePath.Args, args, path.ToString());
        }
        return StepArguments.Parse(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter json, ValuePath at, JsonElement value, string altered)
    {
        if (string.Equals(at.ToString(), altered, StringComparison.Ordinal))
        {
            json.WriteStringValue("something else");
            return;
        }
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    json.WritePropertyName(member.Name);
                    Write(json, at.Member(member.Name), member.Value, altered);
                }
                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                int index = 0;
                foreach (JsonElement element in value.EnumerateArray())
                {
                    Write(json, at.At(index++), element, altered);
                }
                json.WriteEndArray();
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }

    private static ReplayPlan PlanOf(string sample)
    {
        using var directory = new CaptureDirectory();
        using CaptureReader reader = CaptureFile.OpenReader(directory.Sample(sample));
        return CapturePlan.ReadSessions(reader, Filter.All, sid: null, TestContext.Current.CancellationToken);
    }
}
