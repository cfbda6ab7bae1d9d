using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
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
    private readonly Dictionary<UInt128, long> _seen = []; // by a quick hash of what comes in, its seed unknown to peers
    private readonly ReferenceCache<IReadOnlyList<HttpHeader>, (long Id, string? Values)> _same = new();
    private readonly XxHash128 _quick = new(BinaryPrimitives.ReadInt64LittleEndian(RandomNumberGenerator.GetBytes(8)));
    private readonly ArrayBufferWriter<byte> _json = new();
    private readonly Statement _find = new(database, path, "SELECT id FROM header_set WHERE hash = ?1");
    private readonly Statement _insert = new(database, path, "INSERT INTO header_set (hash, headers) VALUES (?1, ?2)");

    /// <param name="values">A JSON array of the values that the set leaves out; null when it leaves none out.</param>
    public long Id(IReadOnlyList<HttpHeader> headers, out string? values)
    {
        if (!_same.TryGet(headers, out (long Id, string? Values) known))
        {
            known.Id = Find(headers, out known.Values);
            if (HttpHeader.AreWorthKeeping(headers))
            {
                _same.Set(headers, known);
            }
        }
        values = known.Values;
        return known.Id;
    }

    private long Find(IReadOnlyList<HttpHeader> headers, out string? values)
    {
        List<string>? left = null;
        UInt128 quick = QuickHash(headers, ref left);
        values = left is null ? null : JsonStyle.Array(left);
        if (!_seen.TryGetValue(quick, out long id))
        {
            WriteJson(headers);
            id = Id();
            if (_seen.Count >= MaxRemembered)
            {
                _seen.Clear();
            }
            _seen.Add(quick, id);
        }
        return id;
    }

    public void Forget()
    {
        _ids.Clear();
        _seen.Clear();
        _same.Clear();
    }

    private UInt128 QuickHash(IReadOnlyList<HttpHeader> headers, ref List<string>? left)
    {
        _quick.Reset();
        for (int i = 0; i < headers.Count; i++)
        {
            HttpHeader header = headers[i];
            bool isVolatile = Volatile.Contains(header.Name);
            if (isVolatile)
            {
                (left ??= []).Add(header.Value);
            }
            Span<int> lengths = [header.Name.Length, isVolatile ? -1 : header.Value.Length];
            _quick.Append(MemoryMarshal.AsBytes(lengths));
            _quick.Append(MemoryMarshal.AsBytes(header.Name.AsSpan()));
            if (!isVolatile)
            {
                _quick.Append(MemoryMarshal.AsBytes(header.Value.AsSpan()));
            }
        }
        return _quick.GetCurrentHashAsUInt128();
    }

    private void WriteJson(IReadOnlyList<HttpHeader> headers)
    {
        _json.ResetWrittenCount();
        using var writer = new Utf8JsonWriter(_json, JsonStyle.Options);
        writer.WriteStartArray();
        foreach (HttpHeader header in headers)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(header.Name);
            if (Volatile.Contains(header.Name))
            {
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
