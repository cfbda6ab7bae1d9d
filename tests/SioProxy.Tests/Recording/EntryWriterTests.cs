using Microsoft.Extensions.Logging.Abstractions;
using SioProxy.Recording;
using SioProxy.Sessions;
using SioProxy.Tests.Storage;

namespace SioProxy.Tests.Recording;

/// <summary>The writing thread when files change and the disk or the code does not do what it should.</summary>
public sealed class EntryWriterTests : IDisposable
{
    private const long Much = 1 << 20;

    private readonly RecorderCounters _counters = new();
    private readonly MemoryStore _store = new();
    private readonly MemoryStore _next = new() { Path = "next.db" };
    private EntryWriter? _writer;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store.Runs.Set();
        _writer?.Stop();
    }

    [Fact]
    public async Task TryStartNewFile_BehindRows_PutsWhatFollowsIntoIt()
    {
        EntryWriter writer = Start();
        Assert.True(writer.TryHandOver(Rows.Events(1, 3), bytes: 1));
        Assert.True(writer.TryStartNewFile([new NewFile(4), .. Rows.Events(4, 2)]));
        Assert.False(writer.TryStartNewFile([new NewFile(6)])); // one at a time
        await FlushAsync(writer);
        Assert.True(writer.TryHandOver(Rows.Events(6, 1), bytes: 1));
        await FlushAsync(writer);

        Assert.Equal([1L, 2L, 3L], _store.Rows.Select(row => row.Id));
        Assert.Equal([4L, 5L, 6L], _next.Rows.Select(row => row.Id));
        Assert.Equal("next.db", _counters.Path);
    }

    [Fact]
    public async Task TryStartNewFile_WhileRowsAreSpilled_IsRefusedAndTakesNothing()
    {
        EntryWriter writer = Start();
        _store.Runs.Reset();
        Assert.True(writer.TryHandOver(Rows.Events(1, 1), Much));
        Assert.True(writer.TryHandOver(Rows.Events(2, 1), Much)); // beyond the limit
        Assert.True(_store.SpillEntries > 0);

        Assert.False(writer.CanStartNewFile);
        Assert.False(writer.TryStartNewFile([new NewFile(3), .. Rows.Events(3, 1)]));

        Assert.True(writer.TryHandOver(Rows.Events(3, 1), bytes: 1));
        _store.Runs.Set();
        await FlushAsync(writer);
        Assert.Equal([1L, 2L, 3L], _store.Rows.Select(row => row.Id));
        Assert.True(writer.CanStartNewFile);
    }

    [Fact]
    public async Task TryStartNewFile_ThatCannotBeMade_GoesOnInTheOldOne()
    {
        EntryWriter writer = Start(_ => throw new UnauthorizedAccessException("not yours"));
        Assert.True(writer.TryStartNewFile([new NewFile(1), .. Rows.Events(1, 2)]));
        await FlushAsync(writer);

        Assert.Equal([1L, 2L], _store.Rows.Select(row => row.Id));
        Assert.Equal("memory.db", _counters.Path);
        Assert.True(writer.CanStartNewFile);
    }

    [Fact]
    public async Task Merge_OfARowThatIsRefused_StoresTheOthersAndAGapInItsPlace()
    {
        EntryWriter writer = Start();
        _store.Refusal = entry => entry is CapturedPacket { Id: 3 } ? new InvalidOperationException("a defect") : null;
        await SpillAsync(writer, rows: 5);

        Assert.Equal([1L, 2L, 3L, 4L, 5L], _store.Rows.Select(row => row.Id));
        Assert.Equal([3L], _store.Rows.OfType<CapturedGap>().Select(gap => gap.Id));
    }

    [Fact]
    public async Task Merge_ThatFailsForAReasonOfOurs_IsTriedAgain()
    {
        EntryWriter writer = Start();
        _store.MergeFault = new InvalidOperationException("a defect");
        await SpillAsync(writer, rows: 5);

        Assert.Equal([1L, 2L, 3L, 4L, 5L], _store.Rows.Select(row => row.Id));
        Assert.Null(_store.MergeFault);
    }

    [Fact]
    public async Task Refusal_WhileNewerRowsAreSpilled_PutsCopiesOfTheOlderOnesAside()
    {
        EntryWriter writer = Start();
        _store.Runs.Reset();
        _store.Failures = 2;
        Assert.True(writer.TryHandOver(Rows.Events(1, 2), Much));
        Assert.True(writer.TryHandOver(Rows.Events(3, 2), Much)); // spilled
        _store.Runs.Set();
        await FlushAsync(writer);

        Assert.Equal([1L, 2L], _store.Aside.Cast<CapturedRow>().Select(row => row.Id)); // once
        Assert.Equal([1L, 2L, 3L, 4L], _store.Rows.Select(row => row.Id));
    }

    private async Task SpillAsync(EntryWriter writer, int rows)
    {
        _store.Runs.Reset();
        Assert.True(writer.TryHandOver(Rows.Events(1, 1), Much));
        Assert.True(writer.TryHandOver(Rows.Events(2, rows - 1), Much));
        Assert.Equal(rows - 1, _store.SpillEntries);
        _store.Runs.Set();
        await FlushAsync(writer);
    }

    private EntryWriter Start(Func<long, ICaptureStore>? startNext = null)
    {
        var options = new RecorderOptions { Output = "memory.db", QueueBytes = 4096 };
        _writer = new EntryWriter(
            options,
            _store,
            new NextFile(startNext ?? (_ => _next), () => { }),
            _counters,
            NullLogger.Instance
        );
        return _writer;
    }

    private static Task FlushAsync(EntryWriter writer)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        writer.Flush(done);
        return done.Task.WaitAsync(TimeSpan.FromMinutes(1), Token);
    }
}
