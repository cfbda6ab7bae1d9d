using SioProxy.Sessions;
using SioProxy.Storage.Rows;
using SioProxy.Storage.Sqlite;

namespace SioProxy.Storage.Reading;

/// <summary>Reads rows by their ids.</summary>
internal sealed class RowLoader(ReadConnection connection) : IDisposable
{
    private readonly RowQueryStatement _byId = new(connection.Database, connection.Path, "WHERE r.id = ?1");
    private readonly Statement _latency = new(
        connection.Database,
        connection.Path,
        "SELECT latency_us FROM answer WHERE event_row = ?1"
    );

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
            RowColumns columns = _byId.Columns(connection.Words.Text);
            bool reads =
                withPayload || columns.Kind != RowKind.Packet || (columns.Flags & RowFlags.LooseSid) != RowFlags.None;
            RowPayload payload = reads ? connection.Payloads.Read(id) : RowPayload.Empty;
            string? session = payload.Sid ?? (columns.SessionKey is { } key ? connection.Words.Sid(key) : null);
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
