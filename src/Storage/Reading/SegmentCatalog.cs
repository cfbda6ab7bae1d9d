using SioProxy.Storage.Rows;
using SioProxy.Storage.Sqlite;
using SQLitePCL;

namespace SioProxy.Storage.Reading;

/// <summary>What occurs in the complete segments, read once and added to as the file grows.</summary>
internal sealed class SegmentCatalog(sqlite3 database, string path) : IDisposable
{
    private readonly List<(long Id, SegmentSummary Summary)> _segments = [];
    private readonly Statement _read = new(
        database,
        path,
        """
        SELECT id, rows, min_at_us, max_at_us, min_connection, max_connection, max_size, max_latency_us, kinds, directions,
            transports, eios, engine_types, sio_types, flags
        FROM segment WHERE id > ?1 ORDER BY id
        """
    );

    public IReadOnlyList<(long Id, SegmentSummary Summary)> Complete => _segments;

    /// <summary>Rows of complete segments.</summary>
    public long Rows { get; private set; }

    /// <summary>The first id behind the complete segments.</summary>
    public long TailStart => _segments.Count == 0 ? long.MinValue : (_segments[^1].Id + 1) << Segments.Shift;

    public void Refresh()
    {
        _read.Bind(1, _segments.Count == 0 ? -1 : _segments[^1].Id);
        while (_read.Step())
        {
            var summary = new SegmentSummary
            {
                Rows = _read.Int64(1),
                MinAt = _read.Int64(2),
                MaxAt = _read.Int64(3),
                MinConnection = _read.Int64(4),
                MaxConnection = _read.Int64(5),
                MaxSize = _read.Int64(6),
                MaxLatency = _read.Int64(7),
                Kinds = _read.Int64(8),
                Directions = _read.Int64(9),
                Transports = _read.Int64(10),
                Versions = _read.Int64(11),
                EngineTypes = _read.Int64(12),
                SocketTypes = _read.Int64(13),
                Flags = _read.Int64(14),
            };
            if (_read.Int64(0) > long.MaxValue >> Segments.Shift)
            {
                break; // no row can be in it
            }
            _segments.Add((_read.Int64(0), summary));
            Rows += summary.Rows;
        }
        _read.Reset();
    }

    public void Dispose() => _read.Dispose();
}
