using System.Text.Json;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;

namespace SioProxy.Storage.Formats;

/// <summary>Makes rows from the objects that <see cref="RowJson"/> writes. What follows from other fields is not read.</summary>
internal static class RowReader
{
    private const long MaxId = 1L << 53;

    /// <param name="sessionKey">The session that the row belongs to; null: none.</param>
    /// <exception cref="ImportException">The object is no row; the message names the place and the field.</exception>
    public static CapturedRow Read(JsonFields row, long? sessionKey) =>
        row.Text("kind") switch
        {
            "packet" => Packet(row, sessionKey),
            "message" => Message(row, sessionKey),
            "http" => Http(row, sessionKey),
            "close" => Close(row, sessionKey),
            "gap" => Gap(row, sessionKey),
            _ => throw row.Error("kind", "one of packet, message, http, close, gap"),
        };

    /// <summary>A row's own id.</summary>
    public static long Id(JsonFields row) => row.Whole("id", 1, MaxId);

    /// <summary>Its connection's.</summary>
    public static long Connection(JsonFields row) => IsOfNone(row) ? 0 : row.Whole("connection", 0, MaxId);

    private static string Client(JsonFields row) =>
        (IsOfNone(row) ? row.OptionalText("client") : row.Text("client")) ?? "";

    // Only a gap may be one of all connections.
    private static bool IsOfNone(JsonFields row) => !row.Has("connection") && row.OptionalText("kind") is "gap";

    private static CapturedPacket Packet(JsonFields row, long? sessionKey)
    {
        (ReadOnlyMemory<byte> raw, bool isBinary) = Content(row, "raw", "rawBase64");
        SocketIoPacketType? type = row.Has("type")
            ? row.Word("type", Enum.GetValues<SocketIoPacketType>(), RowNames.Of)
            : null;
        bool isNumeric = row.Find("event") is { ValueKind: JsonValueKind.Number };
        return new CapturedPacket
        {
            Id = Id(row),
            AtMicros = row.Time("at"),
            Connection = Connection(row),
            SessionKey = sessionKey,
            Session = row.OptionalText("session"),
            Client = Client(row),
            Node = row.OptionalText("node"),
            Truncated = row.Flag("truncated"),
            Redacted = Redacted(row),
            Direction = DirectionOf(row),
            Transport = row.Word("transport", Enum.GetValues<Transport>(), RowNames.Of),
            Version = (EngineIoVersion)row.Whole("eio", 3, 4),
            EngineType = row.Has("engine")
                ? row.Word("engine", Enum.GetValues<EngineIoPacketType>(), RowNames.Of)
                : null,
            Type = type,
            Parser =
                type is not null && IsMessagePack(raw.Span, isBinary)
                    ? SocketIoParser.MessagePack
                    : SocketIoParser.Default,
            Namespace = row.OptionalText("ns"),
            NamespaceQuery = row.OptionalText("nsQuery"),
            EventName = isNumeric ? row.Find("event")!.Value.GetRawText() : row.OptionalText("event"),
            IsEventNameNumeric = isNumeric,
            AckId = row.OptionalWhole("ackId"),
            AckOf = row.OptionalWhole("ackOf", 1, MaxId),
            LatencyMicros = row.OptionalNumber("latencyMs") is { } millis ? (long)Math.Round(millis * 1000) : null,
            Attachments = Attachments(row),
            RecoveryOffset = row.OptionalText("recoveryOffset"),
            Size = row.Whole("size"),
            Raw = raw,
            IsRawBinary = isBinary,
            Fault = Fault(row),
        };
    }

    private static CapturedMessage Message(JsonFields row, long? sessionKey)
    {
        (ReadOnlyMemory<byte> data, bool isBinary) = Content(row, "text", "base64");
        return new CapturedMessage
        {
            Id = Id(row),
            AtMicros = row.Time("at"),
            Connection = Connection(row),
            SessionKey = sessionKey,
            Session = row.OptionalText("session"),
            Client = Client(row),
            Node = row.OptionalText("node"),
            Truncated = row.Flag("truncated"),
            Redacted = Redacted(row),
            Direction = DirectionOf(row),
            Size = row.Whole("size"),
            Data = data,
            IsBinary = isBinary,
            Fault = Fault(row),
        };
    }

