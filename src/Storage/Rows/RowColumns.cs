using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;

namespace SioProxy.Storage.Rows;

/// <summary>A row's plain columns, strings not yet replaced by their numbers: what the table, the segments and the spill log share.</summary>
internal struct RowColumns
{
    public long Id;
    public RowKind Kind;
    public long AtMicros;
    public long Connection;
    public long? SessionKey;
    public string Client;
    public string? Node;
    public int Direction; // -1: none, as for the numbers below
    public int Transport;
    public int Version;
    public int EngineType;
    public int SocketType;
    public int Parser;
    public string? Namespace;
    public string? Event;
    public long? AckId;
    public long? AckOf;
    public long? LatencyMicros;
    public long? Size;
    public int Attachments;
    public string? FaultCode;
    public RowFlags Flags;

    public static RowColumns Of(CapturedRow row)
    {
        var columns = new RowColumns
        {
            Id = row.Id,
            Kind = row.Kind,
            AtMicros = row.AtMicros,
            Connection = row.Connection,
            SessionKey = row.SessionKey,
            Client = row.Client,
            Node = row.Node,
            Direction = -1,
            Transport = -1,
            Version = -1,
            EngineType = -1,
            SocketType = -1,
            Parser = -1,
            Flags =
                (row.Truncated ? RowFlags.Truncated : RowFlags.None)
                | (row.Redacted.Count > 0 ? RowFlags.Redacted : RowFlags.None),
        };
        switch (row)
        {
            case CapturedPacket packet:
                columns.Take(packet);
                break;
            case CapturedMessage message:
                columns.Direction = (int)message.Direction;
                columns.Size = message.Size;
                columns.FaultCode = message.Fault?.Code;
                columns.Flags |= message.IsBinary ? RowFlags.Binary : RowFlags.None;
                break;
            case CapturedHttp http:
                columns.Flags |= http.IsBodyBinary ? RowFlags.Binary : RowFlags.None;
                break;
            case CapturedGap { Direction: { } direction }:
                columns.Direction = (int)direction;
                break;
        }
        return columns;
    }

    public static RowColumns Of(PacketRun run, int index)
    {
        ref readonly PackedPacket packet = ref run.Packets[index];
        return new RowColumns
        {
            Id = run.FirstId + index,
            Kind = RowKind.Packet,
            AtMicros = packet.AtMicros,
            Connection = packet.Origin.Connection,
            SessionKey = packet.Origin.SessionKey,
            Client = packet.Origin.Client,
            Node = packet.Origin.Node,
            Direction = (int)packet.Direction,
            Transport = (int)packet.Origin.Transport,
            Version = (int)packet.Version,
            EngineType = (int)EngineIoPacketType.Message,
            SocketType = (int)packet.Type,
            Parser = (int)SocketIoParser.Default,
            Namespace = packet.Namespace,
            Event = packet.EventName,
            AckId = packet.AckId,
            AckOf = packet.AckOf > 0 ? packet.AckOf : null,
            LatencyMicros = packet.LatencyMicros,
            Size = packet.Size,
        };
    }

    private void Take(CapturedPacket packet)
    {
        Direction = (int)packet.Direction;
        Transport = (int)packet.Transport;
        Version = (int)packet.Version;
        EngineType = packet.EngineType is { } engineType ? (int)engineType : -1;
        SocketType = packet.Type is { } type ? (int)type : -1;
        Parser = (int)packet.Parser;
        Namespace = packet.Namespace;
        Event = packet.EventName;
        AckId = packet.AckId;
        AckOf = packet.AckOf;
        LatencyMicros = packet.LatencyMicros;
        Size = packet.Size;
        Attachments = packet.Attachments.Count;
        FaultCode = packet.Fault?.Code;
        Flags |=
            (packet.IsRawBinary ? RowFlags.Binary : RowFlags.None)
            | (packet.IsEventNameNumeric ? RowFlags.NumericEventName : RowFlags.None);
    }

    /// <summary>The row that these columns and its payload record make.</summary>
    public readonly CapturedRow ToRow(RowPayload payload, string? session, long? answeredBy) =>
        Kind switch
        {
            RowKind.Packet => ToPacket(payload, session, answeredBy),
            RowKind.Message => ToMessage(payload, session),
            RowKind.Http => ToHttp(payload, session),
            RowKind.Close => ToClose(payload, session),
            _ => ToGap(payload, session),
        };

