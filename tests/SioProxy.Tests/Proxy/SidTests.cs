using Microsoft.Extensions.Time.Testing;
using SioProxy.Proxy.Forwarding;

namespace SioProxy.Tests.Proxy;

/// <summary>Which node a sid belongs to, and for how long that is remembered.</summary>
public sealed class SidTests
{
    [Theory]
    [InlineData("/socket.io/?EIO=4&sid=a%2fb&t=1", "a/b")]
    [InlineData("/socket.io/?xsid=1&sid=", null)]
    [InlineData("/sid=1", null)]
    public void SidOf_ATarget_IsItsParameter(string target, string? expected) =>
        Assert.Equal(expected, NodeRouter.SidOf(target));

    [Theory]
    [InlineData("0{\"sid\":\"abc\",\"pingInterval\":1000,\"pingTimeout\":500}", "abc", 1500)]
    [InlineData("96:0{\"sid\":\"x-_9\",\"upgrades\":[]}2:40", "x-_9", 45_000)]
    public void TryFind_AHandshake_GivesSidAndLife(string text, string sid, int life)
    {
        Assert.True(SidScanner.TryFind(text, out string found, out TimeSpan lives));
        Assert.Equal((sid, life), (found, (int)lives.TotalMilliseconds));
    }

    [Fact]
    public void TryFind_AHandshakeCutOff_Waits() => Assert.False(SidScanner.TryFind("0{\"sid\":\"ab", out _, out _));

    [Fact]
    public void Find_AnUnusedSid_ForgetsItAfterItsLife()
    {
        var time = new FakeTimeProvider();
        using var client = new HttpMessageInvoker(new SocketsHttpHandler());
        var node = new Node(new Uri("http://127.0.0.1:1"), client);
        var table = new SidTable(time);
        table.Add("s", node, TimeSpan.FromSeconds(45));
        time.Advance(TimeSpan.FromSeconds(50));
        Assert.Same(node, table.Find("s")); // which is a sign of life
        time.Advance(TimeSpan.FromSeconds(50));
        Assert.Same(node, table.Find("s"));
        time.Advance(TimeSpan.FromSeconds(61));
        Assert.Null(table.Find("s"));
    }

    [Theory]
    [InlineData("{\"code\":1,\"message\":\"x\"}", true)]
    [InlineData("{\"code\": 1}", true)]
    [InlineData("{\"code\":10}", false)]
    [InlineData("{\"code\":3,\"message\":\"Bad request\"}", false)]
    [InlineData("Session ID unknown", true)]
    public void IsSaidBy_ARefusal_KnowsUnknownSids(string body, bool expected) =>
        Assert.Equal(expected, UnknownSession.IsSaidBy(System.Text.Encoding.ASCII.GetBytes(body)));
}
