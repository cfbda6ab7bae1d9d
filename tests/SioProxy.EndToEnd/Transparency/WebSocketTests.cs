using System.Text;
using SioProxy.Proxy.Hosting;

namespace SioProxy.EndToEnd.Transparency;

/// <summary>WebSockets: bytes, order and ends are those of the other side.</summary>
public sealed class WebSocketTests
{
    private const string Upgrade =
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n";

    private const string Accepted =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Handshake_OfBothSides_PassesWithItsExtensions()
    {
        var seen = new TaskCompletionSource<string>();
        await using var upstream = new RawServer(async c =>
        {
            seen.SetResult(await c.ReadHeadAsync());
            await c.SendAsync(Accepted + "\x81\x02hi"); // in one segment with the head, as servers do
            await c.ReadToEndAsync();
        });
        await using ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url);
        using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
        await client.SendAsync(Upgrade);
        string answer = await client.ReadHeadAsync();
        string asked = await seen.Task;
        Assert.Equal("dGhlIHNhbXBsZSBub25jZQ==", RawConnection.Header(asked, "Sec-WebSocket-Key"));
        Assert.Equal(
            "permessage-deflate; client_max_window_bits",
            RawConnection.Header(asked, "Sec-WebSocket-Extensions")
        );
        Assert.StartsWith("HTTP/1.1 101 Switching Protocols\r\n", answer, StringComparison.Ordinal);
        Assert.Equal("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", RawConnection.Header(answer, "Sec-WebSocket-Accept"));
        Assert.Equal("permessage-deflate", RawConnection.Header(answer, "Sec-WebSocket-Extensions"));
        Assert.Equal("\x81\x02hi", Encoding.Latin1.GetString(await client.ReadAsync(4)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4_000)] // about what is read together with the head
    [InlineData(100_000)]
    public async Task ServerData_InOneWriteWithTheAcceptance_ArrivesWhole(int size)
    {
        byte[] data = RandomBytes(size, 6);
        byte[] answer = [.. Encoding.Latin1.GetBytes(Accepted), .. data];
        await using var upstream = new RawServer(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync(answer);
            Assert.Equal("heard", Encoding.Latin1.GetString(await c.ReadAsync(5)));
            await c.SendAsync("bye");
            c.Finish();
            await c.ReadToEndAsync();
        });
        await using ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url);
        using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
        await client.SendAsync(Upgrade);
        await client.ReadHeadAsync();
        byte[] got = await client.ReadAsync(size);
        Assert.True(data.AsSpan().SequenceEqual(got));
        await client.SendAsync("heard");
        Assert.Equal("bye", Encoding.Latin1.GetString(await client.ReadToEndAsync()));
    }

    [Fact]
    public async Task Acceptance_OfAHead_LeavesTheConnectionToTheNextRequestAlone()
    {
        await using var upstream = new RawServer(async c =>
        {
            while (await c.ReadHeadAsync() is { Length: > 0 } head)
            {
                bool isFirst = head.StartsWith("HEAD", StringComparison.Ordinal);
                await c.SendAsync(isFirst ? Accepted : "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntwo");
            }
        });
        await using ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url);
        using RawConnection first = await RawConnection.OpenAsync(proxy.Addresses[0]);
        await first.SendAsync(Upgrade.Replace("GET ", "HEAD ", StringComparison.Ordinal));
        await first.ReadHeadAsync();
        using RawConnection second = await RawConnection.OpenAsync(proxy.Addresses[0]);
        await second.SendAsync("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        string answer = Encoding.Latin1.GetString(await second.ReadToEndAsync());
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("two", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_BothWays_ArriveEqual()
    {
        byte[] up = RandomBytes(3_000_000, 1);
        byte[] down = RandomBytes(3_000_000, 2);
        byte[] received = [];
        await using var upstream = new RawServer(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync(Accepted);
            Task sending = c.SendAsync(down);
            received = await c.ReadAsync(up.Length);
            await sending;
            c.Finish();
            await c.ReadToEndAsync();
        });
        await using ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url);
        using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
        await client.SendAsync(Upgrade);
        await client.ReadHeadAsync();
        Task writing = client.SendAsync(up);
        byte[] read = await client.ReadToEndAsync();
        await writing;
        Assert.True(down.AsSpan().SequenceEqual(read));
        Assert.True(up.AsSpan().SequenceEqual(received));
    }

    [Theory]
    [InlineData(300_000)]
    [InlineData(10)]
    public async Task ClientData_FollowedAtOnceByFin_ArrivesWhole(int size)
    {
        byte[] data = RandomBytes(size, 3);
        for (int round = 0; round < 20; round++)
        {
            var received = new TaskCompletionSource<byte[]>();
            await using var upstream = new RawServer(async c =>
            {
                await c.ReadHeadAsync();
                await c.SendAsync(Accepted);
                received.SetResult(await c.ReadToEndAsync());
            });
            await using ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url);
            using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
            await client.SendAsync(Upgrade);
            await client.ReadHeadAsync();
            await client.SendAsync(data);
            client.Finish();
            byte[] got = await received.Task.WaitAsync(Deadline, TestContext.Current.CancellationToken);
            Assert.Equal(data.Length, got.Length);
            Assert.True(data.AsSpan().SequenceEqual(got));
        }
    }

    [Fact]
    public async Task ClientDataThenFin_WhileTheServerTalks_ArrivesWhole()
    {
        byte[] data = RandomBytes(2_000_000, 4);
        var received = new TaskCompletionSource<byte[]>();
        await using var upstream = new RawServer(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync(Accepted);
            Task talking = c.SendAsync(new byte[50_000]); // unread by the client: closing on it would be a reset
            received.SetResult(await c.ReadToEndAsync());
            await talking;
        });
        await using ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url);
        using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
        await client.SendAsync(Upgrade);
        await client.ReadHeadAsync();
        await client.SendAsync(data);
        client.Finish();
        byte[] got = await received.Task.WaitAsync(Deadline, TestContext.Current.CancellationToken);
        Assert.True(data.AsSpan().SequenceEqual(got));
    }

    [Fact]
    public async Task ServerData_FollowedAtOnceByFin_ArrivesWhole()
    {
        byte[] data = RandomBytes(3_000_000, 5);
        await using var upstream = new RawServer(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync(Accepted);
            await c.SendAsync(data);
            c.Finish();
            await c.ReadToEndAsync();
        });
        await using ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url);
        using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
        await client.SendAsync(Upgrade);
        await client.ReadHeadAsync();
        byte[] got = await client.ReadToEndAsync();
        Assert.True(data.AsSpan().SequenceEqual(got));
    }

    // Closing a socket with unread data resets the connection, and drops what is still on its way to a client that reads late.
    [Fact]
    public async Task ServerDataThenFin_WhileTheClientTalksAndReadsLate_ArrivesWhole()
    {
        byte[] data = RandomBytes(400_000, 6);
        var isOver = new TaskCompletionSource();
        await using var upstream = new RawServer(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync(Accepted);
            await c.SendAsync(data);
            c.Finish();
            await c.ReadEndAsync();
            isOver.SetResult();
        });
        await using ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url);
        using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
        client.Socket.ReceiveBufferSize = 8 * 1024;
        await client.SendAsync(Upgrade);
        await client.ReadHeadAsync();
        Task talking = TalkAsync(client);
        await isOver.Task.WaitAsync(Deadline, TestContext.Current.CancellationToken);
        byte[] got = await client.ReadToEndAsync();
        Assert.Equal(data.Length, got.Length);
        Assert.True(data.AsSpan().SequenceEqual(got));
        await talking;

        static async Task TalkAsync(RawConnection client)
        {
            try
            {
                for (int i = 0; i < 300; i++)
                {
                    await client.SendAsync(new byte[10_000]);
                }
            }
            catch (IOException)
            {
                // nobody listens any more
            }
        }
    }

    [Theory]
    [InlineData(false, "fin")]
    [InlineData(true, "reset")]
    public async Task ClientEnd_ReachesTheServerAsItWas(bool isReset, string expected)
    {
        var ended = new TaskCompletionSource<string>();
        await using var upstream = new RawServer(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync(Accepted + "\x81\x02hi");
            ended.SetResult(await c.ReadEndAsync());
        });
        await using ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url);
        RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
        await client.SendAsync(Upgrade);
        await client.ReadHeadAsync();
        await client.ReadAsync(4);
        if (isReset)
        {
            client.Reset();
        }
        client.Dispose();
        Assert.Equal(expected, await ended.Task.WaitAsync(Deadline, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(false, "fin")]
    [InlineData(true, "reset")]
    public async Task ServerEnd_ReachesTheClientAsItWas(bool isReset, string expected)
    {
        var clientIsReady = new TaskCompletionSource();
        await using var upstream = new RawServer(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync(Accepted + "\x81\x02hi");
            await clientIsReady.Task;
            if (isReset)
            {
                c.Reset();
            }
        });
        await using ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url);
        using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
        await client.SendAsync(Upgrade);
        await client.ReadHeadAsync();
        await client.ReadAsync(4);
        clientIsReady.SetResult();
        Assert.Equal(expected, await client.ReadEndAsync());
    }

    [Fact]
    public async Task Refusal_OfAnUpgrade_ReachesTheClientUnchanged()
    {
        await using var upstream = new RawServer(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync(
                "HTTP/1.1 403 Not Today\r\nConnection: close\r\nContent-Type: text/html\r\nContent-Length: 18\r\n"
                    + "Date: Thu, 26 Nov 2026 00:00:00 GMT\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Why: caf\xe9\r\n\r\n"
                    + "Session ID unknown"
            );
        });
        await using ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url);
        using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
        await client.SendAsync(Upgrade);
        string head = await client.ReadHeadAsync();
        Assert.Equal(
            [
                "Connection: close",
                "Content-Length: 18",
                "Content-Type: text/html",
                "Date: Thu, 26 Nov 2026 00:00:00 GMT",
                "HTTP/1.1 403 Not Today",
                "Set-Cookie: a=1",
                "Set-Cookie: b=2",
                "X-Why: caf\xe9",
            ],
            head.TrimEnd().Split("\r\n").Order(StringComparer.Ordinal)
        );
        Assert.Equal("Session ID unknown", Encoding.Latin1.GetString(await client.ReadBodyAsync(head)));
    }

    // A 101 of its own would hide the refusal that comes later.
    [Fact]
    public async Task Upgrade_ThatTheServerHasNotAnswered_IsNotAnswered()
    {
        var isAsked = new TaskCompletionSource();
        var answers = new TaskCompletionSource();
        await using var upstream = new RawServer(async c =>
        {
            await c.ReadHeadAsync();
            isAsked.SetResult();
            await answers.Task;
            await c.SendAsync("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno");
        });
        await using ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url);
        using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
        await client.SendAsync(Upgrade);
        await isAsked.Task.WaitAsync(Deadline, TestContext.Current.CancellationToken);
        Assert.Equal(0, client.Socket.Available);
        answers.SetResult();
        string head = await client.ReadHeadAsync();
        Assert.StartsWith("HTTP/1.1 401 Unauthorized\r\n", head, StringComparison.Ordinal);
        Assert.Equal("no", Encoding.Latin1.GetString(await client.ReadBodyAsync(head)));
    }

    [Fact]
    public async Task Stop_ClosesOpenWebSocketsInTime()
    {
        var ended = new TaskCompletionSource<string>();
        await using var upstream = new RawServer(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync(Accepted + "\x81\x02hi");
            ended.SetResult(await c.ReadEndAsync());
        });
        await using ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url);
        using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
        await client.SendAsync(Upgrade);
        await client.ReadHeadAsync();
        await client.ReadAsync(4);
        await proxy
            .StopAsync(TestContext.Current.CancellationToken)
            .WaitAsync(Deadline, TestContext.Current.CancellationToken);
        Assert.Equal("fin", await client.ReadEndAsync());
        Assert.Equal("fin", await ended.Task.WaitAsync(Deadline, TestContext.Current.CancellationToken));
    }

    private static byte[] RandomBytes(int count, int seed)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
