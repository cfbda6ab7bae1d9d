using System.Globalization;
using System.Text.Json;
using SioProxy.Sessions;

namespace SioProxy.Storage.Formats;

/// <summary>
/// Brings a JSON Lines export back into a capture, row by row: rows keep their ids where they have no holes. What an export
/// does not hold (headers, paths, how sessions ended) is made up from what the rows say.
/// </summary>
public static class JsonLinesImport
{
    private const int LongestLine = 256 << 20;
    private const int BatchRows = 2000;
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 600 }; // payloads may nest 512 deep

    /// <summary>Reads the file twice, so that nothing is written of one that is wrong.</summary>
    /// <param name="open">Opens the file from its beginning.</param>
    /// <param name="create">Makes the capture, given its first row's id.</param>
    /// <param name="redactor">Takes secrets out; null: nothing is redacted.</param>
    /// <returns>How many rows there were.</returns>
    /// <exception cref="ImportException">A line is no row; the message names it.</exception>
    public static long Run(
        Func<Stream> open,
        Func<long, CaptureWriter> create,
        Redactor? redactor,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(create);
        var outline = new RowOutline();
        foreach (JsonFields row in Rows(open, cancellationToken))
        {
            long? session = outline.SessionOf(row);
            outline.Add(RowReader.Read(row, session), row);
        }
        if (outline.Count == 0)
        {
            throw new ImportException("", "There is no row in the file.");
        }
        outline.Rewind();
        using CaptureWriter writer = create(outline.FirstId);
        writer.Append([
            .. outline.Connections().Select(entry => redactor?.Redact(entry) ?? entry),
            .. outline.Sessions(),
        ]);
        var batch = new List<CaptureEntry>();
        foreach (JsonFields fields in Rows(open, cancellationToken))
        {
            CapturedRow row = RowReader.Read(fields, outline.SessionOf(fields));
            row = redactor?.Redact(row) ?? row;
            outline.Renumber(row);
            batch.Add(row);
            if (batch.Count == BatchRows)
            {
                writer.Append(batch);
                batch.Clear();
            }
        }
        writer.Append(batch);
        return outline.Count;
    }

    private static IEnumerable<JsonFields> Rows(Func<Stream> open, CancellationToken cancellationToken)
    {
        using Stream input = open();
        var lines = new LineReader(input, LongestLine);
        while (lines.TryRead(out ReadOnlyMemory<byte> line))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (line.Span.Trim(" \t\r"u8).IsEmpty)
            {
                continue;
            }
            string where = string.Create(CultureInfo.InvariantCulture, $"line {lines.Number}");
            using JsonDocument document = Parse(line, where);
            yield return new JsonFields(document.RootElement, where);
        }
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> line, string where)
    {
        try
        {
            return JsonDocument.Parse(line, Options);
        }
        catch (JsonException e)
        {
            string why = e.Message.Split(" LineNumber:")[0].TrimEnd('.');
            throw new ImportException(where, $"this is not JSON ({why}).");
        }
    }
}
