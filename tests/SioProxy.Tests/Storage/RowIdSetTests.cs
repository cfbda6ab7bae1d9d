using CsCheck;
using SioProxy.Storage;

namespace SioProxy.Tests.Storage;

public sealed class RowIdSetTests
{
    [Fact]
    public void AnyIdsInAnyOrder_AreAsASortedSetOfThem() =>
        Gen.OneOf(Gen.Long[0, 300], Gen.Long[0, 20_000], Gen.Long[0, 1L << 40])
            .Array[0, 200]
            .Sample(
                ids =>
                {
                    var set = new RowIdSet();
                    var expected = new SortedSet<long>();
                    foreach (long id in ids)
                    {
                        Assert.Equal(expected.Add(id), set.Add(id));
                        if (id % 7 == 0) // places are asked for while it grows
                        {
                            Assert.Equal(expected.Count(other => other < id), set.CountBefore(id));
                        }
                    }
                    Assert.Equal(expected, set);
                    Assert.Equal(expected, Enumerable.Range(0, set.Count).Select(index => set[index]));
                    foreach (long id in ids.Concat(ids.Select(id => id + 1)))
                    {
                        Assert.Equal(expected.Contains(id), set.Contains(id));
                        Assert.Equal(expected.Count(other => other < id), set.CountBefore(id));
                    }
                },
                iter: 500
            );

    [Fact]
    public void Clear_OfASetInUse_LeavesItEmpty()
    {
        var set = new RowIdSet();
        set.AddRange([5, 1, 9000]);
        Assert.Equal(9000, set[2]);
        set.Clear();
        Assert.Empty(set);
        Assert.Equal(0, set.CountBefore(long.MaxValue));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => set[0]);
    }
}
