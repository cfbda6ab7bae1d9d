using System.Net;

namespace SioProxy.Endpoints.EngineIo;

/// <summary>Makes the HTTP connections of clients. One may serve thousands of clients.</summary>
public sealed class EndpointConnector : IDisposable
{
    private readonly HttpMessageInvoker _invoker;

    public EndpointConnector(bool verifyCertificate = true)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            MaxConnectionsPerServer = int.MaxValue,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        };
        if (!verifyCertificate)
        {
#pragma warning disable CA5359, MA0039 // asked for by the caller, by name
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359, MA0039
        }
        _invoker = new HttpMessageInvoker(handler);
    }

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _invoker.SendAsync(request, cancellationToken);

    public void Dispose() => _invoker.Dispose();
}
