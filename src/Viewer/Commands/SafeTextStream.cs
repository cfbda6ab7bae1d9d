using System.Buffers;
using System.Text;
using SioProxy.Sessions;

namespace SioProxy.Viewer.Commands;

/// <summary>Text on its way to standard output, sanitised line by line; line ends stay as they are.</summary>
internal sealed class SafeTextStream(Stream inner) : WriteOnlyStream
{
    private readonly ArrayBufferWriter<byte> _line = new();

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        for (int end = buffer.IndexOf((byte)'\n'); end >= 0; end = buffer.IndexOf((byte)'\n'))
        {
            _line.Write(buffer[..end]);
            WriteLine();
            inner.Write("\n"u8);
            buffer = buffer[(end + 1)..];
        }
        _line.Write(buffer);
    }

    /// <summary>Hands on whole lines; the beginning of one waits for its end.</summary>
    public override void Flush() => inner.Flush();

    protected override void Dispose(bool disposing)
    {
        if (disposing && _line.WrittenCount > 0)
        {
            WriteLine();
        }
        base.Dispose(disposing);
    }

    private void WriteLine()
    {
        string text = Encoding.UTF8.GetString(_line.WrittenSpan);
        bool isCrLf = text.EndsWith('\r');
        inner.Write(Encoding.UTF8.GetBytes(TerminalText.Sanitize(isCrLf ? text[..^1] : text)));
        inner.Write(isCrLf ? "\r"u8 : default);
        _line.ResetWrittenCount();
    }
}
