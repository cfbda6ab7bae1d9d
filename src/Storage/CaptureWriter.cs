using System.Globalization;
using Microsoft.Data.Sqlite;
using SioProxy.Sessions;
using SioProxy.Storage.Reading;
using SioProxy.Storage.Rows;
using SioProxy.Storage.Sqlite;
using SioProxy.Storage.Writing;
using SQLitePCL;

namespace SioProxy.Storage;

/// <summary>
/// The one writer of a capture file. One thread at a time. What fails throws a <see cref="CaptureFileException"/> and
/// leaves the file as it was before the call, so that the call may be repeated.
/// </summary>
public sealed class CaptureWriter : IDisposable
{
    // What waits for a lock waits in memory, and cannot be spilled any more once newer rows are: better at once.
    private const int LockMillis = 25;

    private readonly SqliteConnection _connection;
    private readonly sqlite3 _database;
    private readonly EntryInsert _entries;
    private readonly SpillMerge _merge;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _rollback;
    private readonly Statement _pageCount;
    private readonly long _pageSize;
    private bool _isStale = true;
    private bool _isSettled;

    internal CaptureWriter(SqliteConnection connection, string path, SpillLog spill)
    {
        _connection = connection;
        _database = connection.Handle!;
        _ = raw.sqlite3_busy_timeout(_database, LockMillis);
        Path = path;
        Spill = spill;
        _entries = new EntryInsert(_database, path);
        _merge = new SpillMerge(spill, () => NextRowId);
        _begin = new Statement(_database, path, "BEGIN IMMEDIATE");
        _commit = new Statement(_database, path, "COMMIT");
        _rollback = new Statement(_database, path, "ROLLBACK");
        _pageCount = new Statement(_database, path, "PRAGMA page_count");
        _pageSize = Connections.Number(connection, "PRAGMA page_size");
        CaptureBytes = Size();
        Reload();
    }

    /// <summary>The capture's path.</summary>
    public string Path { get; }

    /// <summary>The id that the next row must have (rows carry their ids; they ascend without holes).</summary>
    public long NextRowId => _entries.NextRowId;

    /// <summary>The smallest connection id that is not used yet.</summary>
    public long NextConnectionId => _entries.NextConnectionId;

    /// <summary>The smallest session key that is not used yet.</summary>
    public long NextSessionKey => _entries.NextSessionKey;

    /// <summary>Bytes of the database and its write-ahead log on disk, the spill log apart.</summary>
    public long FileBytes => FileSizes.OfDatabase(Path);

    /// <summary>Bytes that the database has with the last commit, once the write-ahead log's content is in it.</summary>
    public long CaptureBytes { get; private set; }

    /// <summary>
    /// The log beside this capture (<c>FILE.spill</c>) for entries that the database cannot take yet. Another thread may
    /// append to it while this writer's thread calls <see cref="MergeSpill(int)"/>. Holding it locked marks the capture as being written.
    /// </summary>
    public SpillLog Spill { get; }

    /// <summary>Stores entries in their order, in one transaction. Rows must have their ids, ascending; one already stored is skipped.</summary>
    public void Append(IReadOnlyList<CaptureEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (entries.Count == 0)
        {
            return;
        }
        if (DatabaseFile.HasMoved(_database))
        {
            Settle();
            throw SqliteFailure.Of(CaptureFileProblem.Missing, Path);
        }
        if (_isStale)
        {
            Reload();
        }
        _begin.Execute();
        try
        {
            _entries.Append(entries);
            long size = Size();
            _commit.Execute();
            CaptureBytes = size;
        }
        catch
        {
            _isStale = true;
            if (raw.sqlite3_get_autocommit(_database) == 0) // SQLite may have rolled back by itself
            {
                _rollback.Execute();
            }
            throw;
        }
    }

    /// <summary>Moves up to about <paramref name="maxBytes"/> of the spill log into the database, in order.</summary>
    /// <returns>How many entries were moved; 0 when the spill log is empty.</returns>
    public int MergeSpill(int maxBytes = 4 << 20) =>
        MergeSpill(
            maxBytes,
            entries =>
            {
                Append(entries);
                return true;
            }
        );

    /// <summary>The same with what stores entries, or around one that cannot be stored.</summary>
    /// <param name="append">Returns whether the entries need not stay in the log.</param>
    public int MergeSpill(int maxBytes, Func<List<CaptureEntry>, bool> append)
    {
        ArgumentNullException.ThrowIfNull(append);
        return _merge.Run(maxBytes, append);
    }

    /// <summary>Moves the write-ahead log's content into the database as far as readers allow, without waiting for them.</summary>
    public void Checkpoint()
    {
        int code = raw.sqlite3_wal_checkpoint_v2(_database, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out _, out _);
        if (code is not (raw.SQLITE_OK or raw.SQLITE_BUSY or raw.SQLITE_LOCKED))
        {
            throw SqliteFailure.From(_database, code, Path);
        }
    }

    /// <summary>Checkpoints and closes. Does not throw.</summary>
    public void Dispose()
    {
        _entries.Dispose();
        _begin.Dispose();
        _commit.Dispose();
        _rollback.Dispose();
        _pageCount.Dispose();
        _connection.Dispose(); // the last connection checkpoints and removes the write-ahead log
        Spill.Dispose();
    }

    /// <summary>Ends the sessions that an earlier recorder left open, at their last packet: no one follows them any more.</summary>
    internal void EndSessions()
    {
        using var end = new Statement(
            _database,
            Path,
            "UPDATE session SET ended_at_us = last_at_us, end_reason = ?1 WHERE ended_at_us IS NULL"
        );
        end.Bind(1, SessionQuery.RecordingEnded);
        end.Execute();
    }

    /// <summary>Lets the database grow to so many pages only, as a test's full disk.</summary>
    internal void LimitPages(int pages) =>
        Connections.Execute(
            _connection,
            string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {pages}")
        );

    /// <summary>
    /// Brings what is in the write-ahead log into the file while both are open: a renamed file has another name than its log.
    /// </summary>
    private void Settle()
    {
        if (!_isSettled)
        {
            _isSettled = true;
            Checkpoint();
        }
    }

    private long Size()
    {
        long pages = _pageCount.Step() ? _pageCount.Int64(0) : 0;
        _pageCount.Reset();
        return pages * _pageSize;
    }

    private void Reload()
    {
        _entries.Reload();
        _isStale = false;
    }
}
