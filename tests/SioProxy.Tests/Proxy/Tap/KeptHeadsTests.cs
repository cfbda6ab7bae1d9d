using Microsoft.AspNetCore.Http;
using SioProxy.Proxy.Tap;
using SioProxy.Sessions;

namespace SioProxy.Tests.Proxy.Tap;

public sealed class KeptHeadsTests
{
    [Fact]
    public void Request_SameHeadersAgain_IsTheSameList()
    {
        var kept = new KeptHeads();
        IReadOnlyList<HttpHeader> first = kept.Request(Headers("a=1", "b=2"));
        Assert.Equal([new HttpHeader("Cookie", "a=1"), new HttpHeader("Cookie", "b=2")], first);
        Assert.Same(first, kept.Request(Headers("a=1", "b=2")));
    }

    [Theory]
    [InlineData("a=1")]
    [InlineData("a=1", "b=3")]
    [InlineData("a=1", "b=2", "c=3")]
    [InlineData]
    public void Request_OtherHeaders_AreReadAnewAndKept(params string[] values)
    {
        var kept = new KeptHeads();
        kept.Request(Headers("a=1", "b=2"));
        IReadOnlyList<HttpHeader> other = kept.Request(Headers(values));
        Assert.Equal(values, other.Select(header => header.Value));
        Assert.Same(other, kept.Request(Headers(values)));
    }

    [Fact]
    public void Request_LongHeaders_AreNotKept()
    {
        var kept = new KeptHeads();
        string value = new('x', 8192);
        IReadOnlyList<HttpHeader> first = kept.Request(Headers(value));
        IReadOnlyList<HttpHeader> second = kept.Request(Headers(value));
        Assert.Equal(first, second);
        Assert.NotSame(first, second);
    }

    [Fact]
    public void Head_AnythingThatDiffers_IsAnotherHead()
    {
        var kept = new KeptHeads();
        RequestHead head = Head(kept, "GET", "/a");
        Assert.Same(head, Head(kept, "GET", "/a"));
        Assert.Equal("POST", Head(kept, "POST", "/a").Method);
        Assert.Equal("/b", Head(kept, "POST", "/b").Target);
        Assert.Equal("2", Head(kept, "POST", "/b", version: "2").HttpVersion);
        Assert.Equal("10.0.0.1", Head(kept, "POST", "/b", client: "10.0.0.1").Client);
        Assert.True(Head(kept, "POST", "/b", isWebSocket: true).IsWebSocket);
        Assert.Equal("b=2", Head(kept, "POST", "/b", header: "b=2").Headers[0].Value);
    }

    [Fact]
    public void Upstream_OtherNodeOrTarget_IsAnotherUrl()
    {
        var kept = new KeptHeads();
        Uri first = kept.Upstream("http://a:1", "/x", url => new Uri(url));
        Assert.Same(first, kept.Upstream("http://a:1", "/x", url => new Uri(url)));
        Assert.Equal("http://a:1/y", kept.Upstream("http://a:1", "/y", url => new Uri(url)).AbsoluteUri);
        Assert.Equal("http://b:1/y", kept.Upstream("http://b:1", "/y", url => new Uri(url)).AbsoluteUri);
    }

    [Fact]
    public void Forget_WebSocket_KeepsNothing()
    {
        var kept = new KeptHeads();
        IReadOnlyList<HttpHeader> first = kept.Request(Headers("a=1"));
        kept.Forget();
        Assert.NotSame(first, kept.Request(Headers("a=1")));
    }

    private static RequestHead Head(
        KeptHeads kept,
        string method,
        string target,
        string version = "1.1",
        string client = "127.0.0.1",
        string header = "a=1",
        bool isWebSocket = false
    ) => kept.Head(method, target, version, client, kept.Request(Headers(header)), isWebSocket);

    private static HeaderDictionary Headers(params string[] values)
    {
        var headers = new HeaderDictionary();
        if (values.Length > 0)
        {
            headers["Cookie"] = values;
        }
        return headers;
    }
}
