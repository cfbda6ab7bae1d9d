using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using SioProxy.Filtering;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;
using SioProxy.Storage;
using SQLitePCL;

namespace SioProxy.Benchmarks.Storage;

/// <summary>
/// Stores typical rows through <see cref="CaptureWriter"/>, and the same rows through raw SQLitePCLRaw calls, a row each with
/// two indexes; then reads some of them back.
/// </summary>
internal static class StorageBenchmark
{
    private const int Batch = 5000;
    private const int Sessions = 200;
    private static readonly string[] Names =
    [
        "chat_message",
        "user_joined",
        "user_left",
        "typing",
        "presence",
        "price",
    ];

    /// <param name="arguments">How many rows (1,000,000), and how often (2).</param>
    public static int Run(string[] arguments)
    {
        int rows = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 1_000_000;
        int rounds = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 2;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("sioproxy-storage-");
        try
        {
            Console.WriteLine("case                  rows/s   CPU us/row   file/payload");
            for (int round = 0; round < rounds; round++)
            {
                Measure("capture writer", rows, folder, WriteCapture);
                Measure("a row each, 2 indexes", rows, folder, WriteRows);
            }
            string capture = Path.Combine(folder.FullName, "read.db");
            _ = WriteCapture(rows, capture);
            Read(capture);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        return 0;
    }

    private static void Measure(
        string name,
        int rows,
        DirectoryInfo folder,
        Func<int, string, (TimeSpan, TimeSpan, long)> run
    )
    {
        string path = Path.Combine(folder.FullName, Path.GetRandomFileName() + ".db");
        (TimeSpan wall, TimeSpan cpu, long payload) = run(rows, path);
        long bytes = new FileInfo(path).Length;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name, -22}{rows / wall.TotalSeconds, 8:N0}{cpu.TotalMicroseconds / rows, 13:F2}{(double)bytes / payload, 15:F3}"
            )
        );
        File.Delete(path);
    }

    /// <summary>Rows are made outside the measured time: making them is the decoder's work.</summary>
    private static (TimeSpan Wall, TimeSpan Cpu, long Payload) WriteCapture(int rows, string path)
    {
        var random = new Random(1);
        long payload = 0;
        var wall = new Stopwatch();
        TimeSpan cpu = TimeSpan.Zero;
        using CaptureWriter writer = CaptureFile.Create(path);
        writer.Append([.. Enumerable.Range(1, Sessions).Select(Session)]);
        for (int done = 0; done < rows; done += Batch)
        {
            var batch = new List<CaptureEntry>(Batch);
            for (int i = 0; i < Batch; i++)
            {
                CapturedPacket packet = Packet(random, done + i + 1);
                payload += packet.Raw.Length;
                batch.Add(packet);
            }
            TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
            wall.Start();
            writer.Append(batch);
            wall.Stop();
            cpu += Process.GetCurrentProcess().TotalProcessorTime - before;
        }
        return (wall.Elapsed, cpu, payload);
    }

    private static (TimeSpan Wall, TimeSpan Cpu, long Payload) WriteRows(int rows, string path)
    {
        var random = new Random(1);
        long payload = 0;
        var wall = new Stopwatch();
        TimeSpan cpu = TimeSpan.Zero;
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        sqlite3 database = connection.Handle!;
        Execute(
            database,
            """
            PRAGMA page_size = 4096; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
            CREATE TABLE p (id INTEGER PRIMARY KEY, at INTEGER, conn INTEGER, session INTEGER, dir INTEGER, transport INTEGER,
                engine INTEGER, type INTEGER, ns INTEGER, event INTEGER, ack INTEGER, payload BLOB) STRICT;
            CREATE INDEX p1 ON p (conn, id); CREATE INDEX p2 ON p (event, id) WHERE event IS NOT NULL;
            """
        );
        _ = raw.sqlite3_prepare_v2(
            database,
            "INSERT INTO p VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            out sqlite3_stmt insert
        );
        for (int done = 0; done < rows; done += Batch)
        {
            var batch = new List<CapturedPacket>(Batch);
            for (int i = 0; i < Batch; i++)
            {
                CapturedPacket packet = Packet(random, done + i + 1);
                payload += packet.Raw.Length;
                batch.Add(packet);
            }
            TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
            wall.Start();
            Execute(database, "BEGIN");
            foreach (CapturedPacket packet in batch)
            {
                Insert(insert, packet);
            }
            Execute(database, "COMMIT");
            wall.Stop();
            cpu += Process.GetCurrentProcess().TotalProcessorTime - before;
        }
        insert.Dispose();
        return (wall.Elapsed, cpu, payload);
    }

    private static void Insert(sqlite3_stmt insert, CapturedPacket packet)
    {
        _ = raw.sqlite3_bind_int64(insert, 1, packet.Id);
        _ = raw.sqlite3_bind_int64(insert, 2, packet.AtMicros);
        _ = raw.sqlite3_bind_int64(insert, 3, packet.Connection);
        _ = raw.sqlite3_bind_int64(insert, 4, packet.SessionKey ?? 0);
        _ = raw.sqlite3_bind_int64(insert, 5, (int)packet.Direction);
        _ = raw.sqlite3_bind_int64(insert, 6, (int)packet.Transport);
        _ = raw.sqlite3_bind_int64(insert, 7, 4);
        _ = raw.sqlite3_bind_int64(insert, 8, 2);
        _ = raw.sqlite3_bind_int64(insert, 9, 1);
        _ = raw.sqlite3_bind_int64(insert, 10, packet.EventName!.Length);
        _ = raw.sqlite3_bind_null(insert, 11);
        _ = raw.sqlite3_bind_blob(insert, 12, packet.Raw.Span);
        _ = raw.sqlite3_step(insert);
        _ = raw.sqlite3_reset(insert);
    }

    private static void Execute(sqlite3 database, string sql)
    {
        if (raw.sqlite3_exec(database, sql) != raw.SQLITE_OK)
        {
            throw new InvalidOperationException(raw.sqlite3_errmsg(database).utf8_to_string());
        }
    }

    private static void Read(string path)
    {
        Time("open", () => CaptureFile.OpenReader(path).Dispose());
        using CaptureReader reader = CaptureFile.OpenReader(path);
        Time("row count", () => _ = reader.RowCount);
        foreach (
            string text in (string[])
                ["", "event:price", "session:sid77", "event:rare", "type:gap", "lorem", "nothing-at-all"]
        )
        {
            _ = Filter.TryParse(text, out Filter? filter, out _);
            Time(
                $"first page  {text}",
                () => _ = reader.ReadPage(new RowQuery { Filter = filter!, Limit = 100 }).Rows.Count
            );
            Time($"whole       {text}", () => _ = reader.Count(filter!));
        }
    }

    private static void Time(string name, Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{name, -28}{watch.Elapsed.TotalMilliseconds, 10:F1} ms")
        );
    }

    private static CaptureEntry Session(int key) =>
        new SessionEntry
        {
            Key = key,
            Sid = "sid" + key.ToString(CultureInfo.InvariantCulture),
            Version = EngineIoVersion.V4,
            Client = "127.0.0.1",
            Path = "/socket.io/",
            OpenedAtMicros = 0,
            FirstTransport = Transport.WebSocket,
            LastAtMicros = 0,
        };

    /// <summary>A JSON event of 184 to 200 bytes whose values repeat about as much as a chat's do.</summary>
    private static CapturedPacket Packet(Random random, long id)
    {
        string name = id % 1000 == 0 ? "rare" : Names[random.Next(Names.Length)];
        var raw = new StringBuilder();
        _ = raw.Append(
            CultureInfo.InvariantCulture,
            $$"""
            42["{{name}}",{"id":"{{random.NextInt64():x16}}","room":"room-{{random.Next(
                50
            )}}","user":{"id":{{random.Next(100000)}},"name":"user{{random.Next(1000)}}"},"at":{{1790000000000
                + id}},"text":"
            """
        );
        while (raw.Length < 178 + random.Next(16))
        {
            _ = raw.Append((char)('a' + random.Next(26)), 1 + random.Next(2))
                .Append(random.Next(5) == 0 ? " lorem " : "e");
        }
        _ = raw.Append("\"}]");
        byte[] bytes = Encoding.UTF8.GetBytes(raw.ToString());
        long session = random.Next(1, Sessions + 1);
        return new CapturedPacket
        {
            Id = id,
            AtMicros = 1_790_000_000_000_000 + (id * 10),
            Connection = session,
            SessionKey = session,
            Session = "sid" + session.ToString(CultureInfo.InvariantCulture),
            Client = "127.0.0.1",
            Node = "http://localhost:3000",
            Direction = (Direction)(id % 2),
            Transport = Transport.WebSocket,
            Version = EngineIoVersion.V4,
            EngineType = EngineIoPacketType.Message,
            Type = SocketIoPacketType.Event,
            Namespace = "/",
            EventName = name,
            Size = bytes.Length,
            Raw = bytes,
        };
    }
}
