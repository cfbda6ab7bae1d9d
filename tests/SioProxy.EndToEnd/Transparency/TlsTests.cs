using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using SioProxy.Proxy.Forwarding;
using SioProxy.Proxy.Hosting;

namespace SioProxy.EndToEnd.Transparency;

/// <summary>TLS towards the client and towards the upstream, and HTTP/2 with WebSockets over it.</summary>
public sealed class TlsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Get_OverTls_IsForwarded(string version)
    {
        await using RawServer upstream = Answering("hello");
        await using ProxyServer proxy = await SecureProxyAsync(upstream.Url);
        using HttpClient client = new(Handler())
        {
            DefaultRequestVersion = new Version(version),
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using HttpResponseMessage response = await client.GetAsync(new Uri(proxy.Addresses[0], "/a%2fb"), Token);
        Assert.Equal(new Version(version), response.Version);
        Assert.Equal("hello", await response.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task WebSockets_MoreThanAHundredOnOneHttp2Connection_AllEcho()
    {
        const int Count = 120;
        await using RawServer upstream = Echoing();
        await using ProxyServer proxy = await SecureProxyAsync(upstream.Url);
        using var invoker = new HttpMessageInvoker(Handler());
        var sockets = new List<ClientWebSocket>();
        for (int i = 0; i < Count; i++)
        {
            var socket = new ClientWebSocket();
            socket.Options.HttpVersion = HttpVersion.Version20;
            socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
            await socket.ConnectAsync(new UriBuilder(proxy.Addresses[0]) { Scheme = "wss" }.Uri, invoker, Token);
            sockets.Add(socket);
        }
        byte[] buffer = new byte[100];
        for (int i = 0; i < Count; i++)
        {
            byte[] text = Encoding.ASCII.GetBytes($"message {i}");
            await sockets[i].SendAsync(text, WebSocketMessageType.Text, true, Token);
            ValueWebSocketReceiveResult received = await sockets[i].ReceiveAsync(buffer.AsMemory(), Token);
            Assert.Equal(text, buffer[..received.Count]);
        }
        sockets.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task Upstream_WithAnUntrustedCertificate_IsRefusedUnlessToldOtherwise()
    {
        X509Certificate2Collection certificate = TestCertificate.Create();
        await using RawServer upstream = SecureAnswering(certificate[0]);
        Uri url = new($"https://127.0.0.1:{upstream.EndPoint.Port}");
        await using ProxyServer careful = await InProcessProxy.StartAsync(url);
        await using ProxyServer careless = await InProcessProxy.StartAsync(
            new ForwardingOptions { Upstreams = [url], IsInsecure = true }
        );
        Assert.StartsWith("HTTP/1.1 502 ", await GetHeadAsync(careful), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 204 ", await GetHeadAsync(careless), StringComparison.Ordinal);
    }

    private static async Task<string> GetHeadAsync(ProxyServer proxy)
    {
        using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: public.test\r\n\r\n");
        return await client.ReadHeadAsync();
    }

    private static Task<ProxyServer> SecureProxyAsync(Uri upstream) =>
        InProcessProxy.StartAsync(
            new ForwardingOptions { Upstreams = [upstream] },
            listen: "https://127.0.0.1:0",
            certificates: TestCertificate.Create()
        );

#pragma warning disable CA5359 // the test's own certificate
    private static SocketsHttpHandler Handler() =>
        new()
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
            },
        };
#pragma warning restore CA5359

    private static RawServer Answering(string body) =>
        new(async c =>
        {
            string head = await c.ReadHeadAsync();
            Assert.StartsWith("GET /a%2fb HTTP/1.1\r\n", head, StringComparison.Ordinal);
            await c.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        });

    private static RawServer SecureAnswering(X509Certificate2 certificate) =>
        new(async c =>
        {
            await using var stream = new SslStream(new NetworkStream(c.Socket, ownsSocket: false));
            await stream.AuthenticateAsServerAsync(certificate);
            using var secured = new RawConnection(c.Socket, stream);
            await secured.ReadHeadAsync();
            await secured.SendAsync("HTTP/1.1 204 No Content\r\n\r\n");
            await secured.ReadToEndAsync();
        });

    /// <summary>Answers each handshake properly and sends every client frame (short, masked) back unmasked.</summary>
    private static RawServer Echoing() =>
        new(async c =>
        {
            string head = await c.ReadHeadAsync();
            string key = RawConnection.Header(head, "Sec-WebSocket-Key")!;
#pragma warning disable CA5350 // RFC 6455 asks for SHA-1
            string accept = Convert.ToBase64String(
                System.Security.Cryptography.SHA1.HashData(
                    Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                )
            );
#pragma warning restore CA5350
            await c.SendAsync(
                $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"
            );
            while (true)
            {
                byte[] header = await c.ReadAsync(6);
                if (header.Length < 6)
                {
                    return;
                }
                byte[] frame = await c.ReadAsync(header[1] & 0x7f);
                for (int i = 0; i < frame.Length; i++)
                {
                    frame[i] ^= header[2 + (i & 3)];
                }
                await c.SendAsync((byte[])[header[0], (byte)frame.Length, .. frame]);
            }
        });
}
