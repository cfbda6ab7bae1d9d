using System.Globalization;
using System.Text.Json;
using SioProxy.Sessions;

namespace SioProxy.Storage.Formats.Html;

/// <summary>
/// Writes rows as one page that needs nothing else: no network, no other file, no program but a browser. Rows go out in blocks
/// as they come, so memory does not grow with the capture; what is known only at the end (sessions, connections,
/// statistics) follows them.
/// </summary>
/// <param name="output">Not owned.</param>
/// <param name="reader">Where sessions, connections and latencies of the rows are found.</param>
/// <param name="redact">What connections go through before they are written; rows are written as they are given.</param>
public sealed class HtmlWriter(
    Stream output,
    CaptureReader reader,
    HtmlPageInfo info,
    Func<ConnectionEntry, ConnectionEntry>? redact = null
) : RowExport
{
    /// <summary>Most rows that one page takes: browsers show more only slowly.</summary>
    public const int MaxRows = 200_000;

    /// <summary>Largest page, in bytes: browsers keep it in memory, more than once.</summary>
    public const long MaxBytes = 512L << 20;

    private const int BlockRows = 256;
    private const int BlockBytes = 1 << 20;

    private readonly HtmlData _data = new(output);
    private readonly StatsBuilder _stats = new();
    private readonly List<CapturedRow> _block = new(BlockRows);
    private readonly SortedSet<long> _connections = [];
    private readonly SortedSet<long> _sessions = [];
    private long _blockBytes;
    private int _rows;

    /// <inheritdoc/>
    /// <exception cref="ExportTooLargeException">A page cannot hold that much.</exception>
    public override void Write(CapturedRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (_rows == 0)
        {
            _data.Write(HtmlPageParts.Before);
        }
        _rows++;
        CheckSize();
        _stats.Add(row, reader.AckLatency(row));
        _ = _connections.Add(row.Connection);
        if (row.SessionKey is { } key)
        {
            _ = _sessions.Add(key);
        }
        _block.Add(row);
        _blockBytes += row is CapturedPacket packet
            ? packet.Raw.Length + packet.Attachments.Sum(bytes => (long)bytes.Length)
            : 0;
        if (_block.Count >= BlockRows || _blockBytes >= BlockBytes)
        {
            WriteBlock();
        }
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        if (_rows == 0)
        {
            _data.Write(HtmlPageParts.Before);
        }
        WriteBlock();
        WriteConnections();
        WriteSummary();
        _data.Write(HtmlPageParts.After);
        output.Flush();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _data.Dispose();
        }
        base.Dispose(disposing);
    }

    private void CheckSize()
    {
        if (_rows > MaxRows || _data.Written + _blockBytes > MaxBytes)
        {
            string limit =
                _rows > MaxRows
                    ? string.Create(CultureInfo.InvariantCulture, $"{MaxRows:N0} rows")
                    : string.Create(CultureInfo.InvariantCulture, $"{MaxBytes >> 20} MB");
            throw new ExportTooLargeException(
                $"That is more than {limit}, too much for one page: narrow it by a filter ('session:…', 'at>=15:04', '-is:heartbeat'), or take --format jsonl."
            );
        }
    }

    private void WriteBlock()
    {
        if (_block.Count == 0)
        {
            return;
        }
        Utf8JsonWriter columns = _data.Begin("columns");
        columns.WriteStartArray();
        foreach (CapturedRow row in _block)
        {
            HtmlRowJson.WriteColumns(columns, row);
        }
        columns.WriteEndArray();
        _data.End();
        Utf8JsonWriter payloads = _data.Begin("payloads");
        payloads.WriteStartArray();
        foreach (CapturedRow row in _block)
        {
            HtmlRowJson.WritePayload(payloads, row);
        }
        payloads.WriteEndArray();
        _data.End();
        _block.Clear();
        _blockBytes = 0;
    }

    private void WriteConnections()
    {
        foreach (long[] ids in _connections.Chunk(BlockRows))
        {
            Utf8JsonWriter json = _data.Begin("connections");
            var block = new HtmlConnections(json);
            foreach (long id in ids)
            {
                if (reader.Connection(id) is { } connection)
                {
                    block.Write(redact?.Invoke(connection) ?? connection);
                }
            }
            block.Complete();
            _data.End();
        }
    }

    private void WriteSummary()
    {
        Utf8JsonWriter json = _data.Begin("summary");
        HtmlSummary.Write(
            json,
            info,
            _stats.ToStats(),
            reader.RowCount,
            _sessions.Select(reader.Session).OfType<SessionEntry>()
        );
        _data.End();
    }
}
