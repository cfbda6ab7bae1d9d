using SioProxy.Protocol;

namespace SioProxy.Sessions;

/// <summary>One exchange or WebSocket that is followed.</summary>
internal sealed class TrackedConnection
{
    private PacketOrigin? _origin;

    public required long Id { get; init; }

    public required long OpenedAt { get; init; }

    public required RequestHead Head { get; init; }

    public required RequestTarget Target { get; init; }

    public string? Node { get; set; }

    public ResponseHead? Response { get; set; }

    /// <summary>Whether this is Engine.IO's beyond doubt: by its query, its path, or what it carried.</summary>
    public bool IsEngineIo { get; set; }

    public TrackedSession? Session { get; set; }

    /// <summary>The state of packets whose session is unknown.</summary>
    public Conversation? Own { get; set; }

    public Conversation Conversation => Session?.Conversation ?? (Own ??= new Conversation(Target.Claimed));

    public BodyBuffer? RequestBody { get; set; }

    public BodyBuffer? ResponseBody { get; set; }

    /// <summary>Whether the request's body has passed whole.</summary>
    public bool IsRequestWhole { get; set; }

    public bool IsRequestDecoded { get; set; }

    public bool IsResponseDecoded { get; set; }

    /// <summary>Whether the end of the response's body was seen.</summary>
    public bool IsResponseEnded { get; set; }

    /// <summary>Whether all of the response passed: its end was seen, or as much as its head had promised.</summary>
    public bool IsResponseWhole =>
        IsResponseEnded
        || (
            Response is not null
            && long.TryParse(
                PollingReader.Header(Response.Headers, "Content-Length"),
                System.Globalization.NumberStyles.None,
                provider: null,
                out long length
            )
            && length == (ResponseBody?.Total ?? 0)
        );

    /// <summary>Whether an Engine.IO packet of the request closes the session.</summary>
    public bool SaysClose { get; set; }

    public WebSocketState? WebSocket { get; set; }

    /// <summary>Whether bytes of that direction were lost, so that it is not decoded.</summary>
    public bool IsClientLost { get; private set; }

    public bool IsServerLost { get; private set; }

    /// <summary>Whether an entry has come out.</summary>
    public bool IsKnown { get; set; }

    /// <summary>Its place among the entries that have not been drained, if it has one.</summary>
    public int EntryPlace { get; set; }

    /// <summary>Whether something came to be known since the last entry.</summary>
    public bool IsChanged { get; set; } = true;

    public long? EndedAt { get; set; }

    public Transport Transport => Head.IsWebSocket ? Transport.WebSocket : Transport.Polling;

    public bool IsSuccess => Response is { Status: >= 200 and < 300 };

    public bool IsLost(Direction direction) => direction == Direction.ClientToServer ? IsClientLost : IsServerLost;

    public void SetLost(Direction direction, bool isLost)
    {
        if (direction == Direction.ClientToServer)
        {
            IsClientLost = isLost;
        }
        else
        {
            IsServerLost = isLost;
        }
    }

    /// <summary>What its packets' rows share, as it is now.</summary>
    public PacketOrigin Origin()
    {
        string? sid = Session?.Sid ?? Target.Sid;
        if (
            _origin is null
            || _origin.SessionKey != Session?.Key
            || !ReferenceEquals(_origin.Session, sid)
            || !ReferenceEquals(_origin.Node, Node)
        )
        {
            _origin = new PacketOrigin(Id, Session?.Key, sid, Head.Client, Node, Transport);
        }
        return _origin;
    }

    public ConnectionEntry ToEntry() =>
        new()
        {
            Id = Id,
            OpenedAtMicros = OpenedAt,
            Client = Head.Client,
            Node = Node,
            Transport = IsEngineIo ? Transport : null,
            SessionKey = Session?.Key,
            Method = Head.Method,
            Target = Head.Target,
            HttpVersion = Head.HttpVersion,
            RequestHeaders = Head.Headers,
            Status = Response?.Status,
            ResponseHeaders = Response?.Headers ?? [],
            EndedAtMicros = EndedAt,
        };
}
