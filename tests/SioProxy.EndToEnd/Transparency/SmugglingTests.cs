using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using SioProxy.Proxy.Hosting;

namespace SioProxy.EndToEnd.Transparency;

/// <summary>
/// Requests and answers whose framing two programs may understand differently. Whatever leaves the proxy has one meaning only:
/// one length, plain header lines, and no request that did not pass as a request of its own.
/// </summary>
public sealed partial class SmugglingTests
{
    private const string Smuggled = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n";

    public static TheoryData<string> Requests =>
        [
            "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nX",
            "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n23\r\n" + Smuggled + "\r\n0\r\n\r\n",
            "Content-Length: 5\r\nContent-Length: 6\r\n\r\n12345" + Smuggled,
            "Content-Length: 5, 6\r\n\r\n12345" + Smuggled,
            "Content-Length: +5\r\n\r\n12345" + Smuggled,
            "Content-Length: 0x5\r\n\r\n12345" + Smuggled,
            "Content-Length: -1\r\n\r\n" + Smuggled,
            "Content-Length: 18446744073709551621\r\n\r\n12345" + Smuggled,
            "Content-Length : 5\r\n\r\n12345" + Smuggled,
            "Transfer-Encoding: xchunked\r\n\r\n5\r\n12345\r\n0\r\n\r\n" + Smuggled,
            "Transfer-Encoding : chunked\r\n\r\n5\r\n12345\r\n0\r\n\r\n" + Smuggled,
            "Transfer-Encoding:\tchunked\r\n\r\n5\r\n12345\r\n0\r\n\r\n",
            "Transfer-Encoding: chunked, identity\r\n\r\n5\r\n12345\r\n0\r\n\r\n" + Smuggled,
            "Transfer-Encoding: identity, chunked\r\n\r\n5\r\n12345\r\n0\r\n\r\n" + Smuggled,
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n5\r\n12345\r\n0\r\n\r\n" + Smuggled,
            "Transfer-Encoding: \x0bchunked\r\n\r\n5\r\n12345\r\n0\r\n\r\n" + Smuggled,
            "X: a\r\n Transfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n0\r\n\r\n" + Smuggled, // a folded line
            "X: a\rTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n0\r\n\r\n" + Smuggled, // a bare CR
            "X: a\nTransfer-Encoding: chunked\n\n5\r\n12345\r\n0\r\n\r\n" + Smuggled, // bare LFs
            "X: a\0b\r\nContent-Length: 5\r\n\r\n12345" + Smuggled,
            "Transfer-Encoding: chunked\r\n\r\n10000000000000005\r\n12345\r\n0\r\n\r\n" + Smuggled,
            "Transfer-Encoding: chunked\r\n\r\n5;a=\n\r\n12345\r\n0\r\n\r\n" + Smuggled,
            "Transfer-Encoding: chunked\r\n\r\n-5\r\n12345\r\n0\r\n\r\n" + Smuggled,
            "Transfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n0\r\nContent-Length: 9\r\n\r\n", // a trailer
            "Host: other\r\nContent-Length: 5\r\n\r\n12345" + Smuggled,
            "Connection: Content-Length\r\nContent-Length: 5\r\n\r\n12345" + Smuggled,
            "Connection: Host, Transfer-Encoding\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n0\r\n\r\n"
                + Smuggled,
        ];

    public static TheoryData<string> Answers =>
        [
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n123456",
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 2\r\n\r\nok",
            "HTTP/1.1 200 OK\r\nX: a\rSet-Cookie: b\r\nContent-Length: 2\r\n\r\nok",
            "HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 2\r\n\r\nok",
            "HTTP/1.1 200 OK\r\nX : a\r\nContent-Length: 2\r\n\r\nok",
            "HTTP/1.1 200 OK\nX: a\nContent-Length: 2\n\nok",
            "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nok",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\nok",
            "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n\x81\x02hi", // nobody asked
            "HTTP/1.1 999999 OK\r\nContent-Length: 2\r\n\r\nok",
            "HTTP/0.9 200 OK\r\nContent-Length: 2\r\n\r\nok",
            "ICY 200 OK\r\nContent-Length: 2\r\n\r\nok",
        ];

