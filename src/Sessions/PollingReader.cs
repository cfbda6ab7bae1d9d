using System.Buffers;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.Http;

namespace SioProxy.Sessions;

/// <summary>Decodes the bodies of polling exchanges: Content-Encoding, JSONP, then the payload of whichever Engine.IO version it is.</summary>
internal sealed class PollingReader(PacketReader packets, TrackerOutput sink)
{
    private const byte Separator = 0x1E;
    private readonly int _maxBody = BodyLimit(sink.MaxPacket);

    /// <summary>Most bytes kept of a body: it may hold many packets.</summary>
    public static int BodyLimit(int maxPacket) => Math.Max(maxPacket, 16 * 1024 * 1024);

    /// <summary>Decodes the body of a POST.</summary>
    /// <param name="isCut">Whether it broke off.</param>
    public void ReadRequest(TrackedConnection connection, bool isCut)
    {
        connection.IsRequestDecoded = true;
        if (connection.RequestBody is not BodyBuffer body)
        {
            if (!isCut && !connection.Target.HasJsonp) // without "d" the server ignores it
            {
                FaultEmpty(connection, Direction.ClientToServer);
            }
            return;
        }
        string? type = Header(connection.Head.Headers, "Content-Type");
        ReadOnlyMemory<byte> bytes = body.Kept;
        if (connection.Target.HasJsonp && bytes.Span.StartsWith("d="u8))
        {
            var payload = new ArrayBufferWriter<byte>(bytes.Length);
            Jsonp.UnwrapRequest(bytes, payload, out DecodeFault? fault);
            if (fault is not null)
            {
                Fault(connection, Direction.ClientToServer, body, fault);
                return;
            }
            Read(connection, Direction.ClientToServer, payload.WrittenMemory, body, false, isCut || body.IsTruncated);
            return;
        }
        Read(connection, Direction.ClientToServer, bytes, body, IsOctetStream(type), isCut || body.IsTruncated);
    }

    /// <summary>Decodes the body of a GET's answer.</summary>
    /// <param name="isCut">Whether it broke off.</param>
    public void ReadResponse(TrackedConnection connection, bool isCut)
    {
        connection.IsResponseDecoded = true;
        if (connection.ResponseBody is not BodyBuffer body || connection.Response is not ResponseHead response)
        {
            if (!isCut)
            {
                FaultEmpty(connection, Direction.ServerToClient);
            }
            return;
        }
        bool isTruncated = isCut || body.IsTruncated;
        ReadOnlyMemory<byte> bytes = Decompress(response, body.Kept, out DecodeFault? fault, ref isTruncated);
        bool isOctetStream = IsOctetStream(Header(response.Headers, "Content-Type"));
        if (!connection.IsEngineIo && !ShowsEngineIo(bytes, isOctetStream))
        {
            return;
        }
        connection.IsEngineIo = true;
        if (fault is not null && !isCut)
        {
            isTruncated = true;
            packets.ReadFault(
                connection,
                Direction.ServerToClient,
                body.FirstAt,
                bytes.IsEmpty ? body.Kept : default,
                body.Total,
                true,
                fault
            );
        }
        if (bytes.Span.StartsWith("___eio["u8) || (connection.Target.HasJsonp && IsScript(bytes.Span)))
        {
            var payload = new ArrayBufferWriter<byte>(bytes.Length);
            Jsonp.UnwrapResponse(bytes, payload, out DecodeFault? wrapping);
            if (wrapping is not null && !isTruncated)
            {
                Fault(connection, Direction.ServerToClient, body, wrapping);
                return;
            }
            bytes = payload.WrittenMemory;
        }
        if (fault is null || !bytes.IsEmpty)
        {
            Read(connection, Direction.ServerToClient, bytes, body, isOctetStream, isTruncated);
        }
    }

    /// <summary>A response's body without its Content-Encoding, as far as it decodes.</summary>
    public ReadOnlyMemory<byte> Decompress(
        ResponseHead response,
        ReadOnlyMemory<byte> body,
        out DecodeFault? fault,
        ref bool isTruncated
    )
    {
        fault = null;
        string? coding = Header(response.Headers, "Content-Encoding");
        if (string.IsNullOrEmpty(coding) || body.IsEmpty)
        {
            return body;
        }
        var output = new ArrayBufferWriter<byte>(Math.Min(_maxBody, 4 * body.Length));
        OperationStatus status = ContentDecoder.Decode(
            coding,
            new ReadOnlySequence<byte>(body),
            _maxBody,
            output,
            out fault
        );
        isTruncated |= status != OperationStatus.Done;
        return output.WrittenMemory;
    }

    public static string? Header(IReadOnlyList<HttpHeader> headers, string name)
    {
        string? value = null;
        for (int i = 0; i < headers.Count; i++)
        {
            if (headers[i].Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                value = value is null ? headers[i].Value : value + ", " + headers[i].Value;
            }
        }
        return value;
    }

