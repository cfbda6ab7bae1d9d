using SioProxy.Filtering;
using SioProxy.Sessions;

namespace SioProxy.Recording;

/// <summary>Applies <c>--only</c>: rows that match, sessions, and those connections that a recorded row refers to.</summary>
internal sealed class RowAdmission(Filter only)
{
    private const int MaxEnded = 4096;

    private readonly FilterMatcher _matcher = new(only);
    private readonly Dictionary<long, ConnectionEntry> _held = [];
    private readonly HashSet<long> _referred = [];
    private readonly Queue<long> _ended = new();

    /// <summary>Adds an entry, and the connection it refers to when that was held back; or holds it back, or drops it.</summary>
    public void Admit(CaptureEntry entry, List<CaptureEntry> into)
    {
        switch (entry)
        {
            case ConnectionEntry connection:
                OnConnection(connection, into);
                break;
            case CapturedGap: // loss is never silent
                into.Add(entry);
                break;
            case CapturedRow row:
                if (_matcher.Matches(row))
                {
                    if (_referred.Add(row.Connection) && _held.Remove(row.Connection, out ConnectionEntry? held))
                    {
                        into.Add(held);
                    }
                    into.Add(row);
                }
                break;
            default:
                into.Add(entry);
                break;
        }
    }

    private void OnConnection(ConnectionEntry connection, List<CaptureEntry> into)
    {
        if (_referred.Contains(connection.Id))
        {
            into.Add(connection);
        }
        else
        {
            _held[connection.Id] = connection;
        }
        if (connection.EndedAtMicros is null)
        {
            return;
        }
        _ended.Enqueue(connection.Id); // a packet may still be completed by a later connection's attachments
        if (_ended.Count > MaxEnded)
        {
            long oldest = _ended.Dequeue();
            _held.Remove(oldest);
            _referred.Remove(oldest);
        }
    }
}
