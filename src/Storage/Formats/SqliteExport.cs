using Microsoft.Data.Sqlite;
using SioProxy.Sessions;
using SioProxy.Storage.Sqlite;

namespace SioProxy.Storage.Formats;

/// <summary>
/// Writes rows with plain payloads, and the sessions and connections they belong to, into a new SQLite database for
/// people's own SQL (docs/capture-format.md lists its tables). It is there when <see cref="Complete"/> has returned.
/// </summary>
public sealed class SqliteExport : RowExport
{
    private readonly CaptureReader _reader;
    private readonly Func<ConnectionEntry, ConnectionEntry> _redact;
    private readonly IReadOnlyDictionary<long, string>? _comments;
    private readonly SqliteConnection _connection;
    private readonly ExportInserts _inserts;
    private readonly HashSet<long> _connections = [];
    private readonly HashSet<long> _sessions = [];

    /// <summary>Makes the database at <paramref name="path"/>, with mode 0600; a file that is there already must be empty.</summary>
    /// <param name="reader">Where the sessions and connections of the rows are found.</param>
    /// <param name="path">The file to make.</param>
    /// <param name="redact">What connections go through before they are written; rows are written as they are given.</param>
    /// <param name="comments">What was written to marked rows, by their ids; empty for a bare mark.</param>
    /// <exception cref="CaptureFileException">The file is not empty, or cannot be written.</exception>
    public SqliteExport(
        CaptureReader reader,
        string path,
        Func<ConnectionEntry, ConnectionEntry>? redact = null,
        IReadOnlyDictionary<long, string>? comments = null
    )
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(path);
        _reader = reader;
        _redact = redact ?? (entry => entry);
        _comments = comments;
        _connection = CaptureFile.Guarded(path, () => Open(path));
        _inserts = new ExportInserts(_connection.Handle!, path);
    }

    /// <inheritdoc/>
    public override void Write(CapturedRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        _ = _connections.Add(row.Connection);
        if (row.SessionKey is { } key)
        {
            _ = _sessions.Add(key);
        }
        if (_comments?.GetValueOrDefault(row.Id) is { } comment)
        {
            _inserts.Run("mark", [row.Id, comment]);
        }
        string at = Iso.Format(row.AtMicros);
        string redacted = JsonStyle.Array(row.Redacted);
        switch (row)
        {
            case CapturedPacket packet:
                WritePacket(packet, at, redacted);
                break;
            case CapturedMessage message:
                WriteMessage(message, at, redacted);
                break;
            case CapturedHttp http:
                WriteHttp(http, at, redacted);
                break;
            case CapturedClose close:
                WriteClose(close, at);
                break;
            case CapturedGap gap:
                WriteGap(gap, at);
                break;
        }
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        foreach (long key in _sessions.Order())
        {
            if (_reader.Session(key) is { } session)
            {
                WriteSession(session);
            }
        }
        foreach (long id in _connections.Order())
        {
            if (_reader.Connection(id) is { } connection)
            {
                WriteConnection(_redact(connection));
            }
        }
        _inserts.Commit();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inserts.Dispose();
            _connection.Dispose();
        }
        base.Dispose(disposing);
    }

    private static SqliteConnection Open(string path)
    {
        if (FileSizes.Of(path) > 0)
        {
            throw new CaptureFileException(
                CaptureFileProblem.NotACapture,
                $"{path} is already there: choose another file."
            );
        }
        CaptureMaking.MakeEmpty(path);
        SqliteConnection connection = Connections.Open(path, SqliteOpenMode.ReadWrite);
        try
        {
            Connections.Execute(connection, "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; BEGIN;");
            Connections.Execute(connection, CaptureSchema.Script("export.sql"));
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static object?[] Content(ReadOnlyMemory<byte> content, bool isBinary) =>
        RowText.OrNull(content, isBinary) is { } text ? [text, null] : [null, content];

    private static string HeadersJson(IReadOnlyList<HttpHeader> headers) =>
        System.Text.Json.JsonSerializer.Serialize(
            headers.Select(header => (string[])[header.Name, header.Value]),
            JsonStyle.Plain
        );

    private static string? Time(long? micros) => micros is { } known ? Iso.Format(known) : null;

    private void WritePacket(CapturedPacket p, string at, string redacted)
    {
        _inserts.Run(
            "packet",
            [
                p.Id,
                at,
                p.AtMicros,
                p.Connection,
                p.SessionKey,
                p.Session,
                p.Client,
                p.Node,
                RowNames.Of(p.Direction),
                RowNames.Of(p.Transport),
                (long)p.Version,
                p.EngineType is { } engine ? RowNames.Of(engine) : null,
                p.Type is { } type ? RowNames.Of(type) : null,
                p.Namespace,
                p.NamespaceQuery,
                p.EventName,
                p.AckId,
                p.AckOf,
                p.LatencyMicros / 1000.0,
                p.AnsweredBy,
                p.Size,
                RowText.Json(PacketContent.Args(p)),
                RowText.Json(PacketContent.Data(p)),
                p.RecoveryOffset,
                .. Content(p.Raw, p.IsRawBinary),
                p.Fault?.Code,
                p.Fault?.Message,
                p.Truncated,
                redacted,
            ]
        );
        for (int i = 0; i < p.Attachments.Count; i++)
        {
            _inserts.Run("attachment", [p.Id, i, p.Attachments[i]]);
        }
    }

    private void WriteMessage(CapturedMessage m, string at, string redacted) =>
        _inserts.Run(
            "message",
            [
                m.Id,
                at,
                m.AtMicros,
                m.Connection,
                m.Client,
                m.Node,
                RowNames.Of(m.Direction),
                m.Size,
                .. Content(m.Data, m.IsBinary),
                m.Fault?.Code,
                m.Fault?.Message,
                m.Truncated,
                redacted,
            ]
        );

    private void WriteHttp(CapturedHttp h, string at, string redacted) =>
        _inserts.Run(
            "http",
            [
                h.Id,
                at,
                h.AtMicros,
                h.Connection,
                h.Session,
                h.Client,
                h.Node,
                h.Method,
                h.Path,
                h.Status,
                .. Content(h.Body, h.IsBodyBinary),
                h.Truncated,
                redacted,
            ]
        );

    private void WriteClose(CapturedClose c, string at) =>
        _inserts.Run(
            "close",
            [
                c.Id,
                at,
                c.AtMicros,
                c.Connection,
                c.Session,
                c.Client,
                c.Node,
                RowNames.Of(c.By),
                RowNames.Of(c.How),
                c.Code,
                c.Reason,
            ]
        );

    private void WriteGap(CapturedGap g, string at) =>
        _inserts.Run(
            "gap",
            [
                g.Id,
                at,
                g.AtMicros,
                g.Connection,
                g.Session,
                g.Client,
                g.Node,
                g.Direction is { } direction ? RowNames.Of(direction) : null,
                g.Bytes,
                g.Packets,
                Iso.Format(g.FromMicros),
                g.ToMicros is { } to ? Iso.Format(to) : null,
                g.Why,
            ]
        );

    private void WriteSession(SessionEntry s) =>
        _inserts.Run(
            "session",
            [
                s.Key,
                s.Sid,
                (long)s.Version,
                s.Client,
                s.Node,
                s.Path,
                Iso.Format(s.OpenedAtMicros),
                Iso.Format(s.LastAtMicros),
                Time(s.UpgradedAtMicros),
                Time(s.EndedAtMicros),
                s.EndedBy is { } by ? RowNames.Of(by) : null,
                s.EndReason,
                s.ClientPackets,
                s.ServerPackets,
                s.ClientBytes,
                s.ServerBytes,
            ]
        );

    private void WriteConnection(ConnectionEntry c) =>
        _inserts.Run(
            "connection",
            [
                c.Id,
                Iso.Format(c.OpenedAtMicros),
                Time(c.EndedAtMicros),
                c.Client,
                c.Node,
                c.Transport is { } transport ? RowNames.Of(transport) : null,
                c.SessionKey,
                c.Method,
                c.Target,
                c.HttpVersion,
                c.Status,
                HeadersJson(c.RequestHeaders),
                HeadersJson(c.ResponseHeaders),
            ]
        );
}
