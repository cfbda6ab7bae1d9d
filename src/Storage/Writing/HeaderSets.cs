using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using SioProxy.Sessions;
using SioProxy.Storage.Sqlite;
using SQLitePCL;

namespace SioProxy.Storage.Writing;

/// <summary>Header lists stored once: a client's polls differ in a few values only, which are kept with their connections.</summary>
internal sealed class HeaderSets(sqlite3 database, string path) : IDisposable
{
    private const int MaxRemembered = 4096;

    private static readonly HashSet<string> Volatile = new(StringComparer.OrdinalIgnoreCase)
    {
        "Age",
        "Content-Length",
        "Date",
        "ETag",
        "If-None-Match",
        "Sec-WebSocket-Accept",
        "Sec-WebSocket-Key",
        "Traceparent",
        "X-Amzn-Trace-Id",
        "X-Correlation-Id",
        "X-Request-Id",
    };

    private readonly Dictionary<UInt128, long> _ids = [];
    private readonly ArrayBufferWriter<byte> _json = new();
    private readonly Statement _find = new(database, path, "SELECT id FROM header_set WHERE hash = ?1");
    private readonly Statement _insert = new(database, path, "INSERT INTO header_set (hash, headers) VALUES (?1, ?2)");

    /// <param name="values">A JSON array of the values that the set leaves out; null when it leaves none out.</param>
    public long Id(IReadOnlyList<HttpHeader> headers, out string? values)
    {
        values = null;
        _json.ResetWrittenCount();
        List<string>? left = null;
        using (var writer = new Utf8JsonWriter(_json, JsonText.Options))
        {
            writer.WriteStartArray();
            foreach (HttpHeader header in headers)
            {
                writer.WriteStartArray();
                writer.WriteStringValue(header.Name);
                if (Volatile.Contains(header.Name))
                {
                    (left ??= []).Add(header.Value);
                    writer.WriteNullValue();
                }
                else
                {
                    writer.WriteStringValue(header.Value);
                }
                writer.WriteEndArray();
            }
            writer.WriteEndArray();
        }
        if (left is not null)
        {
            values = JsonText.Array(left);
        }
        return Id();
    }

    public void Forget() => _ids.Clear();

    public void Dispose()
    {
        _find.Dispose();
        _insert.Dispose();
    }

    private long Id()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _ = SHA256.HashData(_json.WrittenSpan, hash);
        UInt128 key = BinaryPrimitives.ReadUInt128LittleEndian(hash);
        if (_ids.TryGetValue(key, out long id))
        {
            return id;
        }
        _find.Bind(1, hash[..16]);
        bool found = _find.Step();
        id = found ? _find.Int64(0) : 0;
        _find.Reset();
        if (!found)
        {
            _insert.Bind(1, hash[..16]);
            _insert.BindUtf8(2, _json.WrittenSpan);
            _insert.Execute();
            id = raw.sqlite3_last_insert_rowid(database);
        }
        if (_ids.Count >= MaxRemembered)
        {
            _ids.Clear();
        }
        _ids.Add(key, id);
        return id;
    }
}
