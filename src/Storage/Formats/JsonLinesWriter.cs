using System.Buffers;
using System.Text;
using System.Text.Json;
using SioProxy.Sessions;

namespace SioProxy.Storage.Formats;

/// <summary>Writes rows as JSON Lines (docs/capture-format.md lists the fields). Does not own the stream.</summary>
public sealed class JsonLinesWriter : RowExport
{
    private const int Threshold = 64 * 1024;

    private readonly Stream _output;
    private readonly IReadOnlyDictionary<long, string>? _comments;
    private readonly ArrayBufferWriter<byte> _buffer = new(2 * Threshold);
    private readonly Utf8JsonWriter _json;

    /// <summary>Makes a writer.</summary>
    /// <param name="comments">What was written to marked rows, by their ids; empty for a bare mark.</param>
    public JsonLinesWriter(Stream output, IReadOnlyDictionary<long, string>? comments = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        _output = output;
        _comments = comments;
        _json = new Utf8JsonWriter(_buffer, JsonStyle.Options);
    }

    /// <inheritdoc/>
    public override void Write(CapturedRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        RowJson.Write(_json, row, _comments?.GetValueOrDefault(row.Id));
        _json.Flush();
        _json.Reset();
        _buffer.Write("\n"u8);
        if (_buffer.WrittenCount >= Threshold)
        {
            HandOn();
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        HandOn();
        _output.Flush();
    }

    /// <summary>One row as its object, without a line end.</summary>
    public static string ToText(CapturedRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonStyle.Options))
        {
            RowJson.Write(json, row);
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _json.Dispose();
        }
        base.Dispose(disposing);
    }

    private void HandOn()
    {
        _output.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
    }
}