    private static CapturedHttp Http(JsonFields row, long? sessionKey)
    {
        (ReadOnlyMemory<byte> body, bool isBinary) = Content(row, "body", "bodyBase64");
        return new CapturedHttp
        {
            Id = Id(row),
            AtMicros = row.Time("at"),
            Connection = Connection(row),
            SessionKey = sessionKey,
            Session = row.OptionalText("session"),
            Client = Client(row),
            Node = row.OptionalText("node"),
            Truncated = row.Flag("truncated"),
            Redacted = Redacted(row),
            Method = row.Text("method"),
            Path = row.Text("path"),
            Status = (int?)row.OptionalWhole("status", 0, 999),
            Body = body,
            IsBodyBinary = isBinary,
        };
    }

    private static CapturedClose Close(JsonFields row, long? sessionKey) =>
        new()
        {
            Id = Id(row),
            AtMicros = row.Time("at"),
            Connection = Connection(row),
            SessionKey = sessionKey,
            Session = row.OptionalText("session"),
            Client = Client(row),
            Node = row.OptionalText("node"),
            Truncated = row.Flag("truncated"),
            Redacted = Redacted(row),
            By = row.Word("by", Enum.GetValues<ClosedBy>(), RowNames.Of),
            How = row.Word("how", Enum.GetValues<CloseHow>(), RowNames.Of),
            Code = (int?)row.OptionalWhole("code", 0, ushort.MaxValue),
            Reason = row.OptionalText("reason"),
        };

    private static CapturedGap Gap(JsonFields row, long? sessionKey) =>
        new()
        {
            Id = Id(row),
            AtMicros = row.Time("at"),
            Connection = Connection(row),
            SessionKey = sessionKey,
            Session = row.OptionalText("session"),
            Client = Client(row),
            Node = row.OptionalText("node"),
            Truncated = row.Flag("truncated"),
            Redacted = Redacted(row),
            Direction = row.Has("dir") ? DirectionOf(row) : null,
            Bytes = row.OptionalWhole("bytes"),
            Packets = row.OptionalWhole("packets"),
            FromMicros = row.Time("from"),
            ToMicros = row.Has("to") ? row.Time("to") : null,
            Why = row.Text("why"),
        };

    private static Direction DirectionOf(JsonFields row) => row.Word("dir", Enum.GetValues<Direction>(), RowNames.Of);

    private static (ReadOnlyMemory<byte> Bytes, bool IsBinary) Content(JsonFields row, string text, string base64) =>
        row.Has(base64) ? (row.Base64(base64), true) : (row.Utf8(text), false);

    // Text begins with the Engine.IO type's digit; msgpack with its map, a type byte, or on polling the base64 mark.
    private static bool IsMessagePack(ReadOnlySpan<byte> raw, bool isBinary) =>
        raw.Length > 0 && (isBinary ? raw[0] != (byte)'4' : raw[0] == (byte)'b');

    private static List<string> Redacted(JsonFields row)
    {
        var paths = new List<string>();
        foreach (JsonElement path in row.Array("redacted"))
        {
            paths.Add(
                path.ValueKind == JsonValueKind.String ? path.GetString()! : throw row.Error("redacted", "paths")
            );
        }
        return paths;
    }

    private static List<ReadOnlyMemory<byte>> Attachments(JsonFields row)
    {
        var attachments = new List<ReadOnlyMemory<byte>>();
        foreach (JsonElement attachment in row.Array("attachments"))
        {
            attachments.Add(row.In(attachment).Base64("base64"));
        }
        return attachments;
    }

    private static DecodeFault? Fault(JsonFields row)
    {
        if (!row.Has("fault"))
        {
            return null;
        }
        JsonFields fault = row.Object("fault");
        return new DecodeFault(fault.Text("code"), fault.Text("message"));
    }
}
