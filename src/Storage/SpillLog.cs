using SioProxy.Sessions;
using SioProxy.Storage.Writing;

namespace SioProxy.Storage;

/// <summary>
/// An append-only, checksummed log of capture entries beside the capture (mode 0600). One thread may append while another
/// takes entries out; a torn tail ends it without an error.
/// </summary>
public sealed class SpillLog : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream _file;
    private readonly string _path;
    private readonly SpillRecords _records;
    private long _head = Magic.Length;
    private long _tail;
    private long _pendingEntries;
    private long _lastRowId;
    private long _lastAt;

    private SpillLog(FileStream file, string path)
    {
        _file = file;
        _records = new SpillRecords(file.SafeFileHandle);
        _path = path;
        _tail = Math.Max(file.Length, Magic.Length);
    }

    private static ReadOnlySpan<byte> Magic => "SioProxy spill1\n"u8;

    /// <summary>Bytes that were appended and not yet taken out again.</summary>
    public long PendingBytes
    {
        get
        {
            lock (_gate)
            {
                return _tail - _head;
            }
        }
    }

    /// <summary>Entries that were appended and not yet taken out again; those of an earlier run are not counted.</summary>
    public long PendingEntries => Interlocked.Read(ref _pendingEntries);

    /// <summary>Bytes of the log on disk.</summary>
    public long FileBytes
    {
        get
        {
            lock (_gate)
            {
                return _tail;
            }
        }
    }

    /// <summary>The log's path beside a capture.</summary>
    internal static string PathOf(string capture) => capture + ".spill";

    /// <summary>Bytes of entries in the log beside a capture, whoever holds it.</summary>
    internal static long LeftOverBytes(string capture) => Math.Max(0, FileSizes.Of(PathOf(capture)) - Magic.Length);

    /// <summary>Whether somebody records into a capture.</summary>
    internal static bool IsLocked(string capture)
    {
        try
        {
            new FileStream(PathOf(capture), FileMode.Open, FileAccess.Read, FileShare.Read).Dispose();
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return FileFailure.From(exception, capture).Problem == CaptureFileProblem.Locked;
        }
    }

    /// <summary>Opens or makes the log, exclusively: while it is open nobody else records into the capture.</summary>
    internal static SpillLog Open(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        FileStream? file = null;
        try
        {
            file = new FileStream(path, options);
            Span<byte> magic = stackalloc byte[Magic.Length];
            int read = RandomAccess.Read(file.SafeFileHandle, magic, 0);
            if (read > 0 && !Magic.StartsWith(magic[..read])) // shorter: it was being made when the power went
            {
                throw new CaptureFileException(
                    CaptureFileProblem.NotACapture,
                    $"{path} is not a spill log of SioProxy: move it away."
                );
            }
            if (read < Magic.Length)
            {
                RandomAccess.Write(file.SafeFileHandle, Magic, 0);
            }
            return new SpillLog(file, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw FileFailure.From(exception, path);
        }
    }

    /// <summary>Appends entries and hands them to the operating system before it returns.</summary>
    /// <exception cref="CaptureFileException">The disk is full, say: the log is as it was before.</exception>
    public void Append(IReadOnlyList<CaptureEntry> entries) => Append(entries, isAside: false);

    /// <summary>
    /// Appends copies of entries that are older than what the log holds, and wait in memory until the capture takes them. They are
    /// read only when a crash took the memory; to all else they are not there.
    /// </summary>
    /// <inheritdoc cref="Append(IReadOnlyList{CaptureEntry})" path="/exception"/>
    public void AppendAside(IReadOnlyList<CaptureEntry> entries) => Append(entries, isAside: true);

    private void Append(IReadOnlyList<CaptureEntry> entries, bool isAside)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (entries.Count == 0)
        {
            return;
        }
        lock (_gate)
        {
            long end;
            try
            {
                end = _records.Write(entries, _tail, isAside);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Truncate(_tail); // a half-written record would hide all that follow it
                throw FileFailure.From(exception, _path);
            }
            _tail = end;
            if (!isAside)
            {
                _ = Interlocked.Add(ref _pendingEntries, entries.Count);
                NoteLast(entries);
            }
        }
    }

    /// <summary>Reads copies that were put aside, from a place in the log on.</summary>
    /// <param name="position">Where to begin, 0 for the log's beginning; then where to go on.</param>
    /// <param name="maxBytes">Stops after this many bytes, but never before one record.</param>
    /// <returns>Whether there may be more.</returns>
    internal bool PeekAside(ref long position, int maxBytes, List<CaptureEntry> into)
    {
        long tail;
        lock (_gate)
        {
            position = Math.Max(position, _head);
            tail = _tail;
        }
        long begin = position;
        try
        {
            while (position < tail && position - begin < maxBytes)
            {
                int length = _records.Read(position, tail, into, wantsAside: true);
                if (length < 0)
                {
                    return false;
                }
                position += length;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FileFailure.From(exception, _path);
        }
        return position < tail;
    }

    /// <summary>Reads the oldest entries without taking them out.</summary>
    /// <param name="maxBytes">Stops after this many bytes, but never before one entry.</param>
    /// <param name="damage">What this run appended and can no longer be read; null: nothing.</param>
    /// <returns>How many bytes they are: what <see cref="Release"/> takes; 0 when the log is empty.</returns>
    internal long Peek(int maxBytes, List<CaptureEntry> into, out SpillDamage? damage)
    {
        damage = null;
        long head;
        SpillDamage all;
        lock (_gate)
        {
            head = _head;
            all = new SpillDamage(_tail, _pendingEntries, _lastRowId, _lastAt);
        }
        long tail = all.Tail;
        int before = into.Count;
        long position = head;
        try
        {
            // What was put aside and is not needed is passed over with what it lies between, up to the log's end.
            int taken = 0;
            while (position < tail && (taken < maxBytes || _records.IsAside(position)))
            {
                int entries = into.Count;
                int length = _records.Read(position, tail, into, wantsAside: false);
                if (length < 0)
                {
                    damage = CutDamaged(position, into.Count - before, all);
                    break;
                }
                position += length;
                taken += into.Count > entries ? length : 0;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FileFailure.From(exception, _path);
        }
        return position - head;
    }

    /// <summary>Takes entries out that are safe in the capture now.</summary>
    internal void Release(long bytes, int entries)
    {
        lock (_gate)
        {
            _head += bytes;
            _ = Interlocked.Exchange(ref _pendingEntries, Math.Max(0, _pendingEntries - entries));
            if (_head < _tail)
            {
                return;
            }
            _head = Magic.Length;
            _tail = Magic.Length;
            Truncate(_tail);
        }
    }

    /// <summary>Closes the log, and deletes it when nothing is left in it.</summary>
    public void Dispose()
    {
        bool empty = PendingBytes == 0;
        if (empty && !OperatingSystem.IsWindows())
        {
            Delete(); // while it is still locked, so that nobody's new log is deleted
        }
        _file.Dispose();
        if (empty && OperatingSystem.IsWindows())
        {
            Delete();
        }
    }

    /// <summary>Gives up what lies from a record that is damaged up to the end of the log as it was then.</summary>
    /// <param name="intact">How many entries lie before it.</param>
    private SpillDamage? CutDamaged(long position, int intact, in SpillDamage all)
    {
        lock (_gate)
        {
            if (_tail == all.Tail)
            {
                _tail = position;
                Truncate(position);
            }
            else if (position == _head)
            {
                _head = all.Tail; // what came meanwhile begins there
            }
            else
            {
                return null; // once the intact ones are out, it is the first
            }
            long lost = Math.Max(0, all.Entries - intact); // an earlier run's were never counted: a torn tail is how a crash ends
            _ = Interlocked.Add(ref _pendingEntries, -lost);
            return lost == 0 ? null : all with { Entries = lost };
        }
    }

    private void NoteLast(IReadOnlyList<CaptureEntry> entries)
    {
        for (int i = entries.Count - 1; i >= 0; i--)
        {
            if (entries[i] is PacketRun { Count: > 0 } run)
            {
                (_lastRowId, _lastAt) = (run.FirstId + run.Count - 1, run.Packets[run.Count - 1].AtMicros);
                return;
            }
            if (entries[i] is CapturedRow row)
            {
                (_lastRowId, _lastAt) = (row.Id, row.AtMicros);
                return;
            }
        }
    }

    private void Truncate(long length)
    {
        try
        {
            _file.SetLength(length);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What lies behind the tail is overwritten by the next record, or fails its checksum.
        }
    }

    private void Delete()
    {
        try
        {
            File.Delete(_path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // An empty log that stays does no harm.
        }
    }
}
