using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Sessions;

/// <summary>
/// What the packets of one session build on, both directions: versions, parsers, attachments awaited, acks, recovery. A connection
/// whose session is unknown has one of its own.
/// </summary>
internal sealed class Conversation(int? claimed)
{
    private const int MaxNamespaces = 1024;
    private HashSet<string>? _recovering;
    private HashSet<string>? _joined;

    public DirectionState Client { get; } = new();

    public DirectionState Server { get; } = new();

    public AckMatcher Acks { get; } = new();

    /// <summary>Whether a packet has shown that this is Socket.IO, so that what does not decode is a fault.</summary>
    public bool IsSocketIo { get; set; }

    /// <summary>Whether the server's version is told by its framing, not by what the client claims.</summary>
    public bool IsVersionCertain { get; set; }

    /// <summary>Who left the last namespace; null while one is joined, or none was left.</summary>
    public Direction? LastLeave { get; private set; }

    /// <summary>The Socket.IO revision, which is what the server really speaks.</summary>
    public SocketIoRevision Revision => SocketIoRevisions.Of(VersionOf(Direction.ServerToClient));

    public DirectionState Of(Direction direction) => direction == Direction.ClientToServer ? Client : Server;

    /// <summary>The framing to expect of a direction: what it showed, else what the client claims or the other side showed.</summary>
    public EngineIoVersion VersionOf(Direction direction)
    {
        EngineIoVersion? said = claimed switch
        {
            3 => EngineIoVersion.V3,
            4 => EngineIoVersion.V4,
            _ => null,
        };
        return direction == Direction.ClientToServer
            ? Client.Seen ?? said ?? Server.Seen ?? EngineIoVersion.V4
            : Server.Seen ?? said ?? Client.Seen ?? EngineIoVersion.V4;
    }

    /// <summary>Whether server events of a namespace carry connection state recovery's offset.</summary>
    public bool IsRecovering(string nsp) => _recovering is not null && _recovering.Contains(nsp);

    public void SetRecovering(string nsp, bool isRecovering)
    {
        if (!isRecovering)
        {
            _recovering?.Remove(nsp);
        }
        else if ((_recovering ??= []).Count < MaxNamespaces)
        {
            _recovering.Add(nsp);
        }
    }

    public void Join(string nsp)
    {
        LastLeave = null;
        if ((_joined ??= []).Count < MaxNamespaces)
        {
            _joined.Add(nsp);
        }
    }

    public void Leave(string nsp, Direction by)
    {
        _joined?.Remove(nsp);
        if (_joined is null or { Count: 0 })
        {
            LastLeave = by;
        }
    }
}
