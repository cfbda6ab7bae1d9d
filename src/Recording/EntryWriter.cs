using Microsoft.Extensions.Logging;
using SioProxy.Sessions;

namespace SioProxy.Recording;

/// <summary>
/// The writing thread and the backlog before it, bounded in bytes. What the backlog cannot hold goes to the spill log and
/// comes back in order: while anything is spilled, everything new is spilled behind it.
/// </summary>
internal sealed partial class EntryWriter
{
    private const int BatchRows = 5000;

    private static readonly TimeSpan CommitEvery = TimeSpan.FromMilliseconds(80);
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AfterFault = TimeSpan.FromMilliseconds(250);

    private readonly RecorderOptions _options;
    private readonly long _limit;
    private readonly RecorderCounters _counters;
    private readonly StoreRetry _retry;
    private readonly MergePacing _pacing;
    private readonly ILogger _logger;
    private readonly NextFile _next;
    private readonly object _gate = new();
    private readonly Thread _thread;
    private readonly List<TaskCompletionSource> _barriers = [];
    private ICaptureStore _store;
    private List<CaptureEntry> _pending = [];
    private List<CaptureEntry> _spare = [];
    private long _pendingBytes;
    private long _inFlightBytes;
    private long? _lastBatch;
    private long? _stopAt;
    private int _pendingRows;
    private bool _isSpilling;
    private bool _isNewFilePending;
    private bool _isTrialPending;
    private string? _newFileProblem;
    private bool _isStopping;

    public EntryWriter(
        RecorderOptions options,
        ICaptureStore store,
        NextFile next,
        RecorderCounters counters,
        ILogger logger
    )
    {
        _options = options;
        _limit = options.QueueBytes / 4; // half is for what waits to be decoded, and a quarter the collector's
        _counters = counters;
        _next = next;
        _logger = logger;
        _store = store;
        _retry = new StoreRetry(counters, logger, options.Time, () => Volatile.Read(ref _isStopping));
        _pacing = new MergePacing(options.Time);
        CountSizes();
        _counters.Path = _store.Path;
        _thread = new Thread(Run) { IsBackground = true, Name = "sioproxy writer" };
        _thread.Start();
    }

    /// <summary>Bytes of entries that wait in memory.</summary>
    public long BacklogBytes => Volatile.Read(ref _pendingBytes) + Volatile.Read(ref _inFlightBytes);

    /// <summary>Bytes that wait in the spill log.</summary>
    public long SpillBytes => _thread.IsAlive ? Volatile.Read(ref _store).SpillBytes : 0;

    /// <summary>Whether a new file could be started now: everything so far is on its way in memory.</summary>
    public bool CanStartNewFile
    {
        get
        {
            lock (_gate)
            {
                return !_isNewFilePending && !StillSpills() && BacklogBytes < _limit / 2;
            }
        }
    }

    /// <summary>Takes entries over, into memory or the spill log. The caller's list is copied.</summary>
    /// <returns>False when there is room in neither: nothing was taken.</returns>
    public bool TryHandOver(List<CaptureEntry> entries, long bytes)
    {
        lock (_gate)
        {
            while (true)
            {
                if (!StillSpills() && (BacklogBytes + bytes <= _limit || BacklogBytes == 0))
                {
                    AddPending(entries, bytes);
                    return true;
                }
                if (_options.OnOverload == OverloadPolicy.Drop || (MayWait() && _counters.Problem is not null))
                {
                    return false;
                }
                if (!MayWait())
                {
                    return TrySpill(entries, bytes);
                }
                Monitor.Wait(_gate, CommitEvery);
            }
        }
    }

    /// <summary>Takes over what begins with <see cref="NewFile"/>, if a new file can still be started.</summary>
    /// <returns>False: nothing was taken.</returns>
    public bool TryStartNewFile(List<CaptureEntry> entries)
    {
        lock (_gate)
        {
            if (!CanStartNewFile)
            {
                return false; // spilling began meanwhile: a border between files cannot be spilled
            }
            AddPending(entries, bytes: 0);
            return true;
        }
    }

