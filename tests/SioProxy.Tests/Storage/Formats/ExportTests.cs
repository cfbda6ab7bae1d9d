using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Storage.Formats;

namespace SioProxy.Tests.Storage.Formats;

public sealed class ExportTests : IDisposable
{
    private static readonly string[] Common =
    [
        "kind",
        "id",
        "at",
        "connection",
        "session",
        "client",
        "node",
        "truncated",
        "redacted",
    ];

    private readonly CaptureDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(
        0,
        "dir,transport,eio,engine,type,ns,nsQuery,event,ackId,ackOf,latencyMs,args,data,attachments,recoveryOffset,size,raw,fault"
    )]
    [InlineData(1, "dir,size,text")]
    [InlineData(2, "method,path,status,body")]
    [InlineData(3, "by,how,code,reason")]
    [InlineData(4, "dir,bytes,packets,from,to,why")]
    public void JsonLines_OfEachKind_HasItsFieldsInOrder(int index, string fields)
    {
        string line = JsonLinesWriter.ToText((CapturedRow)Storage.Rows.Bare(1)[index]);
        using JsonDocument document = JsonDocument.Parse(line);
        Assert.Equal(
            [.. Common, .. fields.Split(',')],
            document.RootElement.EnumerateObject().Select(field => field.Name)
        );
    }

    [Fact]
    public void JsonLines_OfAFullPacket_HasItsValues()
    {
        string line = JsonLinesWriter.ToText((CapturedRow)Storage.Rows.Full(6)[0]);
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement packet = document.RootElement;
        Assert.Equal("2026-09-21T14:13:20.000000Z", packet.GetProperty("at").GetString());
        Assert.Equal("server", packet.GetProperty("dir").GetString());
        Assert.Equal("BINARY_ACK", packet.GetProperty("type").GetString());
        Assert.Equal(JsonValueKind.Number, packet.GetProperty("event").ValueKind);
        Assert.Equal("1234.567", packet.GetProperty("latencyMs").GetRawText());
        Assert.Equal("AP8B", packet.GetProperty("rawBase64").GetString());
        Assert.False(packet.TryGetProperty("raw", out _));
        Assert.Equal("""{"size":2,"base64":"AQI="}""", packet.GetProperty("attachments")[0].GetRawText());
        Assert.Equal("""{"code":"msgpack","message":"bad\nmessage"}""", packet.GetProperty("fault").GetRawText());
        Assert.Equal("args[1]['a b']", packet.GetProperty("redacted")[1].GetString());
    }

    /// <summary>Every field of every kind, once as it stands when all is there and once when nothing is.</summary>
    [Fact]
    public void JsonLines_OfAllKinds_AreTheGoldenFile()
    {
        CapturedRow[] rows =
        [
            Event(),
            .. Storage.Rows.Full(2).Skip(1).Cast<CapturedRow>(),
            .. Storage.Rows.Bare(7).Cast<CapturedRow>(),
        ];
        string[] golden = File.ReadAllLines(
            Path.Combine(AppContext.BaseDirectory, "Storage", "Formats", "all-kinds.jsonl")
        );
        Assert.Equal(golden, rows.Select(JsonLinesWriter.ToText));
    }

    private static CapturedPacket Event() =>
        new()
        {
            Id = 1,
            AtMicros = Storage.Rows.Start + 123,
            Connection = 7,
            SessionKey = 3,
            Session = "sid3",
            Client = "::1",
            Node = "https://node",
            Redacted = ["args[1].token"],
            Direction = SioProxy.Protocol.Direction.ClientToServer,
            Transport = SioProxy.Protocol.Transport.Polling,
            Version = SioProxy.Protocol.EngineIo.EngineIoVersion.V4,
            EngineType = SioProxy.Protocol.EngineIo.EngineIoPacketType.Message,
            Type = SioProxy.Protocol.SocketIo.SocketIoPacketType.BinaryEvent,
            Namespace = "/chat",
            EventName = "up",
            AckId = 12,
            Size = 99,
            Raw = Storage.Rows.Utf8(
                """451-/chat,12["up",{"_placeholder":true,"num":0},{"token":"[redacted:00000000]","n":1.0,"$binary":1}]"""
            ),
            Attachments = [new byte[] { 1, 2, 3 }],
        };

    [Fact]
    public void JsonLines_OfAnyRow_IsOneLineEach()
    {
        var output = new MemoryStream();
        using (var writer = new JsonLinesWriter(output))
        {
            foreach (
                CaptureEntry row in (CaptureEntry[])
                    [.. Storage.Rows.Bare(1), .. Storage.Rows.Full(6), Storage.Rows.Event(11, "a", "[\n1,\r\n2]")]
            )
            {
                writer.Write((CapturedRow)row);
            }
            writer.Complete();
        }
        string[] lines = Encoding.UTF8.GetString(output.ToArray()).Split('\n');
        Assert.Equal(12, lines.Length);
        Assert.All(lines[..^1], line => JsonDocument.Parse(line).Dispose());
    }

    [Fact]
    public void Csv_OfHostileText_QuotesAndDefuses()
    {
        var output = new MemoryStream();
        using (var writer = new CsvWriter(output))
        {
            writer.Write(Storage.Rows.Event(1, "=HYPERLINK(\"x\")"));
            writer.Write(Storage.Rows.Event(2, "a,b\r\n"));
            writer.Complete();
        }
        string text = Encoding.UTF8.GetString(output.ToArray());
        Assert.StartsWith("id,kind,at,connection,", text);
        Assert.Contains(",\"'=HYPERLINK(\"\"x\"\")\",", text);
        Assert.Contains(",\"a,b\r\n\",", text);
    }

    [Fact]
    public void Har_OfAWebSocketAndAPoll_HasMessagesAndBodies()
    {
        using JsonDocument har = Har([
            Poll(1, 5, "0{\"sid\":\"x\"}"),
            Poll(2, 5, "42[\"a\"]"),
            Storage.Rows.Event(3),
            .. Storage.Rows.Full(4).Skip(4),
        ]);
        JsonElement log = har.RootElement.GetProperty("log");
        JsonElement[] entries = [.. log.GetProperty("entries").EnumerateArray()];
        Assert.Equal("1.2", log.GetProperty("version").GetString());
        Assert.Equal(
            "0{\"sid\":\"x\"}\u001e42[\"a\"]",
            entries[0].GetProperty("response").GetProperty("content").GetProperty("text").GetString()
        );
        JsonElement message = entries[1].GetProperty("_webSocketMessages")[0];
        Assert.Equal(
            """{"type":"send","time":1790000000.003,"opcode":1,"data":"42[\"chat\",1]"}""",
            message.GetRawText()
        );
        Assert.Equal(
            "ws://localhost/socket.io/?EIO=4&transport=websocket",
            entries[1].GetProperty("request").GetProperty("url").GetString()
        );
        Assert.Equal(1, log.GetProperty("_gaps").GetArrayLength());
    }

    [Fact]
    public void SqliteExport_OfEveryKind_HasARowForEach()
    {
        using (CaptureWriter writer = CaptureFile.Create(_directory.File()))
        {
            writer.Append([
                Storage.Rows.Session(3),
                Storage.Rows.Connection(7),
                .. Storage.Rows.Bare(1),
                .. Storage.Rows.Full(6),
            ]);
        }
        string path = _directory.File("export.db");
        var comments = new Dictionary<long, string>
        {
            [2] = "look here",
            [6] = "",
            [99] = "of a row that is not exported",
        };
        using (CaptureReader reader = CaptureFile.OpenReader(_directory.File()))
        using (var export = new SqliteExport(reader, path, comments: comments))
        {
            foreach (CapturedRow row in reader.Rows())
            {
                export.Write(row);
            }
            export.Complete();
        }
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = """
            SELECT (SELECT count(*) FROM packet) || ' ' || (SELECT count(*) FROM message) || ' ' || (SELECT count(*) FROM http)
            || ' ' || (SELECT count(*) FROM close) || ' ' || (SELECT count(*) FROM gap) || ' ' || (SELECT count(*) FROM attachment)
            || ' ' || (SELECT sid FROM session) || ' ' || (SELECT target FROM connection) || ' ' || (SELECT hex(raw_bytes) FROM packet WHERE id = 6)
            || (SELECT group_concat(' ' || id || ':' || comment, '') FROM (SELECT * FROM mark ORDER BY id))
            """;
        Assert.Equal(
            "2 2 2 2 2 3 sid3 /socket.io/?EIO=4&transport=websocket 00FF01 2:look here 6:",
            command.ExecuteScalar()
        );
        _ = Assert.Throws<CaptureFileException>(() =>
            new SqliteExport(CaptureFile.OpenReader(_directory.File()), path).Dispose()
        );
    }

    private static CapturedPacket Poll(long id, long connection, string raw) =>
        new()
        {
            Id = id,
            AtMicros = Storage.Rows.Start,
            Connection = connection,
            Client = "::1",
            Direction = SioProxy.Protocol.Direction.ServerToClient,
            Transport = SioProxy.Protocol.Transport.Polling,
            Version = SioProxy.Protocol.EngineIo.EngineIoVersion.V4,
            EngineType = SioProxy.Protocol.EngineIo.EngineIoPacketType.Message,
            Size = raw.Length,
            Raw = Storage.Rows.Utf8(raw),
        };

    private static JsonDocument Har(IEnumerable<CaptureEntry> rows)
    {
        var output = new MemoryStream();
        using (
            var writer = new HarWriter(
                output,
                id => Storage.Rows.Connection(id, (SioProxy.Protocol.Transport)(id == 1 ? 1 : 0))
            )
        )
        {
            foreach (CapturedRow row in rows.Cast<CapturedRow>())
            {
                writer.Write(row);
            }
            writer.Complete();
        }
        return JsonDocument.Parse(output.ToArray());
    }
}
