using System.Net;
using SioProxy.Proxy.Hosting;

namespace SioProxy.Tests.Proxy;

/// <summary>An upstream that is the proxy itself, under whichever name: requests would go round in circles.</summary>
public sealed class OwnAddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:4000", "127.0.0.1:4000", true)]
    [InlineData("http://localhost:4000", "127.0.0.1:4000", true)]
    [InlineData("http://127.1:4000", "127.0.0.1:4000", true)]
    [InlineData("http://2130706433:4000", "127.0.0.1:4000", true)] // the same as a number
    [InlineData("http://[::ffff:127.0.0.1]:4000", "127.0.0.1:4000", true)]
    [InlineData("http://0.0.0.0:4000", "127.0.0.1:4000", true)]
    [InlineData("http://[::]:4000", "127.0.0.1:4000", true)]
    [InlineData("http://127.0.0.1:4000", "0.0.0.0:4000", true)]
    [InlineData("http://127.0.0.2:4000", "0.0.0.0:4000", true)]
    [InlineData("http://127.0.0.1:4000", "[::]:4000", true)]
    [InlineData("http://[::1]:4000", "[::]:4000", true)]
    [InlineData("http://127.0.0.1:4001", "127.0.0.1:4000", false)]
    [InlineData("http://127.0.0.2:4000", "127.0.0.1:4000", false)] // another server may be there
    [InlineData("http://[::1]:4000", "127.0.0.1:4000", false)]
    [InlineData("http://192.0.2.1:4000", "0.0.0.0:4000", false)]
    public async Task IsAsync_OfAnUpstream_KnowsWhetherItIsTheListener(
        string upstream,
        string listener,
        bool expected
    ) =>
        Assert.Equal(
            expected,
            await OwnAddress.IsAsync(
                new Uri(upstream),
                [IPEndPoint.Parse(listener)],
                TestContext.Current.CancellationToken
            )
        );
}
