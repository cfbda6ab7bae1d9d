using System.Globalization;
using System.IO.Compression;
using System.Text;
using SioProxy.Proxy.Forwarding;
using SioProxy.Proxy.Hosting;

namespace SioProxy.EndToEnd.Transparency;

/// <summary>Several upstream nodes: a session stays where it was opened, by its sid alone.</summary>
public sealed class NodesTests
{
    [Theory]
    [InlineData("")]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    [InlineData("jsonp")]
    public async Task Sessions_OfClientsWithoutCookies_StayOnTheirNode(string encoding)
    {
        await using var a = new FakeNode("a", encoding);
        await using var b = new FakeNode("b", encoding);
        await using ProxyServer proxy = await StartAsync(a.Url, b.Url);
        var nodes = new List<string>();
        for (int i = 0; i < 10; i++)
        {
            string sid = await OpenAsync(proxy, encoding);
            nodes.Add(sid[..1]);
            for (int n = 0; n < 3; n++)
            {
                (int status, string body) = await RequestAsync(proxy, "GET", sid, "");
                Assert.Equal((200, "poll of " + sid), (status, body));
            }
        }
        Assert.Equal(5, nodes.Count(node => node == "a")); // in turn
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", "4hello")]
    public async Task UnknownSid_IsAskedOfEachNodeInTurn(string method, string body)
    {
        await using var a = new FakeNode("a", "");
        await using var b = new FakeNode("b", "");
        await using ProxyServer opener = await StartAsync(a.Url, b.Url);
        string[] sids = [await OpenAsync(opener, ""), await OpenAsync(opener, "")];
        await using ProxyServer other = await StartAsync(a.Url, b.Url); // never saw the handshakes
        foreach (string sid in sids)
        {
            (int status, string answer) = await RequestAsync(other, method, sid, body);
            Assert.Equal(200, status);
            Assert.Equal(method == "GET" ? "poll of " + sid : "ok " + body, answer);
        }
        Assert.Equal(2, a.Accepted + b.Accepted - 2); // each request was accepted once, beside the two handshakes
    }

    [Fact]
    public async Task SidOfNobody_GetsTheLastNodesAnswer()
    {
        await using var a = new FakeNode("a", "");
        await using var b = new FakeNode("b", "");
        await using ProxyServer proxy = await StartAsync(a.Url, b.Url);
        (int status, string body) = await RequestAsync(proxy, "GET", "c99", "");
        Assert.Equal((400, "{\"code\":1,\"message\":\"Session ID unknown\"}"), (status, body));
    }

    [Fact]
    public async Task NodeThatDies_AffectsItsOwnSessionsOnly()
    {
        await using var a = new FakeNode("a", "");
        var b = new FakeNode("b", "");
        await using ProxyServer proxy = await StartAsync(a.Url, b.Url);
        string[] sids = [await OpenAsync(proxy, ""), await OpenAsync(proxy, "")];
        await b.DisposeAsync();
        foreach (string sid in sids)
        {
            (int status, _) = await RequestAsync(proxy, "GET", sid, "");
            Assert.Equal(sid[0] == 'a' ? 200 : 502, status);
        }
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal('a', (await OpenAsync(proxy, ""))[0]); // new sessions go to the one that lives
        }
    }

    private static Task<ProxyServer> StartAsync(params Uri[] nodes) =>
        InProcessProxy.StartAsync(new ForwardingOptions { Upstreams = nodes });

    private static async Task<string> OpenAsync(ProxyServer proxy, string encoding)
    {
        using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
        await client.SendAsync("GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: h\r\n\r\n");
        string head = await client.ReadHeadAsync();
        byte[] body = await client.ReadBodyAsync(head);
        string text = Encoding
            .ASCII.GetString(FakeNode.Decode(encoding, body))
            .Replace("\\\"", "\"", StringComparison.Ordinal);
        int start = text.IndexOf("\"sid\":\"", StringComparison.Ordinal) + 7;
        return text[start..text.IndexOf('"', start)];
    }

