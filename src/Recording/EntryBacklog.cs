using SioProxy.Sessions;

namespace SioProxy.Recording;

/// <summary>
/// What waits for the writing thread, bounded in bytes. What memory cannot hold goes to the spill log and comes back in order: while
/// anything is spilled, everything new is spilled behind it. Any thread, but for what is said to be the writing thread's.
/// </summary>
internal sealed class EntryBacklog(
    RecorderOptions options,
    ICaptureStore store,
    RecorderCounters counters,
    MergePacing pacing
)
{
    private const int BatchRows = 5000;

    private static readonly TimeSpan CommitEvery = TimeSpan.FromMilliseconds(80);

    private readonly long _limit = options.QueueBytes / 4; // half is for what waits to be decoded, and a quarter the collector's
    private readonly object _gate = new();
    private readonly List<TaskCompletionSource> _barriers = [];
    private ICaptureStore _store = store;
    private List<CaptureEntry> _pending = [];
    private List<CaptureEntry> _spare = [];
    private long _pendingBytes;
    private long _inFlightBytes;
    private long? _lastBatch;
    private int _pendingRows;
    private bool _isSpilling;
    private bool _isAside; // whether the spill log has copies of what waits in memory
    private bool _isNewFilePending;
    private bool _isTrialPending;
    private bool _isStopping;

    /// <summary>The file that is written.</summary>
    public ICaptureStore Store => Volatile.Read(ref _store);

    /// <summary>Bytes of entries that wait in memory.</summary>
    public long Bytes => Volatile.Read(ref _pendingBytes) + Volatile.Read(ref _inFlightBytes);

    /// <summary>Whether nothing more is handed over.</summary>
    public bool IsStopping => Volatile.Read(ref _isStopping);

    /// <summary>Whether somebody wants to know whether a next file can be made.</summary>
    public bool IsTrialPending => Volatile.Read(ref _isTrialPending);

    /// <summary>Whether a new file could be started now: everything so far is on its way in memory.</summary>
    public bool CanStartNewFile
    {
        get
        {
            lock (_gate)
            {
                return !_isNewFilePending && !StillSpills() && Bytes < _limit / 2;
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
                if (FitsInMemory(bytes))
                {
                    AddPending(entries, bytes);
                    return true;
                }
                if (options.OnOverload == OverloadPolicy.Drop || (MayWait() && counters.Problem is not null))
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

    /// <summary>Whether entries would be taken now: what is long to prepare need not be when they would not.</summary>
    public bool HasRoomFor(long bytes)
    {
        lock (_gate)
        {
            if (FitsInMemory(bytes))
            {
                return true;
            }
            return MayWait()
                ? counters.Problem is null
                : options.OnOverload == OverloadPolicy.Spill && _store.SpillBytes + bytes <= options.SpillLimit;
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

    /// <summary>Says that nothing more comes.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopping = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Has the writing thread find out whether a file that could not be made can be made now.</summary>
    public void AskForTrial()
    {
        lock (_gate)
        {
            _isTrialPending = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>The writing thread has found out.</summary>
    public void EndTrial() => Volatile.Write(ref _isTrialPending, false);

    /// <summary>Waits for a batch; null: there is something to merge, or it is time to stop.</summary>
    public List<CaptureEntry>? NextBatch()
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
                TimeSpan left = CommitEvery - options.Time.GetElapsedTime(last);
                if (left <= TimeSpan.Zero)
                {
                    break;
                }
                Monitor.Wait(_gate, left);
            }
            _lastBatch = options.Time.GetTimestamp();
            List<CaptureEntry> batch = _pending;
            _pending = _spare;
            _pendingRows = 0;
            Volatile.Write(ref _inFlightBytes, _pendingBytes);
            Volatile.Write(ref _pendingBytes, 0);
            return batch;
        }
    }

    /// <summary>Waits for a while when merging had better wait: a quarter of the spill log's limit is for bursts.</summary>
    /// <returns>False: the spill log is to be merged now.</returns>
    public bool WaitsForQuiet()
    {
        lock (_gate)
        {
            if (
                _isStopping
                || _barriers.Count > 0
                || _store.SpillBytes > options.SpillLimit / 4
                || !pacing.ShouldWait()
            )
            {
                return false;
            }
            Monitor.Wait(_gate, CommitEvery);
            return true;
        }
    }

    /// <summary>The batch is stored, or given up.</summary>
    public void EndBatch(List<CaptureEntry> batch)
    {
        batch.Clear();
        lock (_gate)
        {
            _spare = batch;
            _isAside = false;
            Volatile.Write(ref _inFlightBytes, 0);
            Monitor.PulseAll(_gate); // whoever waits for room
        }
    }

    /// <summary>Everything that was handed over is stored.</summary>
    public void CompleteBarriers()
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

    /// <summary>The border between two files is passed.</summary>
    /// <param name="next">The new one; null: the old one goes on, and a new one is asked for again later.</param>
    public void EndNewFile(ICaptureStore? next)
    {
        lock (_gate)
        {
            _isNewFilePending = false;
            if (next is not null)
            {
                _store.Dispose();
                Volatile.Write(ref _store, next);
            }
        }
    }

    private bool MayWait() => options.OnOverload == OverloadPolicy.Block || _isNewFilePending;

    private bool FitsInMemory(long bytes) => !StillSpills() && (Bytes + bytes <= _limit || Bytes == 0);

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
        if (_store.SpillBytes + bytes > options.SpillLimit)
        {
            counters.Problem ??= "the spill log has reached --spill-limit";
            return false;
        }
        int rows = RowsOf(entries); // before they are stored: runs are emptied then
        try
        {
            _store.Spill(entries);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            counters.Problem ??= e.Message;
            return false;
        }
        pacing.OnSpilled(rows);
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
    public bool TrySpillInFlight(List<CaptureEntry> batch)
    {
        lock (_gate)
        {
            // Across the border of two files they would be in the wrong place.
            if (options.OnOverload != OverloadPolicy.Spill || _isNewFilePending)
            {
                return false;
            }
            if (StillSpills()) // behind entries that are newer: a copy will do, in case of a crash
            {
                SpillAside(batch);
                return false;
            }
            if (!TrySpill([.. batch, .. _pending], Bytes))
            {
                return false;
            }
            _pending.Clear();
            _pendingRows = 0;
            Volatile.Write(ref _pendingBytes, 0);
            return true;
        }
    }

    private void SpillAside(List<CaptureEntry> batch)
    {
        if (_isAside || _store.SpillBytes + Bytes > options.SpillLimit)
        {
            return;
        }
        try
        {
            _store.SpillAside([.. batch, .. _pending]); // nothing more is added to these while newer ones are spilled
            _isAside = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            counters.Problem ??= e.Message;
        }
    }
}
