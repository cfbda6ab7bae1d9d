using System.Globalization;
using System.Net.Sockets;
using System.Text;
using SioProxy.Proxy.Hosting;

namespace SioProxy.EndToEnd.Transparency;

/// <summary>Plain exchanges: what the upstream and the client read is what the other one wrote.</summary>
public sealed class HttpTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: example.test:81\r\n\r\n";

    [Theory]
    [InlineData("/a%2fb/%C3%A9//c/../d?x=%20+y&z=a%26b")]
    [InlineData("/socket.io/?EIO=4&transport=polling&t=P%2BxY&sid=a%2fb")]
    [InlineData("/%7Euser/;v=1?q=[1]|{2}")]
    public async Task Target_PercentEncoded_LeavesAsItCame(string target)
    {
        string head = await HeadSeenByUpstreamAsync($"GET {target} HTTP/1.1\r\nHost: example.test:81\r\n\r\n");
        Assert.StartsWith($"GET {target} HTTP/1.1\r\n", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RequestHeaders_OfEveryKind_ArriveWithoutAddition()
    {
        string cookie = new('c', 40_000);
        string head = await HeadSeenByUpstreamAsync(
            "GET / HTTP/1.1\r\nHost: example.test:81\r\nX-Latin: caf\xe9 \xff\r\nCookie: "
                + cookie
                + "\r\nAccept-Encoding: gzip, br\r\nUpgrade-Insecure-Requests: 1\r\nX-Forwarded-For: 9.9.9.9\r\n\r\n"
        );
        string[] lines = head.TrimEnd().Split("\r\n")[1..];
        Array.Sort(lines, StringComparer.Ordinal);
        Assert.Equal(
            [
                "Accept-Encoding: gzip, br",
                "Cookie: " + cookie,
                "Host: example.test:81",
                "Upgrade-Insecure-Requests: 1",
                "X-Forwarded-For: 9.9.9.9",
                "X-Latin: caf\xe9 \xff",
            ],
            lines
        );
    }

    [Fact]
    public async Task Response_OfTheUpstream_ArrivesAsWritten()
    {
        await using var upstream = new RawServer(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync(
                "HTTP/1.1 418 I'm a teapot\r\nDate: Sun, 22 Nov 2026 00:00:00 GMT\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n"
                    + "X-Latin: \xe9\xff\r\nContent-Length: 5\r\n\r\n\x00\x01\xfe\xff!"
            );
        });
        await using ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url);
        using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
        await client.SendAsync(Get);
        string head = await client.ReadHeadAsync();
        Assert.Equal(
            [
                "HTTP/1.1 418 I'm a teapot",
                "Content-Length: 5",
                "Date: Sun, 22 Nov 2026 00:00:00 GMT",
                "Set-Cookie: a=1",
                "Set-Cookie: b=2",
                "X-Latin: \xe9\xff",
            ],
            head.TrimEnd()
                .Split("\r\n")
                .Take(1)
                .Concat(head.TrimEnd().Split("\r\n").Skip(1).Order(StringComparer.Ordinal))
        );
        Assert.Equal([0, 1, 0xfe, 0xff, (byte)'!'], await client.ReadBodyAsync(head));
    }

    [Fact]
    public async Task Post_Of40Megabytes_ArrivesWhole()
    {
        byte[] body = new byte[40_000_000];
        new Random(1).NextBytes(body);
        byte[] received = [];
        await using var upstream = new RawServer(async c =>
        {
            received = await c.ReadBodyAsync(await c.ReadHeadAsync());
            await c.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });
        await using ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url);
        using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
        await client.SendAsync(
            $"POST /up HTTP/1.1\r\nHost: h\r\nContent-Length: {body.Length.ToString(CultureInfo.InvariantCulture)}\r\n\r\n"
        );
        await client.SendAsync(body);
        string head = await client.ReadHeadAsync();
        Assert.Equal("ok", Encoding.ASCII.GetString(await client.ReadBodyAsync(head)));
        Assert.True(body.AsSpan().SequenceEqual(received));
    }

    [Fact]
    public async Task Response_Streamed_ArrivesChunkByChunk()
    {
        var firstSeen = new TaskCompletionSource();
        await using var upstream = new RawServer(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
            await firstSeen.Task;
            await c.SendAsync("4\r\nlast\r\n0\r\n\r\n");
        });
        await using ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url);
        using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
        await client.SendAsync(Get);
        await client.ReadHeadAsync();
        Assert.Equal("first"u8.ToArray(), await client.ReadChunkAsync()); // the last one is not even written yet
        firstSeen.SetResult();
        Assert.Equal("last"u8.ToArray(), await client.ReadChunkAsync());
        Assert.Empty(await client.ReadChunkAsync());
    }

    [Fact]
    public async Task Response_CutInTheMiddle_IsCutForTheClient()
    {
        await using var upstream = new RawServer(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
            c.Finish();
        });
        await using ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url);
        using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
        await client.SendAsync(Get);
        Assert.Equal("reset", await client.ReadEndAsync());
    }

    [Fact]
    public async Task Upstream_ThatIsDown_IsA502WithOneSentence()
    {
        var closed = new RawServer(_ => Task.CompletedTask);
        Uri url = closed.Url;
        await closed.DisposeAsync();
        await using ProxyServer proxy = await InProcessProxy.StartAsync(url);
        using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
        await client.SendAsync(Get);
        string head = await client.ReadHeadAsync();
        Assert.StartsWith("HTTP/1.1 502 ", head, StringComparison.Ordinal);
        string sentence = Encoding.UTF8.GetString(await client.ReadBodyAsync(head));
        Assert.Contains(url.GetLeftPart(UriPartial.Authority), sentence, StringComparison.Ordinal);
        Assert.Equal(1, sentence.Count(c => c == '\n'));
    }

    [Fact]
    public async Task Upstream_ThatClosesBeforeItAnswers_IsA502()
    {
        await using var upstream = new RawServer(async c => await c.ReadHeadAsync());
        await using ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url);
        using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
        await client.SendAsync(Get);
        Assert.StartsWith("HTTP/1.1 502 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.Equal(1, upstream.Accepted); // never retried
    }

    // The HTTP client reads ahead on a connection that it uses again, and would repeat a GET that was not answered.
    [Fact]
    public async Task Upstream_ThatClosesAConnectionInUseAgain_IsNotAskedTwice()
    {
        await using var upstream = new RawServer(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            await c.ReadHeadAsync();
        });
        await using ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url);
        using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
        await client.SendAsync(Get);
        await client.ReadBodyAsync(await client.ReadHeadAsync());
        await client.SendAsync(Get);
        string head = await client.ReadHeadAsync();
        Assert.StartsWith("HTTP/1.1 502 ", head, StringComparison.Ordinal);
        string sentence = Encoding.UTF8.GetString(await client.ReadBodyAsync(head));
        Assert.Contains("closed the connection without an answer", sentence, StringComparison.Ordinal);
        Assert.Equal(1, upstream.Accepted);
    }

    [Theory]
    [InlineData(false, "fin")]
    [InlineData(true, "reset")]
    public async Task PendingPoll_WhoseClientGoes_EndsUpstreamTheSameWay(bool isReset, string expected)
    {
        var asked = new TaskCompletionSource();
        var ended = new TaskCompletionSource<string>();
        await using var upstream = new RawServer(async c =>
        {
            await c.ReadHeadAsync();
            asked.SetResult();
            ended.SetResult(await c.ReadEndAsync());
        });
        await using ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url);
        RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
        await client.SendAsync("GET /socket.io/?EIO=4&transport=polling&sid=x HTTP/1.1\r\nHost: h\r\n\r\n");
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        if (isReset)
        {
            client.Reset();
        }
        client.Dispose();
        Assert.Equal(
            expected,
            await ended.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)
        );
    }

    // The server takes a FIN for the client's going away, and would drop the body that is still in its pipe.
    [Theory]
    [InlineData("Content-Length: 200000", 200_000)]
    [InlineData("Content-Length: 5", 5)]
    [InlineData("Transfer-Encoding: chunked", 5)]
    public async Task Post_FollowedAtOnceByFin_ArrivesAndIsAnswered(string framing, int length)
    {
        byte[] body = new byte[length];
        new Random(1).NextBytes(body);
        await using var upstream = new RawServer(async c =>
        {
            while (await c.ReadHeadAsync() is { Length: > 0 } request)
            {
                byte[] received = await c.ReadBodyAsync(request);
                await c.SendAsync(
                    $"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{received.AsSpan().SequenceEqual(body), -5}"
                );
            }
        });
        await using ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url);
        for (int round = 0; round < 40; round++)
        {
            using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
            byte[] head = Encoding.ASCII.GetBytes($"POST /up HTTP/1.1\r\nHost: h\r\n{framing}\r\n\r\n");
            byte[] framed = framing.Contains("chunked", StringComparison.Ordinal)
                ? [.. "5\r\n"u8, .. body, .. "\r\n0\r\n\r\n"u8]
                : body;
            await client.SendAsync((byte[])[.. head, .. framed]);
            client.Finish();
            string answer = await client.ReadHeadAsync();
            Assert.StartsWith("HTTP/1.1 200 OK", answer, StringComparison.Ordinal);
            Assert.Equal("True ", Encoding.ASCII.GetString(await client.ReadBodyAsync(answer)));
            Assert.Equal("fin", await client.ReadEndAsync());
        }
    }

    [Theory]
    [InlineData("POST /up HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf")]
    [InlineData("POST /up HTTP/1.1\r\nHost: h\r\nContent-Le")]
    [InlineData("POST /up HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nha")]
    [InlineData("")]
    public async Task Request_CutByFin_EndsAtOnce(string request)
    {
        await using var upstream = new RawServer(async c => await c.ReadToEndAsync());
        await using ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url);
        using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
        await client.SendAsync(request);
        client.Finish();
        await client.ReadEndAsync(); // which it is depends on what was unread: it only must come
    }

    private static async Task<string> HeadSeenByUpstreamAsync(string request)
    {
        var seen = new TaskCompletionSource<string>();
        await using var upstream = new RawServer(async c =>
        {
            seen.SetResult(await c.ReadHeadAsync());
            await c.SendAsync("HTTP/1.1 204 No Content\r\n\r\n");
        });
        await using ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url);
        using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
        await client.SendAsync(request);
        Assert.StartsWith("HTTP/1.1 204 No Content\r\n", await client.ReadHeadAsync(), StringComparison.Ordinal);
        return await seen.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }
}