    private static async Task<(int Status, string Body)> RequestAsync(
        ProxyServer proxy,
        string method,
        string sid,
        string body
    )
    {
        using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
        string length = method == "POST" ? $"Content-Length: {body.Length}\r\n" : "";
        await client.SendAsync(
            $"{method} /socket.io/?EIO=4&transport=polling&sid={sid} HTTP/1.1\r\nHost: h\r\n{length}\r\n{body}"
        );
        string head = await client.ReadHeadAsync();
        string answer = Encoding.ASCII.GetString(await client.ReadBodyAsync(head));
        return (int.Parse(head.AsSpan(9, 3), CultureInfo.InvariantCulture), answer);
    }

    /// <summary>As much of an Engine.IO server as routing can see.</summary>
    private sealed class FakeNode : IAsyncDisposable
    {
        private readonly string _name;
        private readonly string _encoding;
        private readonly RawServer _server;
        private int _sessions;
        private int _accepted;

        public FakeNode(string name, string encoding)
        {
            _name = name;
            _encoding = encoding;
            _server = new RawServer(ServeAsync);
        }

        public Uri Url => _server.Url;

        /// <summary>Requests that were not refused.</summary>
        public int Accepted => _accepted;

        public static byte[] Decode(string encoding, byte[] body)
        {
            using var input = new MemoryStream(body);
            using Stream stream = encoding switch
            {
                "gzip" => new GZipStream(input, CompressionMode.Decompress),
                "deflate" => new ZLibStream(input, CompressionMode.Decompress),
                "br" => new BrotliStream(input, CompressionMode.Decompress),
                _ => input,
            };
            using var output = new MemoryStream();
            stream.CopyTo(output);
            return output.ToArray();
        }

        public ValueTask DisposeAsync() => _server.DisposeAsync();

        private async Task ServeAsync(RawConnection c)
        {
            while (true)
            {
                string head = await c.ReadHeadAsync();
                if (head.Length == 0)
                {
                    return;
                }
                string body = Encoding.ASCII.GetString(
                    RawConnection.Header(head, "Content-Length") is null ? [] : await c.ReadBodyAsync(head)
                );
                string target = head.Split(' ')[1];
                int sid = target.IndexOf("sid=", StringComparison.Ordinal);
                await AnswerAsync(c, head, sid < 0 ? null : target[(sid + 4)..], body);
            }
        }

        private async Task AnswerAsync(RawConnection c, string head, string? sid, string body)
        {
            if (sid is null)
            {
                Interlocked.Increment(ref _accepted);
                string open =
                    $"{{\"sid\":\"{_name}{Interlocked.Increment(ref _sessions)}\",\"upgrades\":[\"websocket\"],\"pingInterval\":25000,\"pingTimeout\":20000}}";
                string text =
                    _encoding == "jsonp"
                        ? $"___eio[0](\"0{open.Replace("\"", "\\\"", StringComparison.Ordinal)}\");"
                        : "0" + open;
                byte[] bytes = Encode(Encoding.ASCII.GetBytes(text));
                string header = _encoding is "" or "jsonp" ? "" : $"Content-Encoding: {_encoding}\r\n";
                await c.SendAsync($"HTTP/1.1 200 OK\r\n{header}Content-Length: {bytes.Length}\r\n\r\n");
                await c.SendAsync(bytes);
            }
            else if (!sid.StartsWith(_name, StringComparison.Ordinal))
            {
                const string Refusal = "{\"code\":1,\"message\":\"Session ID unknown\"}";
                await c.SendAsync($"HTTP/1.1 400 Bad Request\r\nContent-Length: {Refusal.Length}\r\n\r\n{Refusal}");
            }
            else
            {
                Interlocked.Increment(ref _accepted);
                string answer = head.StartsWith("POST", StringComparison.Ordinal) ? "ok " + body : "poll of " + sid;
                await c.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {answer.Length}\r\n\r\n{answer}");
            }
        }

        private byte[] Encode(byte[] text)
        {
            using var output = new MemoryStream();
            using (
                Stream? stream = _encoding switch
                {
                    "gzip" => new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true),
                    "deflate" => new ZLibStream(output, CompressionLevel.Fastest, leaveOpen: true),
                    "br" => new BrotliStream(output, CompressionLevel.Fastest, leaveOpen: true),
                    _ => null,
                }
            )
            {
                (stream ?? output).Write(text);
            }
            return output.ToArray();
        }
    }
}
