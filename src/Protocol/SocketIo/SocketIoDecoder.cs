using System.Buffers;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.Json;

namespace SioProxy.Protocol.SocketIo;

/// <summary>
/// Reads the packets of the default parser (socket.io-protocol revisions 4 and 5): the text of an Engine.IO message,
/// attachments apart. Stateless; never throws on a peer's bytes; time linear in their number.
/// </summary>
public static class SocketIoDecoder
{
    internal static ReadOnlyMemory<byte> MainNamespace { get; } = "/"u8.ToArray();

    /// <summary>Reads one packet.</summary>
    /// <param name="data">An Engine.IO message's data, UTF-8 text.</param>
    /// <returns>
    /// Done; or InvalidData: <paramref name="fault"/> says why, and <paramref name="packet"/> holds what could be read. With
    /// an unknown type (<see cref="FaultCode.SocketIoType"/>) it holds nothing; JSON that does not parse is left out, JSON of
    /// the wrong shape is not; an attachment count over <see cref="SocketIoLimits.MaxAttachments"/> is there as it came.
    /// </returns>
    public static OperationStatus Decode(
        ReadOnlyMemory<byte> data,
        SocketIoRevision revision,
        out SocketIoPacket packet,
        out DecodeFault? fault
    )
    {
        ReadOnlySpan<byte> text = data.Span;
        packet = default;
        fault = null;
        int type = text.IsEmpty ? -1 : text[0] - '0';
        if ((uint)type > (uint)SocketIoPacketType.BinaryAck)
        {
            fault = SocketIoFaults.UnknownType(text);
            return OperationStatus.InvalidData;
        }
        var packetType = (SocketIoPacketType)type;
        int at = 1;
        int attachments = 0;
        if (packetType >= SocketIoPacketType.BinaryEvent)
        {
            attachments = ReadAttachmentCount(text, ref at, out fault);
        }
        ReadOnlyMemory<byte> name = ReadNamespace(data, ref at);
        ReadOnlyMemory<byte>? query =
            packetType == SocketIoPacketType.Connect && revision == SocketIoRevision.V4 ? CutQuery(ref name) : null;
        long? ackId = ReadAckId(text, ref at);
        ReadOnlyMemory<byte>? payload = null;
        ReadOnlyMemory<byte>? eventName = null;
        if (at < text.Length)
        {
            DecodeFault? payloadFault = PayloadShape.Check(
                text[at..],
                packetType,
                revision,
                attachments,
                out PayloadShape shape
            );
            fault ??= payloadFault;
            payload = shape.IsJson ? data[at..] : default(ReadOnlyMemory<byte>?);
            eventName = shape.EventName.End.Value > 0 ? data[at..][shape.EventName] : default(ReadOnlyMemory<byte>?);
        }
        packet = new SocketIoPacket
        {
            Type = packetType,
            Namespace = name,
            NamespaceQuery = query,
            AckId = ackId,
            AttachmentCount = attachments,
            Payload = payload,
            InlineAttachments = [],
            EventNameToken = eventName,
        };
        return fault is null ? OperationStatus.Done : OperationStatus.InvalidData;
    }

    // Up to the first '-', read as a JavaScript number. Without a count, reading goes on right behind the type.
    private static int ReadAttachmentCount(ReadOnlySpan<byte> text, ref int at, out DecodeFault? fault)
    {
        int dash = text.IndexOf((byte)'-');
        if (dash < 0 || !JavaScriptNumber.TryParseWhole(text[1..dash], out long count) || count < 1)
        {
            fault = SocketIoFaults.NoAttachmentCount;
            return 0;
        }
        at = dash + 1;
        fault = count > SocketIoLimits.MaxAttachments ? SocketIoFaults.TooManyAttachments(count) : null;
        return (int)Math.Min(count, int.MaxValue);
    }

    private static ReadOnlyMemory<byte> ReadNamespace(ReadOnlyMemory<byte> data, ref int at)
    {
        ReadOnlySpan<byte> rest = data.Span[at..];
        if (rest.IsEmpty || rest[0] != '/')
        {
            return MainNamespace;
        }
        int comma = rest.IndexOf((byte)',');
        int length = comma < 0 ? rest.Length : comma;
        ReadOnlyMemory<byte> name = data.Slice(at, length);
        at += comma < 0 ? length : length + 1;
        return name;
    }

    internal static ReadOnlyMemory<byte>? CutQuery(ref ReadOnlyMemory<byte> name)
    {
        int mark = name.Span.IndexOf((byte)'?');
        if (mark < 0)
        {
            return null;
        }
        ReadOnlyMemory<byte> query = name[(mark + 1)..];
        name = name[..mark];
        return query;
    }

    // Digits; the reference's test takes white space for digits too, and then reads Number(" 12 ").
    private static long? ReadAckId(ReadOnlySpan<byte> text, ref int at)
    {
        int end = at;
        while (end < text.Length)
        {
            int length = (uint)(text[end] - '0') <= 9 ? 1 : JavaScriptNumber.WhiteSpaceLength(text[end..]);
            if (length == 0)
            {
                break;
            }
            end += length;
        }
        ReadOnlySpan<byte> digits = text[at..end];
        at = end;
        return !digits.IsEmpty && JavaScriptNumber.TryParseWhole(digits, out long id) ? id : null;
    }
}
