namespace SioProxy.Sessions;

/// <summary>Views of a packet's content, made from what the row keeps. On rows that do not parse they return null; they never throw.</summary>
public static class PacketContent
{
    /// <summary>
    /// The arguments behind the event name, or an ack's arguments, as a UTF-8 JSON array: recovery offset taken out,
    /// placeholders as <c>{"$binary":index}</c>, a literal key <c>$binary</c> as <c>$$binary</c>, else the wire's own text. Null without payload.
    /// </summary>
    public static ReadOnlyMemory<byte>? Args(CapturedPacket packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        return null;
    }

    /// <summary>
    /// The export's <c>data</c> as one UTF-8 JSON value: payload of open, CONNECT, CONNECT_ERROR, DISCONNECT; the text of a
    /// ping, pong or probe; a message that is not Socket.IO. Null without.
    /// </summary>
    public static ReadOnlyMemory<byte>? Data(CapturedPacket packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        return null;
    }

    /// <summary>What a filter's <c>auth.</c> looks into: the payload of a CONNECT (its query string's members on protocol 4) as a UTF-8 JSON object; null otherwise.</summary>
    public static ReadOnlyMemory<byte>? Auth(CapturedPacket packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        return null;
    }
}