    [Theory, MemberData(nameof(Requests))]
    public async Task Request_OfTwoMeanings_LeavesWithOneOrNotAtAll(string rest)
    {
        var heads = new ConcurrentQueue<string>();
        var leftOver = new ConcurrentQueue<string>();
        await using var upstream = new RawServer(async c =>
        {
            while (await c.ReadHeadAsync() is { Length: > 0 } head)
            {
                heads.Enqueue(head);
                bool hasBody =
                    RawConnection.Header(head, "Content-Length") is not null
                    || RawConnection.Header(head, "Transfer-Encoding") is not null;
                if (hasBody)
                {
                    await c.ReadBodyAsync(head);
                }
                await c.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        });
        await using ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url);
        using (RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]))
        {
            await client.SendAsync("POST /asked HTTP/1.1\r\nHost: h\r\n" + rest);
            client.Finish();
            await client.ReadEndAsync();
        }
        Assert.All(heads, head => AssertPlain(head, RequestLine()));
        Assert.InRange(heads.Count(head => head.StartsWith("POST /asked ", StringComparison.Ordinal)), 0, 1);
        await AssertAliveAsync(proxy);
    }

    [Theory, MemberData(nameof(Answers))]
    public async Task Answer_OfTwoMeanings_ArrivesWithOneOrIsA502(string answer)
    {
        await using var upstream = new RawServer(async c =>
        {
            string head = await c.ReadHeadAsync();
            await c.SendAsync(
                head.StartsWith("GET /alive", StringComparison.Ordinal)
                    ? "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
                    : answer
            );
        });
        await using ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url);
        using (RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]))
        {
            await client.SendAsync("GET /asked HTTP/1.1\r\nHost: h\r\n\r\n");
            string head = await client.ReadHeadAsync();
            AssertPlain(head, StatusLine());
        }
        await AssertAliveAsync(proxy);
    }

    private static async Task AssertAliveAsync(ProxyServer proxy)
    {
        using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
        await client.SendAsync("GET /alive HTTP/1.1\r\nHost: h\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
    }

    private static void AssertPlain(string head, Regex firstLine)
    {
        string[] lines = head[..^4].Split("\r\n");
        Assert.Matches(firstLine, lines[0]);
        Assert.All(lines.Skip(1), line => Assert.Matches(HeaderLine(), line));
        string[] names = [.. lines.Skip(1).Select(line => line.Split(':')[0].ToLowerInvariant())];
        Assert.InRange(names.Count(name => name is "content-length" or "transfer-encoding"), 0, 1);
        Assert.InRange(names.Count(name => name is "host"), 0, 1);
        string? encoding = RawConnection.Header(head, "Transfer-Encoding");
        Assert.True(encoding is null or "chunked", encoding);
        string? length = RawConnection.Header(head, "Content-Length");
        Assert.True(length is null || length.All(char.IsAsciiDigit), length);
    }

    [GeneratedRegex("^[A-Z]+ /[^ ]* HTTP/1\\.1$", RegexOptions.None, 1000)]
    private static partial Regex RequestLine();

    [GeneratedRegex("^HTTP/1\\.1 [1-5][0-9][0-9] [ -~]*$", RegexOptions.None, 1000)]
    private static partial Regex StatusLine();

    // RFC 9110, 5.5 and 5.6.2
    [GeneratedRegex("^[!#$%&'*+.^_`|~0-9A-Za-z-]+: [^\\x00-\\x08\\x0a-\\x1f\\x7f]*$", RegexOptions.None, 1000)]
    private static partial Regex HeaderLine();
}
