using System.Globalization;
using System.Text;
using SioProxy.Protocol;
using SioProxy.Sessions;

namespace SioProxy.Storage.Formats;

/// <summary>
/// Writes rows as CSV (RFC 4180, UTF-8, a header line first). Captured text that a spreadsheet would take for a formula
/// gets an apostrophe in front; JSON Lines is the format that keeps everything.
/// </summary>
public sealed class CsvWriter : RowExport
{
    private static readonly string[] Columns =
    [
        "id",
        "kind",
        "at",
        "connection",
        "session",
        "client",
        "node",
        "dir",
        "transport",
        "eio",
        "engine",
        "type",
        "ns",
        "event",
        "ackId",
        "ackOf",
        "latencyMs",
        "size",
        "args",
        "data",
        "attachments",
        "attachmentBytes",
        "text",
        "base64",
        "fault",
        "truncated",
        "redacted",
        "method",
        "path",
        "status",
        "by",
        "how",
        "code",
        "reason",
        "bytes",
        "packets",
        "from",
        "to",
        "why",
    ];

    private readonly StreamWriter _output;
    private readonly IReadOnlyDictionary<long, string> _comments;
    private readonly string[] _columns;

    /// <summary>Makes a writer, which does not own the stream.</summary>
    /// <param name="comments">What was written to marked rows, by their ids; empty for a bare mark. Without any there are no columns for them.</param>
    public CsvWriter(Stream output, IReadOnlyDictionary<long, string>? comments = null)
    {
        _comments = comments ?? new Dictionary<long, string>();
        _columns = _comments.Count > 0 ? [.. Columns, "mark", "comment"] : Columns;
        _output = new StreamWriter(output, new UTF8Encoding(false), 64 * 1024, leaveOpen: true);
        _output.Write(string.Join(',', _columns));
        _output.Write("\r\n");
    }

    /// <inheritdoc/>
    public override void Write(CapturedRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var cells = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["id"] = Number(row.Id),
            ["kind"] = RowNames.Of(row.Kind),
            ["at"] = Iso.Format(row.AtMicros),
            ["connection"] = Number(row.Connection),
            ["session"] = Safe(row.Session),
            ["client"] = Safe(row.Client),
            ["node"] = Safe(row.Node),
            ["truncated"] = row.Truncated ? "true" : "false",
            ["redacted"] = Safe(string.Join(' ', row.Redacted)),
        };
        switch (row)
        {
            case CapturedPacket packet:
                Add(cells, packet);
                break;
            case CapturedMessage message:
                cells["dir"] = RowNames.Of(message.Direction);
                cells["size"] = Number(message.Size);
                AddContent(cells, message.Data, message.IsBinary);
                AddFault(cells, message.Fault);
                break;
            case CapturedHttp http:
                cells["method"] = Safe(http.Method);
                cells["path"] = Safe(http.Path);
                cells["status"] = Number(http.Status);
                AddContent(cells, http.Body, http.IsBodyBinary);
                break;
            case CapturedClose close:
                cells["by"] = RowNames.Of(close.By);
                cells["how"] = RowNames.Of(close.How);
                cells["code"] = Number(close.Code);
                cells["reason"] = Safe(close.Reason);
                break;
            case CapturedGap gap:
                Add(cells, gap);
                break;
        }
        if (_comments.TryGetValue(row.Id, out string? comment))
        {
            cells["mark"] = "true";
            cells["comment"] = Safe(comment);
        }
        WriteLine(cells);
    }

    private void WriteLine(Dictionary<string, string?> cells)
    {
        for (int i = 0; i < _columns.Length; i++)
        {
            if (i > 0)
            {
                _output.Write(',');
            }
            WriteCell(cells.GetValueOrDefault(_columns[i]));
        }
        _output.Write("\r\n");
    }

    /// <inheritdoc/>
    public override void Flush() => _output.Flush();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _output.Dispose();
        }
        base.Dispose(disposing);
    }

    private static void Add(Dictionary<string, string?> cells, CapturedPacket packet)
    {
        cells["dir"] = RowNames.Of(packet.Direction);
        cells["transport"] = RowNames.Of(packet.Transport);
        cells["eio"] = Number((int)packet.Version);
        cells["engine"] = packet.EngineType is { } engineType ? RowNames.Of(engineType) : null;
        cells["type"] = packet.Type is { } type ? RowNames.Of(type) : null;
        cells["ns"] = Safe(packet.Namespace);
        cells["event"] = Safe(packet.EventName);
        cells["ackId"] = Number(packet.AckId);
        cells["ackOf"] = Number(packet.AckOf);
        cells["latencyMs"] = (packet.LatencyMicros / 1000m)?.ToString(CultureInfo.InvariantCulture);
        cells["size"] = Number(packet.Size);
        cells["args"] = Safe(RowText.Json(PacketContent.Args(packet)));
        cells["data"] = Safe(RowText.Json(PacketContent.Data(packet)));
        cells["attachments"] = Number(packet.Attachments.Count);
        cells["attachmentBytes"] = Number(packet.Attachments.Sum(attachment => (long)attachment.Length));
        AddContent(cells, packet.Raw, packet.IsRawBinary);
        AddFault(cells, packet.Fault);
    }

    private static void Add(Dictionary<string, string?> cells, CapturedGap gap)
    {
        cells["dir"] = gap.Direction is { } direction ? RowNames.Of(direction) : null;
        cells["bytes"] = Number(gap.Bytes);
        cells["packets"] = Number(gap.Packets);
        cells["from"] = Iso.Format(gap.FromMicros);
        cells["to"] = gap.ToMicros is { } to ? Iso.Format(to) : null;
        cells["why"] = Safe(gap.Why);
    }

    private static void AddContent(Dictionary<string, string?> cells, ReadOnlyMemory<byte> content, bool isBinary)
    {
        string? text = RowText.OrNull(content, isBinary);
        cells["text"] = Safe(text);
        cells["base64"] = text is null ? Safe(Convert.ToBase64String(content.Span)) : null;
    }

    private static void AddFault(Dictionary<string, string?> cells, DecodeFault? fault) =>
        cells["fault"] = fault is null ? null : Safe($"{fault.Code}: {fault.Message}");

    private static string? Number(long? value) => value?.ToString(CultureInfo.InvariantCulture);

    private static string? Safe(string? text) =>
        text is { Length: > 0 } && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' ? "'" + text : text;

    private void WriteCell(string? cell)
    {
        if (cell is null)
        {
            return;
        }
        if (cell.AsSpan().IndexOfAny(",\"\r\n") < 0)
        {
            _output.Write(cell);
            return;
        }
        _output.Write('"');
        _output.Write(cell.Replace("\"", "\"\"", StringComparison.Ordinal));
        _output.Write('"');
    }
}
