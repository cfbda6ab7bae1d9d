using Microsoft.Extensions.Logging.Abstractions;
using SioProxy.Filtering;
using SioProxy.Protocol;
using SioProxy.Proxy.Hosting;
using SioProxy.Recording;
using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.EndToEnd.Transparency;

/// <summary>What passes the proxy is in the capture.</summary>
public sealed class RecordingTests : IDisposable
{
    private const string Open =
        "{\"sid\":\"s1\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":1000000}";

    private readonly string _directory = Directory.CreateTempSubdirectory("sioproxy").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task WebSocketSession_OfAClient_IsInTheCaptureWhenItStops()
    {
        string capture = Path.Combine(_directory, "ws.db");
        await using var upstream = new RawServer(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync(Upgraded + Text("0" + Open));
            await c.ReadAsync(6 + 2); // 40
            await c.SendAsync(Text("40{\"sid\":\"x\"}"));
            await c.ReadAsync(6 + 16);
            await c.SendAsync(Text("431[\"thanks\"]"));
            await c.ReadToEndAsync();
        });
        await using (Recorder recorder = Start(capture))
        await using (ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url, recorder))
        {
            using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
            await client.SendAsync(Upgrade);
            await client.ReadHeadAsync();
            await client.ReadAsync(2 + Open.Length + 1);
            await client.SendAsync(Masked("40"));
            await client.ReadAsync(2 + 13);
            await client.SendAsync(Masked("421[\"chat\",\"hi\"]"));
            await client.ReadAsync(2 + 13);
            await recorder.FlushAsync(Token);
            await proxy.StopAsync(Token);
        }
        using CaptureReader reader = CaptureFile.OpenReader(capture);
        CapturedRow[] rows = [.. reader.Read(Filter.All, cancellationToken: Token)];
        CapturedPacket[] packets = [.. rows.OfType<CapturedPacket>()];
        Assert.Equal(
            ["0" + Open, "40", "40{\"sid\":\"x\"}", "421[\"chat\",\"hi\"]", "431[\"thanks\"]"],
            packets.Select(Raw)
        );
        Assert.All(
            packets,
            packet =>
                Assert.Equal(("s1", upstream.Url.GetLeftPart(UriPartial.Authority)), (packet.Session, packet.Node))
        );
        Assert.Equal(packets[3].Id, packets[4].AckOf);
        Assert.True(packets[4].LatencyMicros >= 0);
        Assert.Equal(Enumerable.Range(1, rows.Length).Select(i => (long)i), rows.Select(row => row.Id));
        Assert.IsType<CapturedClose>(rows[^1]);
    }

    [Fact]
    public async Task Poll_ThatIsRefused_IsInTheCaptureWithinTheTimeThatPeopleWait()
    {
        string capture = Path.Combine(_directory, "poll.db");
        await using var upstream = new RawServer(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync(
                "HTTP/1.1 400 Bad Request\r\nContent-Length: 41\r\n\r\n{\"code\":1,\"message\":\"Session ID unknown\"}"
            );
        });
        await using Recorder recorder = Start(capture);
        await using ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url, recorder);
        using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
        await client.SendAsync("GET /socket.io/?EIO=4&transport=polling&sid=nobody HTTP/1.1\r\nHost: h\r\n\r\n");
        await client.ReadBodyAsync(await client.ReadHeadAsync());
        using CaptureReader reader = CaptureFile.OpenReader(capture);
        DateTime deadline = DateTime.UtcNow.AddSeconds(20);
        while (reader.RowCount == 0)
        {
            Assert.True(DateTime.UtcNow < deadline, "nothing was committed");
            await Task.Yield();
        }
        CapturedHttp row = Assert.IsType<CapturedHttp>(reader.Read(Filter.All, cancellationToken: Token).First());
        Assert.Equal(400, row.Status);
    }

    [Fact]
    public async Task UpstreamThatIsDown_IsRecordedAsWhatTheClientGot()
    {
        string capture = Path.Combine(_directory, "down.db");
        var closed = new RawServer(_ => Task.CompletedTask);
        await closed.DisposeAsync();
        await using (Recorder recorder = Start(capture))
        await using (ProxyServer proxy = await InProcessProxy.StartAsync(closed.Url, recorder))
        {
            using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
            await client.SendAsync("GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: h\r\n\r\n");
            await client.ReadBodyAsync(await client.ReadHeadAsync());
            await proxy.StopAsync(Token);
        }
        using CaptureReader reader = CaptureFile.OpenReader(capture);
        CapturedHttp row = Assert.Single(reader.Read(Filter.All, cancellationToken: Token).OfType<CapturedHttp>());
        Assert.Equal(502, row.Status);
        Assert.Contains(
            "sioproxy got no answer",
            System.Text.Encoding.UTF8.GetString(row.Body.Span),
            StringComparison.Ordinal
        );
    }

    private const string Upgrade =
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    private const string Upgraded =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

    private static string Raw(CapturedPacket packet) => System.Text.Encoding.UTF8.GetString(packet.Raw.Span);

    private static Recorder Start(string capture) =>
        Recorder.Start(new RecorderOptions { Output = capture }, NullLogger.Instance);

    private static string Text(string text) => $"\x81{(char)text.Length}{text}";

    private static string Masked(string text) => $"\x81{(char)(0x80 | text.Length)}\0\0\0\0{text}";
}
