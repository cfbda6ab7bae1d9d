using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Sessions;

/// <summary>Views of a packet's content, made from what the row keeps. On rows that do not parse they return null; they never throw.</summary>
public static class PacketContent
{
    // Not a plain null: that would become an empty memory beside one in a conditional expression.
    private static ReadOnlyMemory<byte>? Nothing => null;

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// The arguments behind the event name, or an ack's arguments, as a UTF-8 JSON array: recovery offset taken out,
    /// placeholders as <c>{"$binary":index}</c>, a literal key <c>$binary</c> as <c>$$binary</c>, else the wire's own text. Null without payload.
    /// </summary>
    public static ReadOnlyMemory<byte>? Args(CapturedPacket packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        bool isEvent = packet.Type is SocketIoPacketType.Event or SocketIoPacketType.BinaryEvent;
        bool isAck = packet.Type is SocketIoPacketType.Ack or SocketIoPacketType.BinaryAck;
        return isEvent || isAck ? Rewrite(packet, isEvent, packet.RecoveryOffset is not null) : Nothing;
    }

    /// <summary>
    /// The export's <c>data</c> as one UTF-8 JSON value: payload of open, CONNECT, CONNECT_ERROR, DISCONNECT; the text of a
    /// ping, pong or probe; a message that is not Socket.IO. Null without.
    /// </summary>
    public static ReadOnlyMemory<byte>? Data(CapturedPacket packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (packet.EngineType is null || packet.Raw.IsEmpty)
        {
            return null;
        }
        if (packet.Type is not null)
        {
            return
                packet.Type
                    is SocketIoPacketType.Connect
                        or SocketIoPacketType.ConnectError
                        or SocketIoPacketType.Disconnect
                ? Rewrite(packet, isEvent: false, hasOffset: false)
                : Nothing;
        }
        if (packet.IsRawBinary || (packet.EngineType == EngineIoPacketType.Message && packet.Raw.Span[0] == 'b'))
        {
            return null; // bytes have no JSON: they are in the row's raw form
        }
        ReadOnlyMemory<byte> text = packet.Raw[1..];
        if (packet.EngineType == EngineIoPacketType.Open && TryOneLine(text.Span, 0, out ReadOnlyMemory<byte> json))
        {
            return json;
        }
        return text.IsEmpty && packet.EngineType != EngineIoPacketType.Message ? Nothing : Quoted(text.Span);
    }

    /// <summary>What a filter's <c>auth.</c> looks into: the payload of a CONNECT (its query string's members on protocol 4) as a UTF-8 JSON object; null otherwise.</summary>
    public static ReadOnlyMemory<byte>? Auth(CapturedPacket packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (packet.Type != SocketIoPacketType.Connect)
        {
            return null;
        }
        if (packet.NamespaceQuery is null)
        {
            return Rewrite(packet, isEvent: false, hasOffset: false);
        }
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output, Relaxed))
        {
            writer.WriteStartObject();
            foreach (string pair in packet.NamespaceQuery.Split('&', StringSplitOptions.RemoveEmptyEntries))
            {
                int equals = pair.IndexOf('=', StringComparison.Ordinal);
                string name = equals < 0 ? pair : pair[..equals];
                string value = equals < 0 ? "" : pair[(equals + 1)..];
                writer.WriteString(Unescape(name), Unescape(value));
            }
            writer.WriteEndObject();
        }
        return output.WrittenMemory;
    }

    private static ReadOnlyMemory<byte>? Rewrite(CapturedPacket packet, bool isEvent, bool hasOffset)
    {
        if (packet.Truncated || !TryPayload(packet, out ReadOnlyMemory<byte> payload, out int attachments))
        {
            return null;
        }
        var output = new ArrayBufferWriter<byte>(payload.Length + 16);
        return JsonPayloadRewriter.TryRewriteArgs(payload.Span, isEvent, hasOffset, attachments, output, out _)
            ? output.WrittenMemory
            : Nothing;
    }

    private static bool TryPayload(CapturedPacket packet, out ReadOnlyMemory<byte> payload, out int attachments)
    {
        payload = default;
        attachments = packet.Attachments.Count;
        if (packet.Parser == SocketIoParser.Default)
        {
            int header = SocketIoHeader.LengthOf(packet.Raw.Span);
            payload = packet.Raw[header..];
            return !payload.IsEmpty && !packet.IsRawBinary;
        }
        OperationStatus status = EngineIoDecoder.DecodeMessage(
            packet.Version,
            packet.Raw,
            packet.IsRawBinary,
            out EngineIoPacket engine,
            out _
        );
        if (status != OperationStatus.Done)
        {
            return false;
        }
        SocketIoRevision revision = SocketIoRevisions.Of(packet.Version);
        _ = engine.IsBinary
            ? MessagePackDecoder.Decode(engine.Data, revision, out SocketIoPacket decoded, out _)
            : MessagePackDecoder.DecodeText(engine.Data, revision, out decoded, out _);
        payload = decoded.Payload ?? default;
        return !payload.IsEmpty;
    }

    private static bool TryOneLine(ReadOnlySpan<byte> json, int attachments, out ReadOnlyMemory<byte> line)
    {
        var output = new ArrayBufferWriter<byte>(json.Length + 16);
        bool isJson = JsonPayloadRewriter.TryRewriteArgs(json, false, false, attachments, output, out _);
        line = output.WrittenMemory;
        return isJson;
    }

    private static ReadOnlyMemory<byte> Quoted(ReadOnlySpan<byte> text)
    {
        var output = new ArrayBufferWriter<byte>(text.Length + 16);
        using var writer = new Utf8JsonWriter(output, Relaxed);
        if (Utf8.IsValid(text))
        {
            writer.WriteStringValue(text);
        }
        else
        {
            writer.WriteStringValue(Encoding.UTF8.GetString(text));
        }
        writer.Flush();
        return output.WrittenMemory;
    }

    private static string Unescape(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
