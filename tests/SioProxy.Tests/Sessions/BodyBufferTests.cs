using SioProxy.Protocol.WebSockets;
using SioProxy.Sessions;

namespace SioProxy.Tests.Sessions;

public sealed class BodyBufferTests
{
    [Fact]
    public void Append_WhenTheBudgetIsSpent_CountsAndKeepsTheBeginning()
    {
        var budget = new AssemblyBudget(20_000);
        BodyBuffer first = new(100_000, budget);
        BodyBuffer second = new(100_000, budget);
        first.Append(1, new byte[15_000]);
        second.Append(1, Filled(1, 3000));
        second.Append(2, Filled(2, 9000));
        first.Dispose();
        second.Append(3, Filled(3, 100)); // behind a hole nothing may be kept
        Assert.Equal(Filled(1, 3000), second.Kept.ToArray());
        Assert.Equal(12_100, second.Total);
        Assert.True(second.IsTruncated);
        Assert.True(second.TrySkip(50));
        Assert.Equal(12_150, second.Total);
        second.Dispose();
        Assert.Equal(0, budget.Bytes);
    }

    [Fact]
    public void TrySkip_WhileThereIsRoom_IsRefused()
    {
        BodyBuffer body = new(1000);
        body.Append(1, new byte[999]);
        Assert.False(body.TrySkip(1));
        Assert.Equal(999, body.Total);
        body.Append(1, new byte[2]);
        Assert.True(body.TrySkip(5));
        Assert.Equal((1006, 1000), (body.Total, body.Kept.Length));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(9_000)]
    [InlineData(50_000)] // more than there is memory for
    public void Reset_AfterABody_IsAsNew(int length)
    {
        var budget = new AssemblyBudget(20_000);
        BodyBuffer body = new(100_000, budget);
        body.Append(1, Filled(1, length));
        body.Append(2, Filled(2, 5));
        body.Reset();
        Assert.Equal(0, budget.Bytes);
        Assert.Equal((0, 0, 0, false), (body.Total, body.Kept.Length, body.FirstAt, body.IsTruncated));
        body.Append(7, Filled(3, 3));
        body.Append(8, Filled(4, 3));
        Assert.Equal((byte[])[3, 3, 3, 4, 4, 4], body.Kept.ToArray());
        Assert.Equal((7, 7, 8, 6), (body.FirstAt, body.AtOf(0), body.AtOf(3), body.Total));
    }

    private static byte[] Filled(byte value, int length)
    {
        byte[] bytes = new byte[length];
        Array.Fill(bytes, value);
        return bytes;
    }
}
