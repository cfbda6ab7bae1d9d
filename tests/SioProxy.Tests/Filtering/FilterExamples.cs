using System.Text;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;

namespace SioProxy.Tests.Filtering;

/// <summary>
/// Rows, and filters with the ids of the rows that they match: <see cref="Rows"/> as entries of a capture, so that the
/// matcher alone and the way through a capture file can be held to the same table.
/// </summary>
public static class FilterExamples
{
    /// <summary>The time of row 1: 2026-11-22T15:04:00Z; row n is n - 1 seconds later.</summary>
    public static readonly long Start =
        new DateTimeOffset(2026, 11, 22, 15, 4, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1000;

    public const string Node = "http://127.0.0.1:3000";

    public const string Sid = "lv_VI97HAXpY6yYWAAAC";

    /// <summary>Filter, and the ids of the rows that match, ascending.</summary>
    public static TheoryData<string, long[]> Table { get; } =
        new()
        {
            { "", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20] },
            // event names
            { "event:chat_message", [3, 6] },
            { "event:CHAT_message", [3, 6] },
            { "event=chat_message", [3, 6] },
            { "event:user_*", [5, 7] },
            { "event:\"user_*\"", [] },
            { "event:/^user_(joined|left)$/", [5, 7] },
            { "event:/JOINED/", [5] },
            { "event:user_joined|chat_message", [3, 5, 6] },
            { "event:?", [8] },
            { "event:7", [8] },
            { "event:upl?ad", [9] },
            // namespaces
            { "ns:/admin", [5, 7, 15] },
            { "ns:/", [2, 3, 4, 6, 8, 9, 10, 16] },
            { "ns:/ad*|/chat", [5, 7, 15] },
            { "ns:*min", [5, 7, 15] },
            { "ns:*", [2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 16] },
            // directions
            { "from:client", [2, 3, 6, 9, 12, 14, 15, 17] },
            { "from:server", [1, 4, 5, 7, 8, 10, 11, 13, 16, 20] },
            // types
            { "type:event", [3, 5, 6, 7, 8, 9] },
            { "type:binary_event", [9] },
            { "type:ack", [4, 10] },
            { "type:binary_ack", [10] },
            { "type:connect", [2, 15] },
            { "type:connect_error", [16] },
            { "type:open", [1] },
            { "type:ping|pong", [11, 12, 13] },
            { "type:message", [14, 17] },
            { "type:http", [18] },
            { "type:close", [19] },
            { "type:gap", [20] },
            { "type:packet", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16] },
            { "type:event|http", [3, 5, 6, 7, 8, 9, 18] },
            // states
            { "is:unanswered", [6] },
            { "is:answered", [3, 9] },
            { "is:fault", [14] },
            { "is:binary", [9, 10] },
            { "is:gap", [20] },
            { "is:slow", [10] },
            { "is:truncated", [17] },
            { "is:redacted", [15] },
            { "is:ack", [4, 10] },
            { "is:heartbeat", [11, 12] },
            { "is:gap|fault", [14, 20] },
            { "fault:socket-*", [14] },
            // where
            { $"session:{Sid}", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16] },
            { "session:lv_*  -type:event -is:ack -is:heartbeat", [1, 2, 13, 14, 15, 16] },
            { "client:10.0.0.7", [17, 18, 19, 20] },
            { "client:10.*", [17, 18, 19, 20] },
            { $"node:{Node} type:http", [18] },
            { "node:*:3000 type:gap", [] },
            { "transport:polling", [1, 2] },
            { "transport:websocket type:connect", [15] },
            { "eio:3", [16] },
            { "eio:4 from:server type:event", [5, 7, 8] },
            { "connection=2 type:connect", [15] },
            { "id>18", [19, 20] },
            { "id:3|5", [3, 5] },
            { "status>=400", [18] },
            { "status!=400", [] },
            // sizes and latencies
            { "size>10k", [9] },
            { "size>=20k", [9] },
            { "size<2", [11, 12] },
            { "size=1", [11, 12] },
            { "size<1k from:client type:packet -type:message", [2, 3, 6, 12, 15] },
            { "latency>200ms", [10] },
            { "latency<200ms", [4] },
            { "latency:20ms", [4] },
            { "latency<=20000us", [4] },
            { "latency>=1.5s", [10] },
            { "ack=0", [3, 4] },
            { "ack!=0", [6, 9, 10] },
            // times
            { "at>=15:04:18", [19, 20] },
            { "at>=15:04:05 at<15:04:07", [6, 7] },
            { "at<2026-11-22T15:04:02Z", [1, 2] },
            { "at<=2026-11-22T15:04:02Z", [1, 2, 3] },
            { "at=15:04:02", [3] },
            { "at:2026-11-22 id<3", [1, 2] },
            { "at>2026-11-22T15:05Z", [] },
            { "at<2026-11-22T16:04:01+01:00", [1] },
            { "at!=15:04", [] },
            // paths
            { "args[0].room=lobby", [3] },
            { "args[0].ROOM=LOBBY", [3] },
            { "args[0].room!=lobby", [6] },
            { "not args[0].room=lobby type:event", [5, 6, 7, 8, 9] },
            { "args[0].room=lobby|kitchen", [3, 6] },
            { "args[0].room=k*", [6] },
            { "args[0].room=/^(lob|kit)/", [3, 6] },
            { "args[1].price>100", [6] },
            { "args[1].price>=99.5", [3, 6] },
            { "args[1].price<=99.50", [3] },
            { "args[*].id=42", [5, 7] },
            { "args[*].id=\"42\"", [7] },
            { "args[*].id!=42", [] },
            { "args[0].id>41", [5, 7] },
            { "args[0].tags[*]=new", [5] },
            { "args[0].tags[1]=new", [5] },
            { "args[0].tags[0]=new", [] },
            { "args[0][\"a key\"]=true", [7] },
            { "args[0][\"a key\"]=\"true\"", [] },
            { "args[0].gone=null", [7] },
            { "args[0]=ok", [4] },
            { "args[0]=1e1", [8] },
            { "args[0]==10", [8] },
            { "args[0].$binary=0", [9, 10] },
            { "auth.userId=7", [15] },
            { "auth.userId=7 type:connect ns:/admin", [15] },
            { "data.message=\"jwt expired\"", [16] },
            { "data.message=jwt*", [16] },
            { "data.pingInterval>=25000", [1] },
            { "data.sid=lv_VI97HAXpY6yYWAAAC", [1] },
            { "data=probe", [13] },
            { "data.hello=world", [17] },
            // text
            { "chat", [3, 6] },
            { "CHAT", [3, 6] },
            { "lobby", [3] },
            { "\"jwt expired\"", [16] },
            { "jwt expired", [16] },
            { "J\u00fcrgen", [5] },
            { "J\u00dcRGEN", [5] },
            { "says\\ \\\"hi\\\"", [3] },
            { "probe", [13] },
            { "world", [17] },
            { "socket.io", [18] },
            { "\"going away\"", [19] },
            { "queue", [20] },
            { "lobby|kitchen", [3, 6] },
            { "user_*", [] },
            // combinations
            { "event:chat_message lobby", [3] },
            { "event:chat_message and lobby", [3] },
            { "event:chat_message -lobby", [6] },
            { "event:chat_message not lobby", [6] },
            { "lobby or type:open", [1, 3] },
            { "type:open or lobby event:nobody", [1] },
            { "(type:open or lobby) from:client", [3] },
            { "-(type:packet or type:gap)", [17, 18, 19] },
            { "not not type:gap", [20] },
            { "not type:packet -type:message type:close or is:slow", [10, 19] },
        };

    /// <summary>What goes into a capture for <see cref="Rows"/> to be read back: the session, the connections, the rows.</summary>
    public static IReadOnlyList<CaptureEntry> Entries => [Session, .. Connections, .. Rows];

    /// <summary>The rows' session, of key 1.</summary>
    public static SessionEntry Session =>
        new()
        {
            Key = 1,
            Sid = Sid,
            Version = EngineIoVersion.V4,
            Client = "127.0.0.1",
            Node = Node,
            Path = "/socket.io/",
            OpenedAtMicros = Start,
            LastAtMicros = Start + 15_000_000,
            FirstTransport = Transport.Polling,
        };

    /// <summary>1 a poll, 2 a WebSocket of the session, 3 a plain WebSocket, 4 a refused exchange, 5 of a gap.</summary>
    public static IReadOnlyList<ConnectionEntry> Connections =>
        [
            Connection(1, "127.0.0.1", Transport.Polling, "/socket.io/?EIO=4&transport=polling"),
            Connection(2, "127.0.0.1", Transport.WebSocket, $"/socket.io/?EIO=4&transport=websocket&sid={Sid}"),
            Connection(3, "10.0.0.7", null, "/plain"),
            Connection(4, "10.0.0.7", Transport.Polling, "/socket.io/?EIO=4&transport=polling&sid=unknown"),
        ];

    /// <summary>The rows as the recorder would hand them on once their acks are known.</summary>
    public static IReadOnlyList<CapturedRow> Rows => FilterExampleRows.All;

    private static ConnectionEntry Connection(long id, string client, Transport? transport, string target) =>
        new()
        {
            Id = id,
            OpenedAtMicros = Start,
            Client = client,
            Node = Node,
            Transport = transport,
            SessionKey = id < 3 ? 1 : null,
            Method = "GET",
            Target = target,
            HttpVersion = "1.1",
            RequestHeaders = [new HttpHeader("Host", "127.0.0.1:4000")],
            Status =
                id == 4 ? 400
                : transport is Transport.Polling ? 200
                : 101,
        };
}