    private void Read(
        TrackedConnection connection,
        Direction direction,
        ReadOnlyMemory<byte> bytes,
        BodyBuffer body,
        bool isOctetStream,
        bool isTruncated
    )
    {
        if (bytes.IsEmpty)
        {
            if (!isTruncated)
            {
                packets.ReadFault(
                    connection,
                    direction,
                    body.FirstAt,
                    bytes,
                    0,
                    false,
                    new(FaultCode.Payload, "The body is empty.")
                );
            }
            return;
        }
        DirectionState state = connection.Conversation.Of(direction);
        EngineIoVersion version = Version(connection.Conversation, state, direction, bytes.Span, isOctetStream);
        bool isPlain = bytes.Length == body.Kept.Length;
        ReadOnlyMemory<byte> rest = bytes;
        while (!rest.IsEmpty)
        {
            ReadOnlyMemory<byte> before = rest;
            long at = isPlain ? body.AtOf(bytes.Length - rest.Length) : body.FirstAt;
            OperationStatus status = EngineIoDecoder.ReadPayload(
                version,
                ref rest,
                isOctetStream,
                out EngineIoPacket packet,
                out DecodeFault? fault
            );
            if (status == OperationStatus.NeedMoreData)
            {
                break;
            }
            if (status == OperationStatus.Done)
            {
                packets.Read(connection, direction, at, packet, fault, packet.Raw.Length, isTruncated && rest.IsEmpty);
                continue;
            }
            rest = Skip(connection, direction, at, version, isTruncated, rest.IsEmpty ? before : rest, fault);
        }
    }

    // The bytes that are no packet make a row; with Engine.IO 4 the next separator starts afresh.
    private ReadOnlyMemory<byte> Skip(
        TrackedConnection connection,
        Direction direction,
        long at,
        EngineIoVersion version,
        bool isTruncated,
        ReadOnlyMemory<byte> rest,
        DecodeFault? fault
    )
    {
        int end = version == EngineIoVersion.V4 ? rest.Span.IndexOf(Separator) : -1;
        ReadOnlyMemory<byte> bad = end < 0 ? rest : rest[..end];
        fault ??= new DecodeFault(FaultCode.Payload, "The bytes are no packet.");
        if (isTruncated && end < 0)
        {
            fault = new DecodeFault(FaultCode.Payload, "The body breaks off inside a packet.");
        }
        packets.ReadFault(connection, direction, at, bad, bad.Length, false, fault);
        return end < 0 ? default : rest[(end + 1)..];
    }

    // What the direction has shown decides, unless it does not fit this body at all.
    private static EngineIoVersion Version(
        Conversation conversation,
        DirectionState state,
        Direction direction,
        ReadOnlySpan<byte> body,
        bool isOctetStream
    )
    {
        if (
            state.Seen is EngineIoVersion seen
            && (direction == Direction.ClientToServer || conversation.IsVersionCertain)
        )
        {
            return seen;
        }
        EngineIoVersion? detected = PollingPayload.Detect(body, isOctetStream);
        if (detected is EngineIoVersion shown)
        {
            state.Seen = shown;
            conversation.IsVersionCertain |= direction == Direction.ServerToClient;
            return shown;
        }
        return conversation.VersionOf(direction);
    }

    private void Fault(TrackedConnection connection, Direction direction, BodyBuffer body, DecodeFault fault) =>
        packets.ReadFault(connection, direction, body.FirstAt, body.Kept, body.Total, false, fault);

    // No payload is empty: the reference takes an empty body for one packet that does not decode.
    private void FaultEmpty(TrackedConnection connection, Direction direction)
    {
        if (connection.Session is not null)
        {
            var fault = new DecodeFault(FaultCode.Payload, "The body is empty.");
            packets.ReadFault(connection, direction, connection.OpenedAt, default, 0, false, fault);
        }
    }

    private static bool ShowsEngineIo(ReadOnlyMemory<byte> bytes, bool isOctetStream)
    {
        EngineIoVersion? version = PollingPayload.Detect(bytes.Span, isOctetStream);
        ReadOnlyMemory<byte> rest = bytes;
        return version is EngineIoVersion known
            && EngineIoDecoder.ReadPayload(known, ref rest, isOctetStream, out EngineIoPacket packet, out _)
                == OperationStatus.Done
            && packet.Type == EngineIoPacketType.Open
            && EngineIoHandshake.TryParse(packet.Data, out _);
    }

    private static bool IsScript(ReadOnlySpan<byte> body) =>
        body.IndexOf("("u8) is > 0 and < 64 && !body.StartsWith("0"u8);

    private static bool IsOctetStream(string? type) =>
        type is not null && type.StartsWith("application/octet-stream", StringComparison.OrdinalIgnoreCase);
}
