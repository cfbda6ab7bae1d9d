using SioProxy.Proxy.Forwarding;
using SioProxy.Proxy.Hosting;

namespace SioProxy.EndToEnd.Transparency;

/// <summary>What the options change, and that nothing else does.</summary>
public sealed class OptionsTests
{
    [Fact]
    public async Task UpstreamHostTarget_NamesTheUpstream()
    {
        string head = await HeadSeenAsync(o => o with { UsesTargetHost = true });
        Assert.StartsWith("127.0.0.1:", RawConnection.Header(head, "Host"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ForwardedAppend_AddsToWhatIsThere()
    {
        string head = await HeadSeenAsync(o => o with { AppendsForwarded = true });
        Assert.Equal("public.test", RawConnection.Header(head, "Host"));
        Assert.Equal("9.9.9.9, 127.0.0.1", RawConnection.Header(head, "X-Forwarded-For"));
        Assert.Equal("http", RawConnection.Header(head, "X-Forwarded-Proto"));
        Assert.Equal("public.test", RawConnection.Header(head, "X-Forwarded-Host"));
    }

    [Fact]
    public async Task Upstream_ThatIsTheProxyItself_IsRefused()
    {
        await using var placeholder = new RawServer(_ => Task.CompletedTask);
        Uri own = placeholder.Url;
        await placeholder.DisposeAsync();
        UsageException refused = await Assert.ThrowsAsync<UsageException>(() =>
            InProcessProxy.StartAsync(
                new ForwardingOptions { Upstreams = [own] },
                listen: own.GetLeftPart(UriPartial.Authority)
            )
        );
        Assert.Contains("own address", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listen_OnAPortThatIsTaken_IsRefused()
    {
        await using var taken = new RawServer(_ => Task.CompletedTask);
        UsageException refused = await Assert.ThrowsAsync<UsageException>(() =>
            InProcessProxy.StartAsync(
                new ForwardingOptions { Upstreams = [new Uri("http://127.0.0.1:1")] },
                listen: taken.Url.GetLeftPart(UriPartial.Authority)
            )
        );
        Assert.Contains("already in use", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listen_OnIPv6_Forwards()
    {
        Assert.SkipUnless(System.Net.Sockets.Socket.OSSupportsIPv6, "this machine has no IPv6");
        await using var upstream = new RawServer(
            async c =>
            {
                await c.ReadHeadAsync();
                await c.SendAsync("HTTP/1.1 204 No Content\r\n\r\n");
            },
            System.Net.IPAddress.IPv6Loopback
        );
        await using ProxyServer proxy = await InProcessProxy.StartAsync(
            new ForwardingOptions { Upstreams = [upstream.Url] },
            listen: "http://[::1]:0"
        );
        using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 204 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
    }

    private static async Task<string> HeadSeenAsync(Func<ForwardingOptions, ForwardingOptions> change)
    {
        var seen = new TaskCompletionSource<string>();
        await using var upstream = new RawServer(async c =>
        {
            seen.SetResult(await c.ReadHeadAsync());
            await c.SendAsync("HTTP/1.1 204 No Content\r\n\r\n");
        });
        await using ProxyServer proxy = await InProcessProxy.StartAsync(
            change(new ForwardingOptions { Upstreams = [upstream.Url] })
        );
        using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: public.test\r\nX-Forwarded-For: 9.9.9.9\r\n\r\n");
        await client.ReadHeadAsync();
        return await seen.Task;
    }
}
