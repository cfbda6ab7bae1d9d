using SioProxy.Sessions;

namespace SioProxy.Storage.Formats;

/// <summary>Writes a copy of a capture with plain payloads, for people's own SQL (docs/capture-format.md lists its tables).</summary>
public sealed class SqliteExport(CaptureReader reader, string path) : RowExport
{
    /// <inheritdoc/>
    public override void Write(CapturedRow row) => throw new NotSupportedException(path + reader.Path);
}
