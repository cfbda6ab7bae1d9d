using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Sessions;

namespace SioProxy.Storage.Formats;

/// <summary>What exported rows say of their sessions and connections, and which ids they will have.</summary>
internal sealed class RowOutline
{
    private readonly Dictionary<string, SessionOutline> _current = new(StringComparer.Ordinal);
    private readonly List<SessionOutline> _sessions = [];
    private readonly SortedDictionary<long, ConnectionOutline> _connections = [];
    private readonly Dictionary<long, long> _newIds = []; // only once ids have holes
    private long _firstId;
    private long _lastId;
    private long _nextId;
    private long _nextOpen;
    private bool _hasHoles;

    /// <summary>How many rows there are.</summary>
    public long Count { get; private set; }

    /// <summary>The id that the first row will have: its own, unless the ids have holes and begin anew.</summary>
    public long FirstId => _hasHoles ? 1 : _firstId;

    /// <summary>The session that a row belongs to: a sid that is opened once more is another session.</summary>
    public long? SessionOf(JsonFields row)
    {
        if (row.OptionalText("session") is not { } sid)
        {
            return null;
        }
        bool opens = row.Find("engine") is { } engine && engine.ValueEquals("open");
        if (!_current.TryGetValue(sid, out SessionOutline? session) || (opens && session.HasOpened))
        {
            session =
                _nextOpen < _sessions.Count ? _sessions[(int)_nextOpen] : new SessionOutline(_sessions.Count + 1, sid);
            if (_nextOpen == _sessions.Count)
            {
                _sessions.Add(session);
            }
            _nextOpen++;
            _current[sid] = session;
        }
        session.HasOpened |= opens;
        return session.Key;
    }

    /// <summary>Takes a row into account.</summary>
    public void Add(CapturedRow row, JsonFields fields)
    {
        Count++;
        _firstId = Count == 1 ? row.Id : _firstId;
        if (row.Id <= _lastId)
        {
            throw fields.Error("id", "greater than that of the row before");
        }
        _hasHoles |= Count > 1 && row.Id != _lastId + 1;
        _lastId = row.Id;
        if (row.SessionKey is { } key)
        {
            _sessions[(int)key - 1].Add(row);
        }
        if (row.Connection == 0)
        {
            return; // a gap that no connection is to blame for
        }
        if (!_connections.TryGetValue(row.Connection, out ConnectionOutline? connection))
        {
            connection = new ConnectionOutline(row);
            _connections.Add(row.Connection, connection);
        }
        connection.Add(row);
    }

    /// <summary>The rows will be read again, from the first.</summary>
    public void Rewind()
    {
        _current.Clear();
        _nextOpen = 0;
        _nextId = FirstId;
        _sessions.ForEach(session => session.HasOpened = false);
    }

    /// <summary>Gives a row the id that it has in the capture, and acks that of what they answer.</summary>
    public void Renumber(CapturedRow row)
    {
        if (_hasHoles)
        {
            _newIds[row.Id] = _nextId;
            row.Id = _nextId++;
        }
        if (row is CapturedPacket { AckOf: { } asked } ack)
        {
            long? known = _hasHoles
                ? _newIds.TryGetValue(asked, out long id)
                    ? id
                    : null
                : asked >= FirstId && asked < row.Id
                    ? asked
                    : null;
            ack.AckOf = known;
            ack.LatencyMicros = known is null ? null : ack.LatencyMicros;
        }
    }

    public IEnumerable<SessionEntry> Sessions() => _sessions.Select(session => session.ToEntry());

    public IEnumerable<ConnectionEntry> Connections() => _connections.Values.Select(connection => connection.ToEntry());
}
