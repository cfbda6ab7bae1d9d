using SioProxy.Sessions;
using SioProxy.Storage.Rows;
using SioProxy.Storage.Sqlite;
using SQLitePCL;

namespace SioProxy.Storage.Reading;

/// <summary>Reads rows by their ids.</summary>
internal sealed class RowLoader(sqlite3 database, string path, PayloadSource payloads, WordCache words) : IDisposable
{
    private readonly RowQueryStatement _byId = new(database, path, "WHERE r.id = ?1");
    private readonly Statement _latency = new(database, path, "SELECT latency_us FROM answer WHERE event_row = ?1");

    /// <summary>The row with this id; null when there is none.</summary>
    public CapturedRow? Get(long id, bool withPayload)
    {
        _byId.Statement.Bind(1, id);
        try
        {
            if (!_byId.Step())
            {
                return null;
            }
            RowColumns columns = _byId.Columns(words.Text);
            bool reads =
                withPayload || columns.Kind != RowKind.Packet || (columns.Flags & RowFlags.LooseSid) != RowFlags.None;
            RowPayload payload = reads ? payloads.Read(id) : RowPayload.Empty;
            string? session = payload.Sid ?? (columns.SessionKey is { } key ? words.Sid(key) : null);
            return columns.ToRow(payload, session, _byId.AnsweredBy);
        }
        finally
        {
            _byId.Reset();
        }
    }

    /// <summary>Microseconds to the ack that answered the event of this row; null when none did.</summary>
    public long? Latency(long eventRow)
    {
        _latency.Bind(1, eventRow);
        long? latency = _latency.Step() ? _latency.NullableInt64(0) : null;
        _latency.Reset();
        return latency;
    }

    public void Dispose()
    {
        _byId.Dispose();
        _latency.Dispose();
    }
}
