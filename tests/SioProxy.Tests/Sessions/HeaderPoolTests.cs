using System.Globalization;
using SioProxy.Sessions;

namespace SioProxy.Tests.Sessions;

public sealed class HeaderPoolTests
{
    [Fact]
    public void Share_EqualTexts_AreOneObject()
    {
        var pool = new HeaderPool();
        IReadOnlyList<HttpHeader> first = pool.Share([new HttpHeader("Host", string.Concat("a", "b"))]);
        IReadOnlyList<HttpHeader> second = pool.Share([new HttpHeader(new string("Host"), string.Concat("a", "b"))]);
        Assert.Equal(first, second);
        Assert.Same(first[0].Value, second[0].Value);
        Assert.Same(first[0].Name, second[0].Name);
    }

    [Fact]
    public void Share_ManyTexts_AreAllAsTheyWere()
    {
        var pool = new HeaderPool();
        for (int i = 0; i < 20_000; i++)
        {
            string value = i.ToString(CultureInfo.InvariantCulture);
            Assert.Equal(
                [new HttpHeader("Sec-WebSocket-Key", value)],
                pool.Share([new HttpHeader("Sec-WebSocket-Key", value)])
            );
        }
        string large = new('x', 100_000);
        Assert.Equal(large, pool.Share([new HttpHeader("Cookie", large)])[0].Value);
        Assert.Empty(pool.Share([]));
    }
}
