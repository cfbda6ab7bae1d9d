using SioProxy.Protocol;
using SioProxy.Protocol.SocketIo;
using SioProxy.Storage;

namespace SioProxy.Viewer.Sessions;

/// <summary>
/// Living sessions that gave the same auth, and events of the server that came to two of them at the same time. A token that
/// more than a few share is nobody's own: of those nothing is said.
/// </summary>
internal sealed class TwinFacts
{
    private const int MostAlike = 3;
    private const long MostBetween = 20_000; // microseconds between two packets of one broadcast

    private readonly List<Member> _members = [];

    /// <summary>Whether more had it at once than one client has.</summary>
    public bool IsShared { get; private set; }

    /// <summary>A session gave this auth.</summary>
    public void Join(SessionFacts session)
    {
        if (_members.Exists(member => member.Session == session))
        {
            return;
        }
        if (_members.Count(member => member.Session.Close is null) >= MostAlike)
        {
            IsShared = true;
        }
        if (IsShared)
        {
            _members.Clear();
            return;
        }
        _ = _members.RemoveAll(member => member.Session.Close is not null);
        _members.Add(new Member(session));
    }

    /// <summary>Takes a packet of one of them.</summary>
    public void Add(SessionFacts session, in PlainRow packet)
    {
        if (
            _members.Count < 2
            || packet is not { Type: SocketIoPacketType.Event, Direction: Direction.ServerToClient }
            || _members.Find(member => member.Session == session) is not { } own
        )
        {
            return;
        }
        own.Set(packet);
        foreach (Member other in _members)
        {
            if (other != own && other.TakeSame(packet, MostBetween))
            {
                session.Twin =
                    session.Twin is { } twin && twin.Of == other.Session
                        ? twin with
                        {
                            Together = twin.Together + 1,
                            Row = packet.Id,
                        }
                        : new Twin(other.Session, 1, packet.EventName ?? "", packet.Id);
                own.Clear();
                return;
            }
        }
    }

    private sealed class Member(SessionFacts session)
    {
        private (string? Namespace, string? Event, long Size, long AtMicros) _latest;

        public SessionFacts Session => session;

        public void Set(in PlainRow packet) =>
            _latest = (packet.Namespace, packet.EventName, packet.Size, packet.AtMicros);

        public void Clear() => _latest = default;

        public bool TakeSame(in PlainRow packet, long mostBetween)
        {
            bool isSame =
                _latest.Event is not null
                && packet.Size == _latest.Size
                && Math.Abs(packet.AtMicros - _latest.AtMicros) <= mostBetween
                && string.Equals(packet.EventName, _latest.Event, StringComparison.Ordinal)
                && string.Equals(packet.Namespace, _latest.Namespace, StringComparison.Ordinal);
            if (isSame)
            {
                Clear();
            }
            return isSame;
        }
    }
}
