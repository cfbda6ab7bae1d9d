using SioProxy.Filtering;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Viewer.Filters;

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
        ConnectionEntry? handshake = session is null ? null : HandshakeOf(reader, session);
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

    // By the session's first row, which an index leads to; connections are not indexed by session.
    private static ConnectionEntry? HandshakeOf(CaptureReader reader, SessionEntry session)
    {
        var query = new RowQuery
        {
            Filter = Filter.Parse(FilterTerms.ForSessions([session.Sid])),
            Limit = 1,
            WithPayload = false,
        };
        RowPage page;
        do
        {
            page = reader.ReadPage(query);
            query = query with { AfterId = page.ScannedTo };
        } while (!page.IsEnd && page.Rows.Count == 0);
        return page.Rows.FirstOrDefault(row => row.SessionKey == session.Key) is { } first
            ? reader.Connection(first.Connection)
            : null;
    }
}
