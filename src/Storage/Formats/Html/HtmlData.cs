using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace SioProxy.Storage.Formats.Html;

/// <summary>
/// Data inside a page: JSON in script elements that no browser runs. Every character that could end such an element, or that
/// HTML gives a meaning (<c>&lt; &gt; &amp; ' "</c>, line separators, controls), is escaped within JSON's own strings.
/// </summary>
internal sealed class HtmlData(Stream output) : IDisposable
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        SkipValidation = true,
    };

    private readonly ArrayBufferWriter<byte> _buffer = new(64 * 1024);
    private Utf8JsonWriter? _json;

    /// <summary>Bytes handed on so far.</summary>
    public long Written { get; private set; }

    /// <summary>Bytes of the block in the making.</summary>
    public long Pending => _buffer.WrittenCount + (_json?.BytesPending ?? 0);

    /// <summary>Begins a block; <paramref name="part"/> is its name in the page.</summary>
    public Utf8JsonWriter Begin(string part)
    {
        _buffer.Write(Encoding.UTF8.GetBytes($"<script type=\"application/json\" data-part=\"{part}\">"));
        return _json = new Utf8JsonWriter(_buffer, Options);
    }

    /// <summary>Ends the block and hands it on.</summary>
    public void End()
    {
        _json?.Dispose();
        _json = null;
        _buffer.Write("</script>\n"u8);
        HandOn();
    }

    /// <summary>Text of the page itself.</summary>
    public void Write(string own)
    {
        _buffer.Write(Encoding.UTF8.GetBytes(own));
        HandOn();
    }

    public void Dispose() => _json?.Dispose();

    private void HandOn()
    {
        output.Write(_buffer.WrittenSpan);
        Written += _buffer.WrittenCount;
        _buffer.ResetWrittenCount();
    }
}
