using SioProxy.Endpoints.EngineIo;
using SioProxy.Protocol;

namespace SioProxy.EndToEnd.Endpoints;

/// <summary>A replay's options come from a capture, which may be anybody's: they reach the target that was named, as one request.</summary>
public sealed class HostileOptionsTests
{
    [Theory]
    [InlineData("@{0}/socket.io/", Transport.Polling)]
    [InlineData("@{0}/socket.io/", Transport.WebSocket)]
    [InlineData(".{0}/", Transport.Polling)]
    [InlineData("//{0}/socket.io/", Transport.Polling)]
    [InlineData("/\\{0}/socket.io/", Transport.WebSocket)]
    [InlineData("\r\n@{0}/", Transport.Polling)]
    [InlineData("", Transport.Polling)]
    public async Task Path_ThatNamesAnotherServer_IsAPathOfTheTarget(string path, Transport transport)
    {
        await using var other = new RawServer(async c => await c.ReadHeadAsync());
        string head = await HandshakeAsync(
            new EngineIoClientOptions
            {
                Path = string.Format(System.Globalization.CultureInfo.InvariantCulture, path, other.Url.Authority),
                Transports = [transport],
            }
        );
        Assert.Equal(0, other.Accepted);
        Assert.StartsWith("GET /", head, StringComparison.Ordinal);
        Assert.DoesNotContain("\r\n@", head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Transport.Polling)]
    [InlineData(Transport.WebSocket)]
    public async Task Headers_WithLineEnds_AddNoLines(Transport transport)
    {
        string head = await HandshakeAsync(
            new EngineIoClientOptions
            {
                Path = "/socket.io/ HTTP/1.1\r\nInjected: 1\r\n\r\nGET /",
                Query = [new("a\r\nInjected: 2", "b\r\nInjected: 3")],
                Headers = [new("X", "a\r\nInjected: 4"), new("Y: a\r\nInjected", "5"), new("Z", "a\nInjected: 6")],
                OwnCookies = "a=b\r\nInjected: 7",
                AcceptEncoding = "gzip\r\nInjected: 8",
                Transports = [transport],
            }
        );
        Assert.StartsWith("GET /socket.io/", head, StringComparison.Ordinal);
        Assert.DoesNotContain(
            head.Split('\n'),
            line => line.StartsWith("Injected", StringComparison.OrdinalIgnoreCase)
        );
        Assert.Equal(1, head.Split('\n').Count(line => line.StartsWith("GET ", StringComparison.Ordinal)));
    }

    /// <returns>The head that the target was sent.</returns>
    private static async Task<string> HandshakeAsync(EngineIoClientOptions options)
    {
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var target = new RawServer(async c =>
        {
            seen.TrySetResult(await c.ReadHeadAsync());
            await c.SendAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
        });
        await using var client = new EngineIoClient(target.Url, options);
        await Record.ExceptionAsync(() => client.ConnectAsync(TestContext.Current.CancellationToken));
        Assert.True(seen.Task.IsCompleted, "the target was not asked");
        return await seen.Task;
    }
}
