using SioProxy.Protocol;
using SioProxy.Replay.Plan;

namespace SioProxy.Tests.Replay.Plan;

public sealed class PlanBuilderTests
{
    [Fact]
    public void Build_AnEventAndItsAck_NamesTheStepNotTheWireId()
    {
        ReplayPlan plan = new Script()
            .Session()
            .Say("C 40", "S 40{\"sid\":\"a\"}", "C 427[\"save\",1]", "S 42[\"other\"]", "S 437[\"ok\"]")
            .Plan();

        ReplayStep ack = Assert.Single(plan.Steps, step => step.Kind == StepKind.Ack);

        Assert.Equal("save", plan.Steps.Single(step => step.Number == ack.AckOf).Name);
        Assert.Equal("[\"ok\"]", ack.Args.GetRawText());
    }

    [Fact]
    public void Build_ASessionAfterTheSameClientsLastOne_ChainsThemAsReconnects()
    {
        ReplayPlan plan = new Script()
            .Session(client: "10.0.0.1", sid: "one")
            .Say("C 40", "S 40{\"sid\":\"a\"}")
            .Session(client: "10.0.0.1", sid: "two")
            .Say("C 40", "S 40{\"sid\":\"b\"}")
            .Session(client: "10.0.0.2", sid: "three")
            .Say("C 40", "S 40{\"sid\":\"c\"}")
            .End()
            .Plan();

        Assert.Equal(["one,two", "three"], plan.Clients.Select(c => string.Join(',', c.Sessions.Select(s => s.Sid))));
    }

    [Fact]
    public void Build_DifferentAuth_IsAnotherPerson()
    {
        ReplayPlan plan = new Script()
            .Session(sid: "one")
            .Say("C 40{\"user\":1}")
            .Session(sid: "two")
            .Say("C 40{\"user\":2}")
            .End()
            .Plan();

        Assert.Equal(2, plan.Clients.Count);
    }

    [Fact]
    public void Build_ARecoveryPid_ChainsEvenWhenTheAuthChanged()
    {
        ReplayPlan plan = new Script()
            .Session(sid: "one")
            .Say("C 40{\"user\":1}", "S 40{\"sid\":\"a\",\"pid\":\"p1\"}")
            .Session(sid: "two")
            .Say("C 40{\"user\":2,\"pid\":\"p1\"}")
            .End()
            .Plan();

        Assert.Single(plan.Clients);
    }

    [Fact]
    public void Build_ANamespaceLeftAndJoinedAgain_IsTwoSockets()
    {
        ReplayPlan plan = new Script()
            .Session()
            .Say("C 40/a,", "S 40/a,{\"sid\":\"1\"}", "C 41/a,", "C 40/a,", "S 40/a,{\"sid\":\"2\"}")
            .Plan();

        Assert.Equal([3, 2], plan.Sessions.Single().Sockets.Select(socket => socket.Steps.Count));
    }

    [Fact]
    public void Build_Steps_KeepWhoSpokeAndTheOrderOfTheCapture()
    {
        ReplayPlan plan = new Script().Session().Say("C 40", "S 40{\"sid\":\"a\"}", "C 42[\"x\"]").Plan();

        Assert.Equal(
            [Direction.ClientToServer, Direction.ServerToClient, Direction.ClientToServer],
            plan.Steps.OrderBy(step => step.Number).Select(step => step.From)
        );
    }
}
