using Microsoft.Data.Sqlite;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Storage.Formats;

namespace SioProxy.Tests.Storage;

/// <summary>
/// A capture is anybody's file: whatever is in it, what reads it throws a <see cref="CaptureFileException"/> or nothing, comes
/// to an end, and takes no more memory than such a file may cost. Seeded: a failure names the round that gives it again.
/// </summary>
public sealed class HostileCaptureTests : IDisposable
{
    // Of which most is garbage at once: ten ways through the whole file, each with some copies.
    private const long MaxAllocated = 1L << 30;
    private const int MaxAllocatedPerByte = 64;

    private readonly CaptureDirectory _directory = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("bytes")]
    [InlineData("pages")]
    [InlineData("cut")]
    public void Read_OfADamagedFile_ThrowsNothingElse(string damage)
    {
        byte[] whole = File.ReadAllBytes(MakeCapture());
        var random = new Random(damage.Length);
        for (int round = 0; round < 12 * Fuzzing.Factor; round++)
        {
            byte[] damaged = Damage(damage, whole, random);
            string path = _directory.File("damaged.db");
            File.WriteAllBytes(path, damaged);
            UseAll(path, $"{damage}, round {round}");
        }
    }

    [Fact]
    public void Read_OfForgedValues_ThrowsNothingElse()
    {
        string whole = MakeCapture();
        var random = new Random(11);
        for (int round = 0; round < 20 * Fuzzing.Factor; round++)
        {
            string path = _directory.File("forged.db");
            File.Copy(whole, path, overwrite: true);
            string forged = Forge(path, random);
            UseAll(path, $"round {round}: {forged}");
        }
    }

    // 0xFD2FB528 is zstd's magic number; then a frame that claims a content of 2^62 bytes, of 1 TB, of 4 GB.
    [Theory]
    [InlineData("28B52FFDE00000000000000040010000", long.MaxValue)]
    [InlineData("28B52FFDE00000000000010000010000", 1L << 40)]
    [InlineData("28B52FFDA0FFFFFFFF010000", uint.MaxValue)]
    [InlineData("28B52FFDA0FFFFFF7F010000", int.MaxValue)]
    [InlineData("28B52FFD00", 65536)]
    [InlineData("", 65536)]
    public void Read_OfABlockThatClaimsMuch_AllocatesNothingForIt(string data, long rawBytes)
    {
        string path = MakeCapture();
        Execute(
            path,
            "UPDATE block SET data = $data, raw_bytes = $raw",
            ("$data", Convert.FromHexString(data)),
            ("$raw", rawBytes)
        );
        Fuzzing.Bounded(
            data,
            8 << 20,
            () =>
            {
                using CaptureReader reader = CaptureFile.OpenReader(path);
                CaptureFileException failure = Assert.Throws<CaptureFileException>(() => reader.Rows("").Count());
                Assert.Equal(CaptureFileProblem.Damaged, failure.Problem);
            }
        );
    }

    [Theory]
    [InlineData("CREATE TRIGGER t AFTER INSERT ON capture_row BEGIN DELETE FROM capture_row; END")]
    [InlineData("CREATE TRIGGER t INSTEAD OF INSERT ON packets BEGIN SELECT 1; END")]
    [InlineData("CREATE VIEW v AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n FROM c")]
    [InlineData("CREATE INDEX i ON capture_row (abs(at_us))")]
    [InlineData("CREATE VIRTUAL TABLE f USING fts5(a)")]
    public void Open_OfASchemaWithMoreThanOurs_ReadsOrRefuses(string sql)
    {
        string path = MakeCapture();
        try
        {
            Execute(path, sql);
        }
        catch (SqliteException)
        {
            return; // this SQLite has no such thing
        }
        UseAll(path, sql);
    }

    [Fact]
    public void Open_BesideAHostileSpillLog_ThrowsNothingElse()
    {
        string path = MakeCapture();
        using (CaptureWriter writer = CaptureFile.OpenWriter(path))
        {
            writer.Spill.Append([Rows.Session(2), .. Rows.Events(writer.NextRowId, 200)]);
        }
        byte[] whole = File.ReadAllBytes(path + ".spill");
        var random = new Random(3);
        byte[] capture = File.ReadAllBytes(path);
        for (int round = 0; round < 20 * Fuzzing.Factor; round++)
        {
            File.WriteAllBytes(path, capture);
            File.WriteAllBytes(path + ".spill", Damage(round % 2 == 0 ? "bytes" : "cut", whole, random));
            UseAll(path, $"round {round}");
        }
    }

    private static byte[] Damage(string damage, byte[] whole, Random random)
    {
        if (damage == "cut")
        {
            return whole[..random.Next(whole.Length)];
        }
        byte[] damaged = [.. whole];
        for (int i = random.Next(1, 30); i > 0; i--)
        {
            if (damage == "bytes")
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }
            else
            {
                const int Page = 8192;
                int from = random.Next(whole.Length / Page) * Page;
                int to = random.Next(1, whole.Length / Page) * Page;
                whole.AsSpan(from, random.Next(1, Page)).CopyTo(damaged.AsSpan(to));
            }
        }
        return damaged;
    }

    /// <summary>Puts values that no recorder writes into some columns.</summary>
    private static string Forge(string path, Random random)
    {
        object[] values =
        [
            long.MaxValue,
            long.MinValue,
            -1L,
            0L,
            1L,
            255L,
            1L << 31,
            1L << 40,
            1L << 62,
            "",
            "\0",
            new string('x', 100_000),
            "[[\"a\",null],7]",
            "{",
            "\ud83d",
            Array.Empty<byte>(),
            new byte[100_000],
            new byte[] { 0xff, 0xff, 0xff, 0xff, 0x7f, 0x80 },
        ];
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        (string Table, string Column)[] columns = [.. Columns(connection)];
        var done = new List<string>();
        for (int i = random.Next(1, 8); i > 0; i--)
        {
            (string table, string column) = columns[random.Next(columns.Length)];
            using SqliteCommand command = connection.CreateCommand();
            string where = random.Next(3) == 0 ? "" : " WHERE rowid % 7 = 3";
            where = table is "capture" or "segment_index" ? "" : where;
            int value = random.Next(values.Length);
            command.CommandText = $"UPDATE OR REPLACE {table} SET {column} = $value{where}";
            command.Parameters.AddWithValue("$value", values[value]);
            try
            {
                _ = command.ExecuteNonQuery();
                done.Add($"{table}.{column} = value {value}{where}");
            }
            catch (SqliteException)
            {
                // STRICT tables take values of their types only
            }
        }
        return string.Join(", ", done);
    }

    private static IEnumerable<(string Table, string Column)> Columns(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText =
            "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'";
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return (reader.GetString(0), reader.GetString(1));
        }
    }

    /// <summary>Everything that a program of ours does with a capture.</summary>
    private void UseAll(string path, string what)
    {
        Fuzzing.Bounded(
            what,
            Math.Max(MaxAllocated, MaxAllocatedPerByte * new FileInfo(path).Length),
            () =>
            {
                Attempt(
                    what,
                    () =>
                    {
                        using CaptureReader reader = CaptureFile.OpenReader(path);
                        foreach (Action<CaptureReader> use in Uses())
                        {
                            Attempt(what, () => use(reader));
                        }
                    }
                );
                Attempt(
                    what,
                    () =>
                    {
                        using CaptureWriter writer = CaptureFile.OpenWriter(path);
                        writer.Append([Rows.Session(9), .. Rows.Events(writer.NextRowId, 3)]);
                    }
                );
            }
        );
        foreach (string part in (string[])["-wal", "-shm", ".spill"])
        {
            File.Delete(path + part);
        }
    }

    private static void Attempt(string what, Action action)
    {
        try
        {
            action();
        }
        catch (CaptureFileException)
        {
            // The one exception that a caller must expect.
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"{what}: {e}");
        }
    }

    private IEnumerable<Action<CaptureReader>> Uses()
    {
        yield return reader => _ = (reader.RowCount, reader.Sessions(), reader.Session(1), reader.UnmergedSpillBytes);
        yield return reader =>
            _ = (reader.Connections(), reader.Connection(1), reader.EventNames(), reader.Namespaces());
        yield return reader => _ = reader.Stats(Reading.Parse(""), cancellationToken: Token);
        yield return reader =>
            _ = reader.Rows("session:sid1 event:chat latency>1ms or args[0]=1 or is:fault").Take(500).Count();
        yield return reader =>
        {
            foreach (long id in (long[])[1, 7, 300, 499, long.MaxValue, long.MinValue])
            {
                _ = reader.Get(id);
            }
        };
        yield return reader =>
            _ = reader.ReadPage(
                new RowQuery
                {
                    Filter = Reading.Parse(""),
                    Limit = 50,
                    Descending = true,
                },
                Token
            );
        yield return reader => Write(reader, new JsonLinesWriter(Stream.Null));
        yield return reader => Write(reader, new CsvWriter(Stream.Null));
        yield return reader => Write(reader, new HarWriter(Stream.Null, reader.Connection));
        yield return reader =>
        {
            string copy = _directory.File("copy.db");
            File.Delete(copy);
            Write(reader, new SqliteExport(reader, copy));
        };
    }

    private static void Write(CaptureReader reader, RowExport export)
    {
        using (export)
        {
            foreach (CapturedRow row in reader.Rows().Take(1000))
            {
                export.Write(row);
                _ = RowLine.Format(row, 120);
            }
            export.Complete();
        }
    }

    private static void Execute(string path, string sql, params (string Name, object Value)[] parameters)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }
        _ = command.ExecuteNonQuery();
    }

    private string MakeCapture()
    {
        string path = _directory.File();
        using CaptureWriter writer = CaptureFile.Create(path);
        writer.Append([Rows.Session(), Rows.Connection(), .. Rows.Bare(1), .. Rows.Full(6), .. Rows.Events(11, 490)]);
        return path;
    }
}
