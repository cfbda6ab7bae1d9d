using SioProxy.Sessions;

namespace SioProxy.Storage.Formats;

/// <summary>Writes rows as JSON Lines (docs/capture-format.md lists the fields). Does not own the stream.</summary>
public sealed class JsonLinesWriter(Stream output) : RowExport
{
    /// <inheritdoc/>
    public override void Write(CapturedRow row) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush() => output.Flush();

    /// <summary>One row as its object, without a line end.</summary>
    public static string ToText(CapturedRow row) => throw new NotSupportedException();
}
