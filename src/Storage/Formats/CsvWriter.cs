using SioProxy.Sessions;

namespace SioProxy.Storage.Formats;

/// <summary>Writes rows as CSV (RFC 4180, UTF-8, a header line first).</summary>
public sealed class CsvWriter(Stream output) : RowExport
{
    /// <inheritdoc/>
    public override void Write(CapturedRow row) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush() => output.Flush();
}
