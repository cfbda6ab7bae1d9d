using SioProxy.Sessions;

namespace SioProxy.Recording;

/// <summary>The decoding thread's way out: filter, ids, hand-over, and what becomes a gap when that fails.</summary>
internal sealed class EntrySink
{
    // A file that cannot be made, on a full disk say.
    private static readonly TimeSpan BetweenNewFiles = TimeSpan.FromSeconds(10);

    private readonly RecorderOptions _options;
    private readonly SessionTracker _tracker;
    private readonly EntryWriter _writer;
    private readonly RecorderCounters _counters;
    private readonly RowAdmission? _admission;
    private readonly EntryIds _ids;
    private readonly LostRows _lost = new();
    private readonly HashSet<long> _sessions = [];
    private readonly List<CaptureEntry> _entries = [];
    private readonly List<CaptureEntry> _batch = [];
    private string _file;
    private long _fileStarted;
    private long? _newFileAsked;
    private int _fresh;
    private bool _hasIds;

    public EntrySink(
        RecorderOptions options,
        SessionTracker tracker,
        EntryWriter writer,
        RecorderCounters counters,
        long firstRowId
    )
    {
        _options = options;
        _tracker = tracker;
        _writer = writer;
        _counters = counters;
        _admission = options.Only is { IsAll: false } only ? new RowAdmission(only) : null;
        _ids = new EntryIds(firstRowId);
        _file = counters.Path;
        _fileStarted = options.Time.GetTimestamp();
    }

    /// <summary>A row that the tracker did not make, behind what it made before.</summary>
    public void Add(CapturedRow row)
    {
        _tracker.Drain(_entries);
        _entries.Add(row);
    }

    /// <summary>Hands on what the tracker has made.</summary>
    public void Emit()
    {
        _tracker.Drain(_entries);
        if (_entries.Count == 0 && !_lost.Any)
        {
            return;
        }
        try
        {
            if (_counters.IsRecording)
            {
                StartNewFileIfDue();
                HandOn();
                StopAtMaxSize();
            }
        }
        catch
        {
            Lose(); // one of them made us fail: a gap says so, and they are not tried twice
            throw;
        }
        finally
        {
            _entries.Clear();
            _batch.Clear();
        }
    }

    private void Lose()
    {
        if (_hasIds)
        {
            TakeBack();
        }
        else
        {
            _lost.Add(_entries, 0);
        }
    }

    private void TakeBack()
    {
        _hasIds = false;
        _ids.TakeBack(_batch);
        _lost.Add(_batch, _fresh);
        RecycleRuns(); // else an overload would cost the memory of all that is lost until it is collected
    }

    private void HandOn()
    {
        bool isHopeless = _lost.Any && !_writer.HasRoomFor(0); // then what was missed need not be put together
        CapturedGap? gap = _lost.Any && !isHopeless ? AddWhatWasMissed() : null;
        _fresh = _batch.Count;
        if (_admission is null)
        {
            _batch.AddRange(_entries);
        }
        else
        {
            foreach (CaptureEntry entry in _entries)
            {
                _admission.Admit(entry, _batch);
            }
        }
        if (_batch.Count == 0)
        {
            return;
        }
        long bytes = 0;
        int packed = 0;
        foreach (CaptureEntry entry in _batch)
        {
            bytes += EntrySizes.Of(entry);
            packed += entry is PacketRun run ? run.Count : 0; // once handed over, a run may be stored and empty
        }
        _ids.Assign(_batch);
        _hasIds = true;
        if (!isHopeless && _writer.TryHandOver(_batch, bytes))
        {
            _hasIds = false;
            _entries.Clear(); // they are safe: whatever happens to us now
            if (gap is not null || _fresh > 0)
            {
                _lost.Clear();
            }
            Count();
            _counters.Rows += packed;
            _counters.Packets += packed;
        }
        else
        {
            TakeBack();
            _entries.Clear();
        }
    }

    private void RecycleRuns()
    {
        foreach (CaptureEntry entry in _batch)
        {
            (entry as PacketRun)?.Recycle();
        }
    }

    /// <summary>
    /// The gap, and everything as it is now: what was dropped may have been a session's first entry, or its last.
    /// </summary>
    private CapturedGap? AddWhatWasMissed()
    {
        CapturedGap? gap = _lost.Peek(_counters.Problem ?? "the capture could not take rows as fast as they came");
        if (gap is not null)
        {
            _batch.Add(gap);
        }
        _batch.AddRange(_lost.Ended);
        var living = new List<CaptureEntry>();
        _tracker.Snapshot(living);
        foreach (CaptureEntry entry in living)
        {
            if (entry is not CapturedRow)
            {
                _batch.Add(entry);
            }
        }
        return gap;
    }

    private void Count()
    {
        foreach (CaptureEntry entry in _batch)
        {
            switch (entry)
            {
                case SessionEntry session:
                    _ = session.EndedAtMicros is null ? _sessions.Add(session.Key) : _sessions.Remove(session.Key);
                    _counters.Sessions = _sessions.Count;
                    break;
                case CapturedRow row:
                    Count(row);
                    _options.Observer?.Invoke(row);
                    break;
                default:
                    break;
            }
        }
    }

    private void Count(CapturedRow row)
    {
        _counters.Rows++;
        switch (row)
        {
            case CapturedPacket packet:
                _counters.Packets++;
                _counters.Faults += packet.Fault is null ? 0 : 1;
                break;
            case CapturedMessage message:
                _counters.Packets++;
                _counters.Faults += message.Fault is null ? 0 : 1;
                break;
            case CapturedGap:
                _counters.Gaps++;
                break;
            default:
                break;
        }
    }

    private void StartNewFileIfDue()
    {
        if (!string.Equals(_file, _counters.Path, StringComparison.Ordinal))
        {
            _file = _counters.Path; // the one that was asked for is there
            _fileStarted = _newFileAsked ?? _options.Time.GetTimestamp();
            _newFileAsked = null;
        }
        bool isDue =
            _counters.CaptureBytes >= _options.RotateBytes
            || _options.Time.GetElapsedTime(_fileStarted) >= _options.RotateAfter;
        if (
            !isDue
            || (_newFileAsked is { } asked && _options.Time.GetElapsedTime(asked) < BetweenNewFiles)
            || !_writer.CanStartNewFile
        )
        {
            return;
        }
        if (_writer.HasNewFileFailed)
        {
            _newFileAsked = _options.Time.GetTimestamp();
            _writer.TryNewFile();
            return;
        }
        _batch.Add(new NewFile(_ids.Next));
        _tracker.Snapshot(_batch);
        _ids.Assign(_batch);
        if (_writer.TryStartNewFile(_batch))
        {
            _newFileAsked = _options.Time.GetTimestamp();
        }
        else
        {
            _ids.TakeBack(_batch);
        }
        _batch.Clear();
    }

    private void StopAtMaxSize()
    {
        if (_options.MaxSize is not { } max || _counters.CaptureBytes + _writer.SpillBytes < max)
        {
            return;
        }
        long now = _options.Time.NowMicros();
        _batch.Clear();
        _batch.Add(
            new CapturedGap
            {
                AtMicros = now,
                Connection = 0,
                Client = "",
                FromMicros = now,
                Why = $"the capture has reached --max-size ({max} bytes): traffic went on unrecorded",
            }
        );
        _ids.Assign(_batch);
        if (_writer.TryHandOver(_batch, EntrySizes.Of(_batch[0])))
        {
            Count();
            _counters.IsRecording = false;
        }
        else
        {
            _ids.TakeBack(_batch);
        }
    }
}
