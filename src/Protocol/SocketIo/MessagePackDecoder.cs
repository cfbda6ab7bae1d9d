using System.Buffers;
using SioProxy.Protocol.Json;

namespace SioProxy.Protocol.SocketIo;

/// <summary>
/// Reads the packets of socket.io-msgpack-parser. Payloads come out as JSON: undefined as null, binary lifted into
/// <see cref="SocketIoPacket.InlineAttachments"/>, extensions as <c>{"$ext":[type,"base64"]}</c>, NaN and infinities as
/// <c>{"$number":"NaN"}</c>. Never throws on a peer's bytes. Payloads are arrays of their own, attachments views of the input.
/// </summary>
public static class MessagePackDecoder
{
    /// <summary>Whether a binary message that nobody awaits may be a packet: a msgpack map whose first key is one of a packet's.</summary>
    public static bool LooksLikePacket(ReadOnlySpan<byte> data)
    {
        var walker = new MessagePackWalker(data);
        if (
            !walker.Read()
            || walker.Kind != MessagePackTokenKind.Map
            || !walker.Read()
            || walker.Kind != MessagePackTokenKind.Text
        )
        {
            return false;
        }
        ReadOnlySpan<byte> key = walker.Content;
        return key.SequenceEqual("type"u8)
            || key.SequenceEqual("nsp"u8)
            || key.SequenceEqual("data"u8)
            || key.SequenceEqual("id"u8)
            || key.SequenceEqual("options"u8);
    }

    /// <summary>Reads a packet from a binary message.</summary>
    /// <returns>
    /// Done; or InvalidData: <paramref name="fault"/> says why, <paramref name="packet"/> holds what could be read; nothing
    /// when the bytes are no msgpack map or the type is unknown.
    /// </returns>
    public static OperationStatus Decode(
        ReadOnlyMemory<byte> data,
        SocketIoRevision revision,
        out SocketIoPacket packet,
        out DecodeFault? fault
    )
    {
        fault = null;
        return MessagePackPlainPacket.TryRead(data, out packet)
            ? OperationStatus.Done
            : DecodeAny(data, revision, out packet, out fault);
    }

    /// <summary>As <see cref="Decode"/>, in steps that any packet can be read by.</summary>
    internal static OperationStatus DecodeAny(
        ReadOnlyMemory<byte> data,
        SocketIoRevision revision,
        out SocketIoPacket packet,
        out DecodeFault? fault
    )
    {
        var fields = new MessagePackFields(revision);
        var walker = new MessagePackWalker(data.Span);
        fault = null;
        packet = default;
        if (!walker.Read() || walker.Kind != MessagePackTokenKind.Map)
        {
            fault = MessagePackFields.Malformed("The message does not begin with a msgpack map.");
            return OperationStatus.InvalidData;
        }
        while (walker.Read())
        {
            if (!walker.IsKey)
            {
                fault = fields.Take(ref walker, data);
                if (fault is not null)
                {
                    break;
                }
            }
        }
        if (fault is null && walker.IsMalformed)
        {
            fault = MessagePackFields.Malformed($"The msgpack is malformed, or cut off, at offset {walker.Offset}.");
        }
        else if (fault is null && walker.Offset < data.Length)
        {
            fault = MessagePackFields.Malformed($"{data.Length - walker.Offset} bytes follow the packet.");
        }
        return fields.Finish(out packet, ref fault);
    }

    /// <summary>Reads a packet that revision 4 sends as a JSON object (<c>{"type":0,"nsp":"/"}</c>); its payload is a view of the input.</summary>
    /// <returns>As <see cref="Decode"/>.</returns>
    public static OperationStatus DecodeText(
        ReadOnlyMemory<byte> data,
        SocketIoRevision revision,
        out SocketIoPacket packet,
        out DecodeFault? fault
    )
    {
        var fields = new MessagePackFields(revision);
        var tokens = new JsonTokenizer(data.Span);
        fault = null;
        packet = default;
        if (!tokens.Read() || tokens.Kind != JsonTokenKind.ObjectStart)
        {
            fault = MessagePackFields.Malformed("The message is no JSON object.");
            return OperationStatus.InvalidData;
        }
        while (tokens.Read())
        {
            if (tokens.Kind == JsonTokenKind.Key)
            {
                ReadOnlySpan<byte> key = tokens.Token;
                if (tokens.Read())
                {
                    DecodeFault? bad = fields.Take(key, ref tokens, data);
                    fault ??= bad;
                }
            }
        }
        if (tokens.Failure != JsonFailure.None)
        {
            fault ??= SocketIoFaults.Json(tokens);
        }
        return fields.Finish(out packet, ref fault);
    }
}
