using SioProxy.Protocol.Json;

namespace SioProxy.Protocol.SocketIo;

/// <summary>
/// An EVENT or ACK of the default parser as most are: read in one pass, its parts as places in the text. What
/// <see cref="TryRead"/> takes, <see cref="SocketIoDecoder"/> reads the same and finds nothing wrong with; it takes no numbers
/// for names, no escapes in names, no escaped code units anywhere.
/// </summary>
/// <param name="Type">EVENT or ACK.</param>
/// <param name="Namespace">The namespace; empty for the main one that is not written.</param>
/// <param name="AckId">The ack id; null without.</param>
/// <param name="PayloadStart">Where the arguments begin; they reach to the end.</param>
/// <param name="Event">An event's name without its quotes; empty on an ack.</param>
public readonly record struct PlainPacket(
    SocketIoPacketType Type,
    Range Namespace,
    long? AckId,
    int PayloadStart,
    Range Event
)
{
    private const int MostDigits = 15; // exact as a JavaScript number

    /// <summary>Reads a message's data.</summary>
    /// <param name="data">An Engine.IO message's data, valid UTF-8.</param>
    public static bool TryRead(ReadOnlySpan<byte> data, SocketIoRevision revision, out PlainPacket packet)
    {
        packet = default;
        if (data.IsEmpty || data[0] is not ((byte)'2' or (byte)'3'))
        {
            return false;
        }
        SocketIoPacketType type = data[0] == '2' ? SocketIoPacketType.Event : SocketIoPacketType.Ack;
        int at = 1;
        Range nsp = default;
        if (data.Length > 1 && data[1] == '/')
        {
            int comma = data.IndexOf((byte)',');
            if (comma < 0)
            {
                return false;
            }
            nsp = 1..comma;
            at = comma + 1;
        }
        if (!TryReadAckId(data, ref at, out long? ackId) || at >= data.Length || data[at] != '[')
        {
            return false;
        }
        ReadOnlySpan<byte> payload = data[at..];
        Range name = default;
        if (type == SocketIoPacketType.Event)
        {
            int end = payload.Length > 1 && payload[1] == '"' ? JsonCheck.EndOfString(payload, 2) : -1;
            if (end < 0 || payload[2..end].Contains((byte)'\\'))
            {
                return false;
            }
            if (revision == SocketIoRevision.V5 && PayloadShape.IsReserved(payload[1..end]))
            {
                return false;
            }
            name = (at + 2)..(at + end - 1);
        }
        if (!JsonCheck.IsContainer(payload))
        {
            return false;
        }
        packet = new PlainPacket(type, nsp, ackId, at, name);
        return true;
    }

    private static bool TryReadAckId(ReadOnlySpan<byte> data, ref int at, out long? id)
    {
        int start = at;
        long value = 0;
        while ((uint)at < (uint)data.Length && (uint)(data[at] - '0') <= 9 && at - start <= MostDigits)
        {
            value = (value * 10) + (data[at] - '0');
            at++;
        }
        id = at > start ? value : null;
        return at - start <= MostDigits;
    }
}
