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
    public void Same_AnythingThatDiffers_IsAnotherHead()
    {
        var kept = new KeptHeads();
        RequestHead head = kept.Same(Head(kept, "GET", "/a"));
        Assert.Same(head, kept.Same(Head(kept, "GET", "/a")));
        Assert.Equal("POST", kept.Same(Head(kept, "POST", "/a")).Method);
        Assert.Equal("/b", kept.Same(Head(kept, "POST", "/b")).Target);
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

    private static RequestHead Head(KeptHeads kept, string method, string target) =>
        new(method, target, "1.1", "127.0.0.1", kept.Request(Headers("a=1")), IsWebSocket: false);

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
