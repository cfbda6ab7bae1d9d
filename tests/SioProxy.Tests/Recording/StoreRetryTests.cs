using Microsoft.Extensions.Logging.Abstractions;
using SioProxy.Recording;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Tests.Storage;

namespace SioProxy.Tests.Recording;

public sealed class StoreRetryTests
{
    private readonly RecorderCounters _counters = new();

    public static TheoryData<Exception> Refusals =>
        [
            new CaptureFileException(CaptureFileProblem.Refused, "too big"),
            new InvalidOperationException("a defect of ours"),
        ];

    [Theory, MemberData(nameof(Refusals), DisableDiscoveryEnumeration = true)]
    public void Append_OneRowThatIsRefused_StoresTheOthersAndAGapInItsPlace(Exception refusal)
    {
        var store = new MemoryStore { Refusal = entry => entry is CapturedPacket { Id: 3 } ? refusal : null };

        Assert.True(Retry(isStopping: false).Append(store, Rows.Events(1, 5)));

        Assert.Equal([1L, 2L, 3L, 4L, 5L], store.Rows.Select(row => row.Id));
        Assert.Equal([3L], store.Rows.OfType<CapturedGap>().Select(gap => gap.Id));
        Assert.Contains(refusal.Message, store.Rows.OfType<CapturedGap>().Single().Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CaptureFileProblem.DiskFull)]
    [InlineData(CaptureFileProblem.Missing)] // it may be moved back
    [InlineData(CaptureFileProblem.Damaged)] // nothing can be stored around that
    public void Append_ADiskThatRefuses_IsRepeatedUntilItTakesAll(CaptureFileProblem problem)
    {
        int left = 2;
        var store = new MemoryStore { Refusal = _ => left-- > 0 ? new CaptureFileException(problem, "not now") : null };

        Assert.True(Retry(isStopping: false).Append(store, Rows.Events(1, 3)));

        Assert.Equal([1L, 2L, 3L], store.Rows.OfType<CapturedPacket>().Select(row => row.Id));
        Assert.Null(_counters.Problem);
    }

    [Fact]
    public void Append_WhenStoppingAndTheDiskRefuses_GivesUpAndSaysSo()
    {
        StoreRetry retry = Retry(isStopping: true);

        Assert.False(retry.Append(new MemoryStore { Failures = int.MaxValue }, Rows.Events(1, 3)));

        Assert.True(retry.HasGivenUp);
        Assert.NotNull(_counters.Problem);
    }

    [Fact]
    public void Do_WhatGaveUpWithin_IsNoSuccess()
    {
        StoreRetry retry = Retry(isStopping: true);

        retry.Do(() => retry.Append(new MemoryStore { Failures = int.MaxValue }, Rows.Events(1, 3)));

        Assert.True(retry.HasGivenUp);
        Assert.NotNull(_counters.Problem);
    }

    [Fact]
    public void Append_WithAPlaceOfSafety_TakesItWhenTheDiskRefuses()
    {
        List<CaptureEntry> rows = Rows.Events(1, 3);
        var safe = new List<CaptureEntry>();

        bool isSafe = Retry(isStopping: false)
            .Append(
                new MemoryStore { Failures = 1 },
                rows,
                entries =>
                {
                    safe.AddRange(entries);
                    return true;
                }
            );

        Assert.True(isSafe);
        Assert.Equal(rows, safe);
    }

    private StoreRetry Retry(bool isStopping) =>
        new(_counters, NullLogger.Instance, TimeProvider.System, () => isStopping);
}
