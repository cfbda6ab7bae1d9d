using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.Viewer.Details;

/// <summary>A row with what belongs to it.</summary>
internal sealed record RowDetails
{
    public required CapturedRow Row { get; init; }

    /// <summary>Of an event: the ack that answered it, if one did.</summary>
    public CapturedPacket? AnsweredBy { get; init; }

    /// <summary>Of an ack: the event that it answers, if that was recorded.</summary>
    public CapturedPacket? Answers { get; init; }

    public ConnectionEntry? Connection { get; init; }

    public SessionEntry? Session { get; init; }

    /// <summary>The connection that opened the session, when it is another one.</summary>
    public ConnectionEntry? Handshake { get; init; }

    /// <summary>Binary content: attachments, or what a binary message or body holds.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Binaries =>
        Row switch
        {
            CapturedPacket { Attachments.Count: > 0 } packet => packet.Attachments,
            CapturedPacket { Type: null, IsRawBinary: true } packet => [packet.Raw],
            CapturedMessage { IsBinary: true } message => [message.Data],
            CapturedHttp { IsBodyBinary: true } http => [http.Body],
            _ => [],
        };

    /// <summary>The row with this id; null when there is none.</summary>
    public static RowDetails? Read(CaptureReader reader, long id)
    {
        if (reader.Get(id) is not { } row)
        {
            return null;
        }
        var packet = row as CapturedPacket;
        SessionEntry? session = row.SessionKey is { } key ? reader.Session(key) : null;
        ConnectionEntry? handshake =
            session is not null && reader.Connections(limit: 1, sessionKey: session.Key) is [var first, ..]
                ? first
                : null;
        return new RowDetails
        {
            Row = row,
            AnsweredBy = packet?.AnsweredBy is { } ack ? reader.Get(ack) as CapturedPacket : null,
            Answers = packet?.AckOf is { } asked ? reader.Get(asked) as CapturedPacket : null,
            Connection = reader.Connection(row.Connection),
            Session = session,
            Handshake = handshake?.Id == row.Connection ? null : handshake,
        };
    }
}
