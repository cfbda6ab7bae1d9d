using SioProxy.Viewer.Packets;

namespace SioProxy.Tests.Viewer.Terminal;

public sealed class RowIdsTests
{
    [Fact]
    public void IndexOf_AmongManyWithGaps_FindsTheFirstThatIsNotSmaller()
    {
        var ids = new RowIds();
        for (long i = 0; i < 50_000; i++)
        {
            ids.Add((i * 3) + (i >= 40_000 ? 10_000_000_000 : 0));
        }
        Assert.Equal(50_000, ids.Count);
        Assert.Equal(0, ids.IndexOf(-5));
        Assert.Equal(1, ids.IndexOf(1));
        Assert.Equal(39_999 * 3, ids[39_999]);
        Assert.Equal(40_000, ids.IndexOf(5_000_000_000));
        Assert.Equal(10_000_000_000 + (49_999 * 3), ids[49_999]);
        Assert.Equal(50_000, ids.IndexOf(long.MaxValue));
    }
}
