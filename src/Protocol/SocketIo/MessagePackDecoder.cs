using System.Buffers;

namespace SioProxy.Protocol.SocketIo;

/// <summary>
/// Reads the packets of socket.io-msgpack-parser. Payloads come out as JSON: undefined as null, binary lifted into
/// <see cref="SocketIoPacket.InlineAttachments"/>, extensions as <c>{"$ext":[type,"base64"]}</c>, NaN and infinities as
/// <c>{"$number":"NaN"}</c>. Never throws on a peer's bytes.
/// </summary>
public static class MessagePackDecoder
{
    /// <summary>Whether a binary message that nobody awaits may be a packet: a msgpack map comes first.</summary>
    public static bool LooksLikePacket(ReadOnlySpan<byte> data) => false;

    /// <summary>Reads a packet from a binary message.</summary>
    /// <returns>Done; or InvalidData: <paramref name="fault"/> says why, <paramref name="packet"/> holds what could be read.</returns>
    public static OperationStatus Decode(
        ReadOnlyMemory<byte> data,
        SocketIoRevision revision,
        out SocketIoPacket packet,
        out DecodeFault? fault
    )
    {
        packet = default;
        fault = null;
        return OperationStatus.InvalidData;
    }

    /// <summary>Reads a packet that revision 4 sends as a JSON object (<c>{"type":0,"nsp":"/"}</c>).</summary>
    /// <returns>As <see cref="Decode"/>.</returns>
    public static OperationStatus DecodeText(
        ReadOnlyMemory<byte> data,
        SocketIoRevision revision,
        out SocketIoPacket packet,
        out DecodeFault? fault
    )
    {
        packet = default;
        fault = null;
        return OperationStatus.InvalidData;
    }
}
