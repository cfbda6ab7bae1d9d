using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;

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

    public void Dispose() => _invoker.Dispose();

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _invoker.SendAsync(request, cancellationToken);

    /// <summary>Asks for a WebSocket. Not by ClientWebSocket, which hides what a refusing server says.</summary>
    /// <returns>The socket, or the refusal, which the caller disposes of.</returns>
    internal async Task<(WebSocket? Socket, Stream Stream, HttpResponseMessage Response)> OpenWebSocketAsync(
        HttpRequestMessage request,
        bool deflate,
        IWireWitness? observer,
        CancellationToken cancellationToken
    )
    {
        string key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        request.Headers.TryAddWithoutValidation("Upgrade", "websocket");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Version", "13");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Key", key);
        if (deflate)
        {
            const string offer = "permessage-deflate; client_max_window_bits";
            request.Headers.TryAddWithoutValidation("Sec-WebSocket-Extensions", offer);
        }
        IExchangeWitness? witness = observer?.Begin(request, isWebSocket: true);
        HttpResponseMessage response;
        try
        {
            response = await SendAsync(request, cancellationToken);
        }
        catch (Exception e)
        {
            witness?.OnEnd(e.Message);
            throw;
        }
        witness?.OnResponse(response);
        if (response.StatusCode != HttpStatusCode.SwitchingProtocols)
        {
            witness?.OnEnd(null);
            return (null, Stream.Null, response);
        }
        if (
            !string.Equals(
                Header(response, "Sec-WebSocket-Accept"),
                WebSocketAcceptor.AcceptOf(key),
                StringComparison.Ordinal
            )
        )
        {
            witness?.OnEnd("wrong Sec-WebSocket-Accept");
            response.Dispose();
            throw new EngineIoException(
                "The server's 101 lacks the right Sec-WebSocket-Accept: it is no WebSocket server."
            );
        }
        var creation = new WebSocketCreationOptions
        {
            IsServer = false,
            KeepAliveInterval = TimeSpan.Zero,
            DangerousDeflateOptions = DeflateOptions(Header(response, "Sec-WebSocket-Extensions")),
        };
        Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        if (witness is not null)
        {
            stream = new WitnessedStream(stream, witness, endsWithIt: true);
        }
        return (WebSocket.CreateFromStream(stream, creation), stream, response);
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(", ", values) : null;

    private static WebSocketDeflateOptions? DeflateOptions(string? agreed)
    {
        if (SioProxy.Protocol.WebSockets.DeflateParameters.Parse(agreed) is not { } parameters)
        {
            return null;
        }
        return new WebSocketDeflateOptions
        {
            ClientContextTakeover = !parameters.ClientNoContextTakeover,
            ServerContextTakeover = !parameters.ServerNoContextTakeover,
            ClientMaxWindowBits = Math.Max(9, parameters.ClientMaxWindowBits),
            ServerMaxWindowBits = Math.Max(9, parameters.ServerMaxWindowBits),
        };
    }
}
