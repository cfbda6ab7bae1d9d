using System.Net;

namespace SioProxy.Proxy.Forwarding;

/// <summary>The content of an upgrade's answer: the connection to the upstream itself.</summary>
internal sealed class UpgradedContent(UpstreamConnection connection) : HttpContent
{
    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(connection);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        throw new NotSupportedException("an upgraded connection has no end to be copied to");

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            connection.Dispose();
        }
        base.Dispose(disposing);
    }
}