    /// <summary>Whether a new file could not be made: it has to be tried before one is started.</summary>
    public bool HasNewFileFailed => _next.HasFailed;

    /// <summary>Has it found out whether a file that could not be made can be made now.</summary>
    public void TryNewFile()
    {
        lock (_gate)
        {
            _isTrialPending = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Whether entries would be taken now: what is long to prepare need not be when they would not.</summary>
    public bool HasRoomFor(long bytes)
    {
        lock (_gate)
        {
            if (!StillSpills() && (BacklogBytes + bytes <= _limit || BacklogBytes == 0))
            {
                return true;
            }
            return MayWait()
                ? _counters.Problem is null
                : _options.OnOverload == OverloadPolicy.Spill && _store.SpillBytes + bytes <= _options.SpillLimit;
        }
    }

    /// <summary>Completes when everything handed over before is stored.</summary>
    public void Flush(TaskCompletionSource done)
    {
        lock (_gate)
        {
            _barriers.Add(done);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Stores what is left, merges the spill log as far as a stop allows, and closes the capture.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopping = true;
            Monitor.PulseAll(_gate);
        }
        _thread.Join();
    }

    private bool MayWait() => _options.OnOverload == OverloadPolicy.Block || _isNewFilePending;

    private bool StillSpills()
    {
        if (_isSpilling && _store.SpillEntries == 0)
        {
            _isSpilling = false;
        }
        return _isSpilling;
    }

    private void AddPending(List<CaptureEntry> entries, long bytes)
    {
        bool isFirst = _pending.Count == 0;
        _pending.AddRange(entries);
        _pendingRows += RowsOf(entries);
        Volatile.Write(ref _pendingBytes, _pendingBytes + bytes);
        _isNewFilePending |= entries[0] is NewFile;
        if (isFirst || _pendingRows >= BatchRows)
        {
            Monitor.PulseAll(_gate);
        }
    }

    private bool TrySpill(List<CaptureEntry> entries, long bytes)
    {
        if (_store.SpillBytes + bytes > _options.SpillLimit)
        {
            _counters.Problem ??= "the spill log has reached --spill-limit";
            return false;
        }
        int rows = RowsOf(entries); // before they are stored: runs are emptied then
        try
        {
            _store.Spill(entries);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _counters.Problem ??= e.Message;
            return false;
        }
        _pacing.OnSpilled(rows);
        if (!_isSpilling)
        {
            _isSpilling = true;
            Monitor.PulseAll(_gate);
        }
        return true;
    }

    private static int RowsOf(List<CaptureEntry> entries)
    {
        int rows = 0;
        foreach (CaptureEntry entry in entries)
        {
            rows += entry is PacketRun run ? run.Count : 1;
        }
        return rows;
    }

    /// <summary>
    /// Brings a batch that the capture refuses, and all that waits behind it, to safety in the spill log: a crash must not
    /// cost more because the capture was locked.
    /// </summary>
    private bool TrySpillInFlight(List<CaptureEntry> batch)
    {
        lock (_gate)
        {
            // Behind entries that are newer, or across the border of two files, they would be in the wrong place.
            if (_options.OnOverload != OverloadPolicy.Spill || _isNewFilePending || StillSpills())
            {
                return false;
            }
            if (!TrySpill([.. batch, .. _pending], BacklogBytes))
            {
                return false;
            }
            _pending.Clear();
            _pendingRows = 0;
            Volatile.Write(ref _pendingBytes, 0);
            return true;
        }
    }

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
        CompleteBarriers();
        _store.Dispose();
    }

    private bool Round()
    {
        if (Volatile.Read(ref _isTrialPending))
        {
            _next.Try(out string? problem);
            Report(problem);
            Volatile.Write(ref _isTrialPending, false);
        }
        List<CaptureEntry>? batch = NextBatch();
        if (batch is not null)
        {
            try
            {
                Store(batch);
            }
            finally
            {
                batch.Clear();
                _spare = batch;
                lock (_gate)
                {
                    Volatile.Write(ref _inFlightBytes, 0);
                    Monitor.PulseAll(_gate); // whoever waits for room
                }
            }
            return true;
        }
        if (Volatile.Read(ref _isStopping))
        {
            _stopAt ??= _options.Time.GetTimestamp();
            if (_store.SpillEntries == 0 || _retry.HasGivenUp || _options.Time.GetElapsedTime(_stopAt.Value) > StopTime)
            {
                return false;
            }
        }
        if (!WaitsForQuiet())
        {
            _ = Timed(() => _retry.Do(() => _store.MergeSpill(entries => _retry.Append(_store, entries))));
            CountSizes();
        }
        return true;
    }

    /// <summary>Waits for a batch; null: there is something to merge, or it is time to stop.</summary>
    private List<CaptureEntry>? NextBatch()
    {
        lock (_gate)
        {
            while (_pending.Count == 0 && !_isStopping && _store.SpillEntries == 0)
            {
                if (_isTrialPending)
                {
                    return null;
                }
                CompleteBarriers();
                Monitor.Wait(_gate);
            }
            if (_pending.Count == 0)
            {
                return null;
            }
            // At low rates the decoder hands over now and then: what it brings is committed at once, with one waking.
            while (!_isStopping && _pendingRows < BatchRows && _barriers.Count == 0 && _lastBatch is { } last)
            {
                TimeSpan left = CommitEvery - _options.Time.GetElapsedTime(last);
                if (left <= TimeSpan.Zero)
                {
                    break;
                }
                Monitor.Wait(_gate, left);
            }
            _lastBatch = _options.Time.GetTimestamp();
            List<CaptureEntry> batch = _pending;
            _pending = _spare;
            _pendingRows = 0;
            Volatile.Write(ref _inFlightBytes, _pendingBytes);
            Volatile.Write(ref _pendingBytes, 0);
            return batch;
        }
    }

    // A quarter of the spill log's limit is for bursts; beyond that the capture has to take what it can.
    private bool WaitsForQuiet()
    {
        lock (_gate)
        {
            if (
                _isStopping
                || _barriers.Count > 0
                || _store.SpillBytes > _options.SpillLimit / 4
                || !_pacing.ShouldWait()
            )
            {
                return false;
            }
            Monitor.Wait(_gate, CommitEvery);
            return true;
        }
    }

    private TimeSpan Timed(Action store)
    {
        long before = _store.NextRowId;
        long begin = _options.Time.GetTimestamp();
        store();
        TimeSpan took = _options.Time.GetElapsedTime(begin);
        _pacing.OnStored(_store.NextRowId - before, took);
        return took;
    }

    private void CompleteBarriers()
    {
        lock (_gate)
        {
            foreach (TaskCompletionSource barrier in _barriers)
            {
                barrier.TrySetResult();
            }
            _barriers.Clear();
        }
    }

    private void Store(List<CaptureEntry> batch)
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
            TimeSpan took = Timed(() => _retry.Append(_store, entries, TrySpillInFlight));
            RecordingMeter.CommitDuration.Record(took.TotalSeconds);
            CountSizes();
        }
    }

    private void CountSizes()
    {
        _counters.FileBytes = _store.FileBytes;
        _counters.CaptureBytes = _store.CaptureBytes;
    }

    private void StartNewFile(NewFile newFile)
    {
        ICaptureStore? next = _next.TryStart(newFile.FirstRowId, out string? problem);
        Report(problem);
        lock (_gate)
        {
            _isNewFilePending = false;
            if (next is not null) // else the old file goes on, and a new one is asked for again later
            {
                _store.Dispose();
                Volatile.Write(ref _store, next);
                _counters.Path = next.Path;
            }
            CountSizes();
        }
    }

    private void Report(string? newFileProblem)
    {
        if (newFileProblem is not null && !string.Equals(newFileProblem, _newFileProblem, StringComparison.Ordinal))
        {
            Log.NoNewFile(_logger, _store.Path, newFileProblem);
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
