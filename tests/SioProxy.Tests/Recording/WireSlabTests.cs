using System.Collections.Concurrent;
using SioProxy.Recording;

namespace SioProxy.Tests.Recording;

public sealed class WireSlabTests
{
    [Fact]
    public void Copy_PiecesOfOneThread_LieBehindEachOtherInOneSlab()
    {
        WireSlab first = WireSlab.Copy([1, 2, 3], out int at, out _);
        WireSlab second = WireSlab.Copy([4, 5], out int next, out _);
        if (ReferenceEquals(first, second)) // else another test of this thread had filled it
        {
            Assert.Equal(at + 3, next);
            Assert.Equal([1, 2, 3, 4, 5], second.Bytes[at..(next + 2)]);
        }
        Assert.Equal([4, 5], second.Bytes[next..(next + 2)]);
        first.Return();
        second.Return();
    }

    [Fact]
    public void Copy_MoreThanASlabHolds_IsCopiedPieceByPiece()
    {
        byte[] bytes = new byte[3 * WireSlab.Size];
        new Random(1).NextBytes(bytes);
        var copied = new List<byte>();
        while (copied.Count < bytes.Length)
        {
            WireSlab slab = WireSlab.Copy(bytes.AsSpan(copied.Count), out int at, out int length);
            copied.AddRange(slab.Bytes.AsSpan(at, length));
            slab.Return();
        }
        Assert.Equal(bytes, copied);
    }

    // The queue is charged for the bytes: were a slab begun for each of these, it would hold three times its limit.
    [Fact]
    public void Copy_PiecesOfAQuarterOfASlab_WasteNone()
    {
        byte[] bytes = new byte[(WireSlab.Size / 4) + 1000];
        var slabs = new List<WireSlab>();
        for (int i = 0; i < 64; i++)
        {
            for (int done = 0; done < bytes.Length; )
            {
                slabs.Add(WireSlab.Copy(bytes.AsSpan(done), out _, out int length));
                done += length;
            }
        }
        int held = slabs.Distinct().Count() * WireSlab.Size;
        Assert.InRange(held, 0, (64 * bytes.Length) + (2 * WireSlab.Size)); // begun before, and not full yet
        slabs.ForEach(slab => slab.Return());
    }

    // A slab that were used again before all of its pieces were read would show here.
    [Fact]
    public async Task Copy_ByManyThreadsReadByOne_NeverMixesPieces()
    {
        var pieces = new BlockingCollection<(WireSlab Slab, int At, int Length, byte Value)>(boundedCapacity: 2000);
        Task[] writers =
        [
            .. Enumerable
                .Range(1, 4)
                .Select(seed =>
                    Task.Factory.StartNew(
                        () =>
                        {
                            var random = new Random(seed);
                            for (int i = 0; i < 20_000; i++)
                            {
                                byte[] bytes = new byte[random.Next(1, i % 100 == 0 ? 70_000 : 900)];
                                byte value = (byte)random.Next(256);
                                Array.Fill(bytes, value);
                                for (int done = 0; done < bytes.Length; )
                                {
                                    WireSlab slab = WireSlab.Copy(bytes.AsSpan(done), out int at, out int length);
                                    pieces.Add((slab, at, length, value), TestContext.Current.CancellationToken);
                                    done += length;
                                }
                            }
                        },
                        TestContext.Current.CancellationToken,
                        TaskCreationOptions.LongRunning,
                        TaskScheduler.Default
                    )
                ),
        ];
        Task all = CompleteAsync();
        foreach (
            (WireSlab slab, int at, int length, byte value) in pieces.GetConsumingEnumerable(
                TestContext.Current.CancellationToken
            )
        )
        {
            Assert.Equal(-1, slab.Bytes.AsSpan(at, length).IndexOfAnyExcept(value));
            slab.Return();
        }
        await all;

        async Task CompleteAsync()
        {
            await Task.WhenAll(writers);
            pieces.CompleteAdding();
        }
    }
}
