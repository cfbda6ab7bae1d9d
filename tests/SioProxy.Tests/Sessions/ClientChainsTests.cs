using SioProxy.Sessions;

namespace SioProxy.Tests.Sessions;

/// <summary>Which sessions are reconnects of one client.</summary>
public sealed class ClientChainsTests
{
    private readonly ClientChains _chains = new();

    [Fact]
    public void Add_AfterTheSameClientsEnd_GoesOnItsChain()
    {
        Assert.Equal(0, Add(1, 10, "ada"));
        Assert.Equal(0, Add(11, 20, "ada"));
        Assert.Equal(1, _chains.Count);
    }

    [Fact]
    public void Add_WhileTheOtherLives_IsAClientOfItsOwn()
    {
        Assert.Equal(0, Add(1, 10, "ada"));
        Assert.Equal(1, Add(5, 8, "ada"));
        Assert.Equal(2, Add(6, null, "ada"));
        Assert.Equal(3, Add(7, null, "bob"));
    }

    [Fact]
    public void Add_WhenSeveralEnded_GoesOnTheLatest()
    {
        _ = Add(1, 10, "ada");
        _ = Add(2, 20, "ada");
        _ = Add(3, 30, "ada");
        Assert.Equal(1, Add(25, 26, "ada")); // 20 is the latest end before 25
        Assert.Equal(1, Add(27, 28, "ada"));
        Assert.Equal(2, Add(31, 32, "ada"));
    }

    [Fact]
    public void Add_WithARecoveredPid_GoesOnThatChainWhoeverItSeemsToBe()
    {
        Assert.Equal(0, _chains.Add(new ClientTrace(1, null, "ada", null, ["p1"])));
        Assert.Equal(1, Add(2, 3, "bob"));
        Assert.Equal(0, _chains.Add(new ClientTrace(4, 5, "bob", "p1", ["p2"])));
        Assert.Equal(0, _chains.Add(new ClientTrace(6, 7, "eve", "p2", [])));
    }

    // Ten thousand sessions of one address and agent, all alive at once and then all back: as a load test does it.
    [Fact]
    public void Add_ManyOfOneIdentity_StaysFast()
    {
        for (int i = 0; i < 20_000; i++)
        {
            Assert.Equal(i, Add(i, 1_000_000 + i, "load"));
        }
        var seen = new HashSet<int>();
        for (int i = 0; i < 20_000; i++)
        {
            Assert.True(seen.Add(Add(2_000_000 + i, 3_000_000 + i, "load")));
        }
        Assert.Equal(20_000, _chains.Count);
    }

    private int Add(long opened, long? ended, string identity) =>
        _chains.Add(new ClientTrace(opened, ended, identity, null, []));
}
