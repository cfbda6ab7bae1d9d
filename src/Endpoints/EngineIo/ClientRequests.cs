using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Endpoints.EngineIo;

/// <summary>The requests of one client: their URLs, headers and cookies, and what their answers hold.</summary>
internal sealed class ClientRequests(Uri target, EngineIoClientOptions options, EndpointConnector connector)
{
    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";
    private static long _stamp = DateTime.UtcNow.Ticks / TimeSpan.TicksPerMillisecond;

    /// <summary>Polls once.</summary>
    /// <returns>False when the body is no payload; packets before what is wrong are there.</returns>
    public async Task<bool> GetAsync(string? sid, List<EnginePacket> packets, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = Create(HttpMethod.Get, Transport.Polling, sid);
        if (options.AcceptEncoding is { } encodings)
        {
            Add(request, "Accept-Encoding", encodings);
        }
        (HttpResponseMessage response, ReadOnlyMemory<byte> body) = await ExchangeAsync(
            request,
            content: default,
            cancellationToken
        );
        using HttpResponseMessage disposed = response;
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw Refused(response, body);
        }
        if (options.Jsonp)
        {
            var payload = new ArrayBufferWriter<byte>();
            if (Jsonp.UnwrapResponse(body, payload, out _) != OperationStatus.Done)
            {
                return false;
            }
            body = payload.WrittenMemory;
        }
        bool isBinary = string.Equals(
            response.Content.Headers.ContentType?.MediaType,
            "application/octet-stream",
            StringComparison.OrdinalIgnoreCase
        );
        return EngineCodec.TryDecodePayload(options.Version, body, isBinary, packets);
    }

    /// <summary>Posts packets.</summary>
    public async Task PostAsync(string sid, List<EnginePacket> packets, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>(256);
        bool supportsBinary = options is { Base64: false, Jsonp: false };
        bool isBinary = EngineCodec.EncodePayload(options.Version, packets, supportsBinary, body);
        string contentType = isBinary ? "application/octet-stream" : "text/plain;charset=UTF-8";
        if (options.Jsonp)
        {
            var form = new ArrayBufferWriter<byte>(body.WrittenCount + 16);
            Jsonp.WrapRequest(body.WrittenSpan, form);
            body = form;
            contentType = "application/x-www-form-urlencoded";
        }
        using HttpRequestMessage request = Create(HttpMethod.Post, Transport.Polling, sid);
        request.Content = new ReadOnlyMemoryContent(body.WrittenMemory);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        (HttpResponseMessage response, ReadOnlyMemory<byte> answer) = await ExchangeAsync(
            request,
            body.WrittenMemory,
            cancellationToken
        );
        using HttpResponseMessage disposed = response;
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw Refused(response, answer);
        }
    }

    /// <summary>Opens the WebSocket of a new session (no <paramref name="sid"/>) or of an upgrade.</summary>
    public async Task<WebSocketTransport> OpenWebSocketAsync(string? sid, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = Create(HttpMethod.Get, Transport.WebSocket, sid);
        (WebSocket? socket, Stream stream, HttpResponseMessage response) = await connector.OpenWebSocketAsync(
            request,
            options.PerMessageDeflate,
            options.Witness,
            cancellationToken
        );
        KeepCookies(request, response);
        if (socket is null)
        {
            using (response)
            {
                throw Refused(response, await ReadAsync(response, witness: null, cancellationToken));
            }
        }
        return new WebSocketTransport(
            socket,
            stream,
            isServer: false,
            options.Version,
            supportsBinary: true,
            options.MaxPayload,
            compressionThreshold: 1024
        );
    }

    private async Task<(HttpResponseMessage Response, ReadOnlyMemory<byte> Body)> ExchangeAsync(
        HttpRequestMessage request,
        ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken
    )
    {
        IExchangeWitness? witness = options.Witness?.Begin(request, isWebSocket: false);
        HttpResponseMessage? response = null;
        try
        {
            if (!content.IsEmpty)
            {
                witness?.OnBytes(Direction.ClientToServer, content.Span);
                witness?.OnBodyEnd(Direction.ClientToServer);
            }
            response = await connector.SendAsync(request, cancellationToken);
            witness?.OnResponse(response);
            KeepCookies(request, response);
            ReadOnlyMemory<byte> body = await ReadAsync(response, witness, cancellationToken);
            witness?.OnBodyEnd(Direction.ServerToClient);
            witness?.OnEnd(null);
            return (response, body);
        }
        catch (Exception e)
        {
            witness?.OnEnd(e.Message);
            response?.Dispose();
            throw;
        }
    }

    private HttpRequestMessage Create(HttpMethod method, Transport transport, string? sid)
    {
        var url = new StringBuilder(target.GetLeftPart(UriPartial.Authority));
        if (!options.Path.StartsWith('/'))
        {
            url.Append('/'); // else a captured path could name another server
        }
        url.Append(options.Path).Append('?');
        foreach ((string name, string value) in options.Query)
        {
            url.Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value)).Append('&');
        }
        bool isPolling = transport == Transport.Polling;
        url.Append(options.Version == EngineIoVersion.V3 ? "EIO=3" : "EIO=4");
        url.Append(isPolling ? "&transport=polling" : "&transport=websocket");
        if (isPolling)
        {
            url.Append("&t=").Append(Stamp());
        }
        if (isPolling && (options.Base64 || options.Jsonp))
        {
            url.Append("&b64=1");
        }
        if (isPolling && options.Jsonp)
        {
            url.Append("&j=0");
        }
        if (sid is not null)
        {
            url.Append("&sid=").Append(Uri.EscapeDataString(sid));
        }
        var request = new HttpRequestMessage(method, url.ToString());
        foreach ((string name, string value) in options.Headers)
        {
            Add(request, name, value);
        }
        if (CookiesFor(request.RequestUri!) is { Length: > 0 } cookies)
        {
            Add(request, "Cookie", cookies);
        }
        return request;
    }

    // What is sent may come from anybody's capture. RFC 9110, 5.5: what ends lines is a blank.
    private static void Add(HttpRequestMessage request, string name, string value) =>
        request.Headers.TryAddWithoutValidation(
            name,
            value.AsSpan().ContainsAny('\r', '\n', '\0') ? Blanked(value) : value
        );

    private static string Blanked(string value) => value.Replace('\r', ' ').Replace('\n', ' ').Replace('\0', ' ');

    // Not by putting the client's own into the container, which refuses values that browsers send.
    private string CookiesFor(Uri url)
    {
        string set = options.Cookies?.GetCookieHeader(url) ?? "";
        if (options.OwnCookies is not { } own)
        {
            return set;
        }
        HashSet<string> names = [.. Split(set).Select(NameOf)];
        return string.Join("; ", Split(own).Where(cookie => !names.Contains(NameOf(cookie))).Concat(Split(set)));

        static string[] Split(string header) =>
            header.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

        static string NameOf(string cookie) => cookie.Split('=')[0];
    }

    // The cache buster must differ from request to request; nobody reads it.
    private static string Stamp()
    {
        long value = Interlocked.Increment(ref _stamp);
        Span<char> text = stackalloc char[13];
        int start = text.Length;
        while (value > 0)
        {
            text[--start] = Digits[(int)(value % Digits.Length)];
            value /= Digits.Length;
        }
        return new string(text[start..]);
    }

    private void KeepCookies(HttpRequestMessage request, HttpResponseMessage response)
    {
        if (options.Cookies is null || !response.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? cookies))
        {
            return;
        }
        foreach (string cookie in cookies)
        {
            try
            {
                options.Cookies.SetCookies(request.RequestUri!, cookie);
            }
            catch (CookieException)
            {
                // Malformed, or for another host: not kept, as by browsers.
            }
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(
        HttpResponseMessage response,
        IExchangeWitness? witness,
        CancellationToken cancellationToken
    )
    {
        await using Stream wire = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using Stream raw = witness is null ? wire : new WitnessedStream(wire, witness, endsWithIt: false);
        await using Stream stream = string.Join(',', response.Content.Headers.ContentEncoding) switch
        {
            "gzip" or "x-gzip" => new GZipStream(raw, CompressionMode.Decompress),
            "deflate" => new ZLibStream(raw, CompressionMode.Decompress),
            "br" => new BrotliStream(raw, CompressionMode.Decompress),
            _ => raw,
        };
        var body = new ArrayBufferWriter<byte>();
        int read;
        while ((read = await stream.ReadAsync(body.GetMemory(4096), cancellationToken)) > 0)
        {
            body.Advance(read);
            if (body.WrittenCount > options.MaxPayload)
            {
                throw new EngineIoException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The server's answer exceeds {options.MaxPayload} bytes."
                    )
                );
            }
        }
        return body.WrittenMemory;
    }

    private static EngineIoException Refused(HttpResponseMessage response, ReadOnlyMemory<byte> body)
    {
        string text = Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, 1000)]);
        int status = (int)response.StatusCode;
        int? code = null;
        string message = text;
        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            if (
                json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("code", out JsonElement number)
                && number.TryGetInt32(out int known)
            )
            {
                code = known;
                message = json.RootElement.TryGetProperty("message", out JsonElement said) ? said.ToString() : "";
            }
        }
        catch (JsonException)
        {
            // Any web server may answer: its text is told as it is.
        }
        string detail = message.Length == 0 ? "" : $": {message}";
        return new EngineIoException(
            string.Create(CultureInfo.InvariantCulture, $"The server answered {status}{detail}")
        )
        {
            Status = status,
            Body = text,
            Code = code,
        };
    }
}
