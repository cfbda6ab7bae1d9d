using SioProxy.Protocol;
using SioProxy.Sessions;

namespace SioProxy.Tests.Sessions;

public sealed class AckMatcherTests
{
    [Fact]
    public void Answer_SameIdBothWaysAndInTwoNamespaces_AreApart()
    {
        var acks = new AckMatcher();
        AckRequest client = acks.Ask(Direction.ClientToServer, "/", 1, 10);
        AckRequest server = acks.Ask(Direction.ServerToClient, "/", 1, 20);
        AckRequest other = acks.Ask(Direction.ClientToServer, "/x", 1, 30);
        Assert.Same(server, acks.Answer(Direction.ClientToServer, "/", 1));
        Assert.Same(client, acks.Answer(Direction.ServerToClient, "/", 1));
        Assert.Same(other, acks.Answer(Direction.ServerToClient, "/x", 1));
    }

    [Fact]
    public void Answer_TwiceOrUnasked_MatchesNothing()
    {
        var acks = new AckMatcher();
        acks.Ask(Direction.ClientToServer, "/", 1, 10);
        Assert.NotNull(acks.Answer(Direction.ServerToClient, "/", 1));
        Assert.Null(acks.Answer(Direction.ServerToClient, "/", 1));
        Assert.Null(acks.Answer(Direction.ServerToClient, "/", 2));
    }

    [Fact]
    public void Ask_WithoutEnd_GivesUpTheOldest()
    {
        var acks = new AckMatcher();
        for (int id = 0; id <= AckMatcher.MaxWaiting; id++)
        {
            acks.Ask(Direction.ClientToServer, "/", id, id);
        }
        Assert.Null(acks.Answer(Direction.ServerToClient, "/", 0));
        Assert.Equal(1, acks.Answer(Direction.ServerToClient, "/", 1)?.AtMicros);
        Assert.NotNull(acks.Answer(Direction.ServerToClient, "/", AckMatcher.MaxWaiting));
    }

    [Fact]
    public void Ask_OneUnansweredAmongManyAnswered_IsKept()
    {
        var acks = new AckMatcher();
        AckRequest first = acks.Ask(Direction.ClientToServer, "/", -1, 0);
        for (int id = 0; id < 50_000; id++)
        {
            acks.Ask(Direction.ClientToServer, "/", id, id);
            acks.Answer(Direction.ServerToClient, "/", id);
        }
        Assert.Same(first, acks.Answer(Direction.ServerToClient, "/", -1));
    }
}
