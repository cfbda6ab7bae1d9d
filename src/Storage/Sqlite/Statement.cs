using System.Text;
using SQLitePCL;

namespace SioProxy.Storage.Sqlite;

/// <summary>
/// A prepared statement on the raw handle: the ADO layer costs twice the CPU per row. Parameters are numbered from 1,
/// columns from 0.
/// </summary>
internal sealed class Statement : IDisposable
{
    private const int MaxOnStack = 128;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly string _path;

    public Statement(sqlite3 database, string path, string sql)
    {
        _database = database;
        _path = path;
        int code = raw.sqlite3_prepare_v3(
            database,
            sql,
            1 /* SQLITE_PREPARE_PERSISTENT */
            ,
            out _statement
        );
        if (code != raw.SQLITE_OK)
        {
            throw SqliteFailure.From(database, code, path);
        }
    }

    public void Bind(int index, long value) => Check(raw.sqlite3_bind_int64(_statement, index, value));

    public void Bind(int index, double value) => Check(raw.sqlite3_bind_double(_statement, index, value));

    public void Bind(int index, long? value)
    {
        if (value is { } number)
        {
            Bind(index, number);
        }
        else
        {
            BindNull(index);
        }
    }

    public void Bind(int index, string? value)
    {
        if (value is null)
        {
            BindNull(index);
            return;
        }
        if (value.Length > MaxOnStack)
        {
            Check(raw.sqlite3_bind_text(_statement, index, Encoding.UTF8.GetBytes(value).AsSpan()));
            return;
        }
        Span<byte> utf8 = stackalloc byte[MaxOnStack * 3];
        BindUtf8(index, utf8[..Encoding.UTF8.GetBytes(value, utf8)]); // SQLite copies it
    }

    public void BindUtf8(int index, ReadOnlySpan<byte> text) => Check(raw.sqlite3_bind_text(_statement, index, text));

    public void Bind(int index, ReadOnlySpan<byte> value) =>
        Check(
            value.IsEmpty
                ? raw.sqlite3_bind_zeroblob(_statement, index, 0)
                : raw.sqlite3_bind_blob(_statement, index, value)
        );

    /// <summary>A blob of so many zeros, to be filled by a <see cref="BlobWriter"/>.</summary>
    public void BindZeros(int index, int length) => Check(raw.sqlite3_bind_zeroblob(_statement, index, length));

    public void BindNull(int index) => Check(raw.sqlite3_bind_null(_statement, index));

    /// <summary>Goes to the next row of the result; false at its end.</summary>
    public bool Step()
    {
        int code = raw.sqlite3_step(_statement);
        return code switch
        {
            raw.SQLITE_ROW => true,
            raw.SQLITE_DONE => false,
            _ => throw Failed(code),
        };
    }

    /// <summary>Runs a statement that returns nothing, ready for its next parameters.</summary>
    public void Execute()
    {
        int code = raw.sqlite3_step(_statement);
        if (code != raw.SQLITE_DONE && code != raw.SQLITE_ROW)
        {
            throw Failed(code);
        }
        _ = raw.sqlite3_reset(_statement);
    }

    /// <summary>Ends a result early. Parameters stay bound.</summary>
    public void Reset() => _ = raw.sqlite3_reset(_statement);

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    public long? NullableInt64(int column) => IsNull(column) ? null : Int64(column);

    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string() ?? string.Empty;

    public string? NullableText(int column) => IsNull(column) ? null : Text(column);

    /// <summary>Valid until the next step.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_statement, column);

    public void Dispose() => _statement.Dispose();

    private CaptureFileException Failed(int code)
    {
        CaptureFileException exception = SqliteFailure.From(_database, code, _path);
        _ = raw.sqlite3_reset(_statement);
        return exception;
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw Failed(code);
        }
    }
}