    private readonly CapturedMessage ToMessage(RowPayload payload, string? session) =>
        new()
        {
            Id = Id,
            AtMicros = AtMicros,
            Connection = Connection,
            SessionKey = SessionKey,
            Session = session,
            Client = Client,
            Node = Node,
            Truncated = (Flags & RowFlags.Truncated) != RowFlags.None,
            Redacted = payload.Redacted,
            Direction = (Direction)Direction,
            Size = Size ?? 0,
            Data = payload.Raw,
            IsBinary = (Flags & RowFlags.Binary) != RowFlags.None,
            Fault = Fault(payload),
        };

    private readonly CapturedHttp ToHttp(RowPayload payload, string? session) =>
        new()
        {
            Id = Id,
            AtMicros = AtMicros,
            Connection = Connection,
            SessionKey = SessionKey,
            Session = session,
            Client = Client,
            Node = Node,
            Truncated = (Flags & RowFlags.Truncated) != RowFlags.None,
            Redacted = payload.Redacted,
            Method = payload.Text1,
            Path = payload.Text2 ?? string.Empty,
            Status = (int?)payload.Number1,
            Body = payload.Raw,
            IsBodyBinary = (Flags & RowFlags.Binary) != RowFlags.None,
        };

    private readonly CapturedClose ToClose(RowPayload payload, string? session) =>
        new()
        {
            Id = Id,
            AtMicros = AtMicros,
            Connection = Connection,
            SessionKey = SessionKey,
            Session = session,
            Client = Client,
            Node = Node,
            Truncated = (Flags & RowFlags.Truncated) != RowFlags.None,
            Redacted = payload.Redacted,
            By = (ClosedBy)(payload.Number1 ?? 0),
            How = (CloseHow)(payload.Number2 ?? 0),
            Code = (int?)payload.Number3,
            Reason = payload.Text2,
        };

    private readonly CapturedGap ToGap(RowPayload payload, string? session) =>
        new()
        {
            Id = Id,
            AtMicros = AtMicros,
            Connection = Connection,
            SessionKey = SessionKey,
            Session = session,
            Client = Client,
            Node = Node,
            Truncated = (Flags & RowFlags.Truncated) != RowFlags.None,
            Redacted = payload.Redacted,
            Direction = Direction < 0 ? null : (Direction)Direction,
            Why = payload.Text1,
            Bytes = payload.Number1,
            Packets = payload.Number2,
            FromMicros = payload.Number3 ?? AtMicros,
            ToMicros = payload.Number4,
        };

    private readonly CapturedPacket ToPacket(RowPayload payload, string? session, long? answeredBy) =>
        new()
        {
            Id = Id,
            AtMicros = AtMicros,
            Connection = Connection,
            SessionKey = SessionKey,
            Session = session,
            Client = Client,
            Node = Node,
            Truncated = (Flags & RowFlags.Truncated) != RowFlags.None,
            Redacted = payload.Redacted,
            Direction = (Direction)Math.Max(Direction, 0),
            Transport = (Transport)Math.Max(Transport, 0),
            Version = (EngineIoVersion)Math.Max(Version, 3),
            EngineType = EngineType < 0 ? null : (EngineIoPacketType)EngineType,
            Type = SocketType < 0 ? null : (SocketIoPacketType)SocketType,
            Parser = (SocketIoParser)Math.Max(Parser, 0),
            Namespace = Namespace,
            NamespaceQuery = payload.NamespaceQuery,
            EventName = Event,
            IsEventNameNumeric = (Flags & RowFlags.NumericEventName) != RowFlags.None,
            AckId = AckId,
            AckOf = AckOf,
            LatencyMicros = LatencyMicros,
            AnsweredBy = answeredBy,
            Size = Size ?? 0,
            Raw = payload.Raw,
            IsRawBinary = (Flags & RowFlags.Binary) != RowFlags.None,
            Attachments = payload.Attachments,
            RecoveryOffset = payload.RecoveryOffset,
            Fault = Fault(payload),
        };

    private readonly DecodeFault? Fault(RowPayload payload) =>
        FaultCode is null ? null : new DecodeFault(FaultCode, payload.FaultMessage ?? string.Empty);
}
