using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Sessions;

/// <summary>A packet's row in the making: what is still to be completed (attachments), redacted and cut to size.</summary>
internal sealed class PacketDraft
{
    public required long AtMicros { get; init; }

    public required long Connection { get; init; }

    public required string Client { get; init; }

    public string? Node { get; init; }

    public long? SessionKey { get; init; }

    public string? Session { get; init; }

    public required Direction Direction { get; init; }

    public required Transport Transport { get; init; }

    public required EngineIoVersion Version { get; set; }

    public EngineIoPacketType? EngineType { get; set; }

    public SocketIoPacketType? Type { get; set; }

    public SocketIoParser Parser { get; set; }

    public string? Namespace { get; set; }

    public string? NamespaceQuery { get; set; }

    public string? EventName { get; set; }

    public bool IsEventNameNumeric { get; set; }

    public long? AckId { get; set; }

    public AckRequest? Asks { get; set; }

    public AckRequest? Answers { get; set; }

    public long Size { get; set; }

    /// <summary>What is kept of the packet; a view of somebody else's buffer unless <see cref="OwnsRaw"/>.</summary>
    public ReadOnlyMemory<byte> Raw { get; set; }

    public bool OwnsRaw { get; set; }

    public bool IsRawBinary { get; set; }

    /// <summary>Where in <see cref="Raw"/> the payload's JSON begins, for text of the default parser; -1 elsewhere or without.</summary>
    public int PayloadOffset { get; set; } = -1;

    /// <summary>Whether the payload is known to be well-formed JSON.</summary>
    public bool IsPayloadSound { get; set; }

    public IList<ReadOnlyMemory<byte>>? Attachments { get; set; }

    public string? RecoveryOffset { get; set; }

    public DecodeFault? Fault { get; set; }

    public bool Truncated { get; set; }

    /// <summary>Whether a secret of the packet before ran to its end, so that this one may begin with the rest of it.</summary>
    public bool FollowsOpenEnd { get; set; }

    /// <summary>Whether a secret of this packet ran to its end. Set by redaction.</summary>
    public bool IsOpenEnded { get; set; }

    public List<string>? Redacted { get; set; }

    /// <summary>A row that was made before, to be redacted again or repeated; its id is left behind.</summary>
    public static PacketDraft From(CapturedPacket row) =>
        new()
        {
            AtMicros = row.AtMicros,
            Connection = row.Connection,
            SessionKey = row.SessionKey,
            Session = row.Session,
            Client = row.Client,
            Node = row.Node,
            Truncated = row.Truncated,
            Redacted = row.Redacted.Count > 0 ? [.. row.Redacted] : null,
            Direction = row.Direction,
            Transport = row.Transport,
            Version = row.Version,
            EngineType = row.EngineType,
            Type = row.Type,
            Parser = row.Parser,
            Namespace = row.Namespace,
            NamespaceQuery = row.NamespaceQuery,
            EventName = row.EventName,
            IsEventNameNumeric = row.IsEventNameNumeric,
            AckId = row.AckId,
            Asks = row.Asks,
            Answers = row.Answers,
            Size = row.Size,
            Raw = row.Raw,
            OwnsRaw = true,
            IsRawBinary = row.IsRawBinary,
            Attachments = row.Attachments.Count > 0 ? [.. row.Attachments] : null,
            RecoveryOffset = row.RecoveryOffset,
            Fault = row.Fault,
        };

    /// <summary>Makes <see cref="Raw"/> this draft's own, when it has to outlive the buffer that it lies in.</summary>
    public void KeepRaw(int maxBytes)
    {
        if (!OwnsRaw)
        {
            Truncated |= Raw.Length > maxBytes;
            Raw = Raw[..Cut(maxBytes)].ToArray();
            OwnsRaw = true;
        }
    }

    /// <summary>Where to cut <see cref="Raw"/>: text not inside a character.</summary>
    private int Cut(int maxBytes)
    {
        if (Raw.Length <= maxBytes)
        {
            return Raw.Length;
        }
        ReadOnlySpan<byte> raw = Raw.Span;
        int cut = maxBytes;
        while (!IsRawBinary && cut > 0 && maxBytes - cut < 4 && (raw[cut] & 0xC0) == 0x80)
        {
            cut--;
        }
        return cut;
    }

    /// <summary>The row.</summary>
    /// <param name="maxBytes">Most bytes kept of the packet, and of each attachment.</param>
    /// <param name="answeredBy">On an event read from a capture: the row that answers it.</param>
    public CapturedPacket ToRow(int maxBytes, long? answeredBy = null)
    {
        KeepRaw(maxBytes);
        if (Raw.Length > maxBytes)
        {
            Truncated = true;
            Raw = Raw[..Cut(maxBytes)].ToArray();
        }
        return new CapturedPacket
        {
            AtMicros = AtMicros,
            Connection = Connection,
            SessionKey = SessionKey,
            Session = Session,
            Client = Client,
            Node = Node,
            Truncated = Truncated,
            Redacted = (IReadOnlyList<string>?)Redacted ?? [],
            Direction = Direction,
            Transport = Transport,
            Version = Version,
            EngineType = EngineType,
            Type = Type,
            Parser = Parser,
            Namespace = Namespace,
            NamespaceQuery = NamespaceQuery,
            EventName = EventName,
            IsEventNameNumeric = IsEventNameNumeric,
            AckId = AckId,
            Asks = Asks,
            Answers = Answers,
            AnsweredBy = answeredBy,
            Size = Size,
            Raw = Raw,
            IsRawBinary = IsRawBinary,
            Attachments = Attachments is null ? [] : [.. Attachments],
            RecoveryOffset = RecoveryOffset,
            Fault = Fault,
        };
    }
}
