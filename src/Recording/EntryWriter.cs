using Microsoft.Extensions.Logging;
using SioProxy.Sessions;

namespace SioProxy.Recording;

/// <summary>The writing thread: stores what the <see cref="EntryBacklog"/> holds, and merges the spill log when it is quieter.</summary>
internal sealed partial class EntryWriter
{
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AfterFault = TimeSpan.FromMilliseconds(250);

    private readonly TimeProvider _time;
    private readonly RecorderCounters _counters;
    private readonly MergePacing _pacing;
    private readonly EntryBacklog _backlog;
    private readonly StoreRetry _retry;
    private readonly ILogger _logger;
    private readonly NextFile _next;
    private readonly Thread _thread;
    private long? _stopAt;
    private string? _newFileProblem;

    public EntryWriter(
        RecorderOptions options,
        ICaptureStore store,
        NextFile next,
        RecorderCounters counters,
        ILogger logger
    )
    {
        _time = options.Time;
        _counters = counters;
        _next = next;
        _logger = logger;
        _pacing = new MergePacing(options.Time);
        _backlog = new EntryBacklog(options, store, counters, _pacing);
        _retry = new StoreRetry(counters, logger, options.Time, () => _backlog.IsStopping);
        CountSizes();
        _counters.Path = store.Path;
        _thread = new Thread(Run) { IsBackground = true, Name = "sioproxy writer" };
        _thread.Start();
    }

    /// <summary>Bytes of entries that wait in memory.</summary>
    public long BacklogBytes => _backlog.Bytes;

    /// <summary>Bytes that wait in the spill log.</summary>
    public long SpillBytes => _thread.IsAlive ? Store.SpillBytes : 0;

    /// <inheritdoc cref="EntryBacklog.CanStartNewFile"/>
    public bool CanStartNewFile => _backlog.CanStartNewFile;

    /// <inheritdoc cref="EntryBacklog.TryHandOver"/>
    public bool TryHandOver(List<CaptureEntry> entries, long bytes) => _backlog.TryHandOver(entries, bytes);

    /// <inheritdoc cref="EntryBacklog.TryStartNewFile"/>
    public bool TryStartNewFile(List<CaptureEntry> entries) => _backlog.TryStartNewFile(entries);

    /// <summary>Whether a new file could not be made: it has to be tried before one is started.</summary>
    public bool HasNewFileFailed => _next.HasFailed;

    /// <inheritdoc cref="EntryBacklog.AskForTrial"/>
    public void TryNewFile() => _backlog.AskForTrial();

    /// <inheritdoc cref="EntryBacklog.HasRoomFor"/>
    public bool HasRoomFor(long bytes) => _backlog.HasRoomFor(bytes);

    /// <inheritdoc cref="EntryBacklog.Flush"/>
    public void Flush(TaskCompletionSource done) => _backlog.Flush(done);

    /// <summary>Stores what is left, merges the spill log as far as a stop allows, and closes the capture.</summary>
    public void Stop()
    {
        _backlog.Stop();
        _thread.Join();
    }

    private ICaptureStore Store => _backlog.Store;

    private void Run()
    {
        while (true)
        {
            try
            {
                if (!Round())
                {
                    break;
                }
            }
            catch (Exception e) // ours: whatever it was, the traffic goes on, and so does the next round
            {
                Log.RoundFailed(_logger, e);
                Thread.Sleep(AfterFault);
            }
        }
        _backlog.CompleteBarriers();
        Store.Dispose();
    }

    private bool Round()
    {
        if (_backlog.IsTrialPending)
        {
            _next.Try(out string? problem);
            Report(problem);
            _backlog.EndTrial();
        }
        if (_backlog.NextBatch() is { } batch)
        {
            try
            {
                StoreBatch(batch);
            }
            finally
            {
                _backlog.EndBatch(batch);
            }
            return true;
        }
        if (_backlog.IsStopping)
        {
            _stopAt ??= _time.GetTimestamp();
            if (Store.SpillEntries == 0 || _retry.HasGivenUp || _time.GetElapsedTime(_stopAt.Value) > StopTime)
            {
                return false;
            }
        }
        if (!_backlog.WaitsForQuiet())
        {
            _ = Timed(() => _retry.Do(() => Store.MergeSpill(entries => _retry.Append(Store, entries))));
            CountSizes();
        }
        return true;
    }

    private TimeSpan Timed(Action store)
    {
        long before = Store.NextRowId;
        long begin = _time.GetTimestamp();
        store();
        TimeSpan took = _time.GetElapsedTime(begin);
        _pacing.OnStored(Store.NextRowId - before, took);
        return took;
    }

    private void StoreBatch(List<CaptureEntry> batch)
    {
        int start = 0;
        for (int i = 0; i < batch.Count; i++)
        {
            if (batch[i] is NewFile newFile)
            {
                Append(batch[start..i]);
                StartNewFile(newFile);
                start = i + 1;
            }
        }
        Append(start == 0 ? batch : batch[start..]);
    }

    private void Append(List<CaptureEntry> entries)
    {
        if (entries.Count > 0)
        {
            TimeSpan took = Timed(() => _retry.Append(Store, entries, _backlog.TrySpillInFlight));
            RecordingMeter.CommitDuration.Record(took.TotalSeconds);
            CountSizes();
        }
    }

    private void CountSizes()
    {
        _counters.FileBytes = Store.FileBytes;
        _counters.CaptureBytes = Store.CaptureBytes;
    }

    private void StartNewFile(NewFile newFile)
    {
        ICaptureStore? next = _next.TryStart(newFile.FirstRowId, out string? problem);
        Report(problem);
        _backlog.EndNewFile(next);
        _counters.Path = Store.Path;
        CountSizes();
    }

    private void Report(string? newFileProblem)
    {
        if (newFileProblem is not null && !string.Equals(newFileProblem, _newFileProblem, StringComparison.Ordinal))
        {
            Log.NoNewFile(_logger, Store.Path, newFileProblem);
        }
        _newFileProblem = newFileProblem;
    }

    private static partial class Log
    {
        [LoggerMessage(
            25,
            LogLevel.Warning,
            "The rotation's next file cannot be made, {Path} goes on until it can: {Problem}"
        )]
        public static partial void NoNewFile(ILogger logger, string path, string problem);

        [LoggerMessage(24, LogLevel.Error, "The writer failed; forwarding goes on")]
        public static partial void RoundFailed(ILogger logger, Exception exception);
    }
}
