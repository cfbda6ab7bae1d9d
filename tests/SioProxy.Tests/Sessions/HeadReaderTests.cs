using SioProxy.Sessions;

namespace SioProxy.Tests.Sessions;

public sealed class HeadReaderTests
{
    private const string Handshake = "/socket.io/?EIO=4&transport=polling";

    [Theory]
    [InlineData(Handshake, true, true)]
    [InlineData("/chat/?transport=polling", true, false)] // only what it carries can show whose it is
    [InlineData("/chat/?EIO=4", true, true)] // its refusal is wanted
    [InlineData("/index.html?page=2", false, false)]
    [InlineData("/socket.io/", false, false)]
    public void Open_WithoutConfiguredPaths_GoesByTheQuery(string target, bool isFollowed, bool isEngineIo)
    {
        TrackedConnection? opened = Open(new HeadReader([]), target);
        Assert.Equal((isFollowed, isEngineIo), (opened is not null, opened?.IsEngineIo ?? false));
    }

    [Theory]
    [InlineData("/ours/?EIO=4&transport=polling", true)]
    [InlineData("/ours", true)]
    [InlineData(Handshake, false)]
    public void Open_WithConfiguredPaths_GoesByThem(string target, bool isFollowed)
    {
        TrackedConnection? opened = Open(new HeadReader(["/ours/"]), target);
        Assert.Equal(isFollowed, opened is { IsEngineIo: true });
    }

    [Fact]
    public void Open_OfAPathThatCarriedEngineIo_IsEngineIo()
    {
        var reader = new HeadReader([]);
        Assert.False(Open(reader, "/chat/?transport=polling")!.IsEngineIo);
        reader.Learn("/chat/");
        Assert.True(Open(reader, "/chat/?transport=polling")!.IsEngineIo);
    }

    [Fact]
    public void Open_OfManyPaths_LearnsOnlySoMany()
    {
        var reader = new HeadReader([]);
        for (int i = 0; i < 1000; i++)
        {
            reader.Learn($"/{i}/");
        }
        Assert.True(Open(reader, "/0/?transport=polling")!.IsEngineIo);
        Assert.False(Open(reader, "/999/?transport=polling")!.IsEngineIo);
    }

    [Fact]
    public void Open_OfAnyWebSocket_IsFollowed()
    {
        TrackedConnection? opened = Open(new HeadReader([]), "/feed", isWebSocket: true);
        Assert.False(opened!.IsEngineIo);
    }

    [Fact]
    public void Open_OfWebSocketsThatSayTheSame_KeepsItOnce()
    {
        var reader = new HeadReader([]);
        TrackedConnection first = Open(reader, "/feed", isWebSocket: true)!;
        TrackedConnection second = Open(reader, "/feed", isWebSocket: true)!;
        Assert.Same(first.Head.Headers[0].Value, second.Head.Headers[0].Value);
    }

    private static TrackedConnection? Open(HeadReader reader, string target, bool isWebSocket = false) =>
        reader.Open(
            1,
            0,
            new RequestHead(
                "GET",
                target,
                "1.1",
                "::1",
                [new HttpHeader("User-Agent", new string('a', 20))], // never the same object
                isWebSocket
            ),
            node: null,
            out _
        );
}
