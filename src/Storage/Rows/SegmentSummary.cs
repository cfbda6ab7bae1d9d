using SioProxy.Storage.Sqlite;

namespace SioProxy.Storage.Rows;

/// <summary>The row of <c>segment</c>: extremes, and for small columns a bit per value that occurs (none: no bit).</summary>
internal struct SegmentSummary
{
    public long Rows;
    public long MinAt;
    public long MaxAt;
    public long MinConnection;
    public long MaxConnection;
    public long MaxSize;
    public long MaxLatency;
    public long Kinds;
    public long Directions;
    public long Transports;
    public long Versions;
    public long EngineTypes;
    public long SocketTypes;
    public long Flags;

    public void Add(in RowColumns row)
    {
        if (Rows++ == 0)
        {
            MinAt = long.MaxValue;
            MaxAt = long.MinValue;
            MinConnection = long.MaxValue;
            MaxConnection = long.MinValue;
            MaxSize = -1;
            MaxLatency = -1;
        }
        MinAt = Math.Min(MinAt, row.AtMicros);
        MaxAt = Math.Max(MaxAt, row.AtMicros);
        MinConnection = Math.Min(MinConnection, row.Connection);
        MaxConnection = Math.Max(MaxConnection, row.Connection);
        MaxSize = Math.Max(MaxSize, row.Size ?? -1);
        MaxLatency = Math.Max(MaxLatency, row.LatencyMicros ?? -1);
        Kinds |= Bit((int)row.Kind);
        Directions |= Bit(row.Direction);
        Transports |= Bit(row.Transport);
        Versions |= Bit(row.Version);
        EngineTypes |= Bit(row.EngineType);
        SocketTypes |= Bit(row.SocketType);
        Flags |= (long)row.Flags;
    }

    public readonly void Bind(Statement insert, long segment)
    {
        insert.Bind(1, segment);
        insert.Bind(2, Rows);
        insert.Bind(3, MinAt);
        insert.Bind(4, MaxAt);
        insert.Bind(5, MinConnection);
        insert.Bind(6, MaxConnection);
        insert.Bind(7, MaxSize);
        insert.Bind(8, MaxLatency);
        insert.Bind(9, Kinds);
        insert.Bind(10, Directions);
        insert.Bind(11, Transports);
        insert.Bind(12, Versions);
        insert.Bind(13, EngineTypes);
        insert.Bind(14, SocketTypes);
        insert.Bind(15, Flags);
    }

    public static long Bit(int value) => value < 0 ? 0 : 1L << (value & 63);
}
