using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SioProxy.Filtering;
using SioProxy.Protocol.WebSockets;
using SioProxy.Proxy.Forwarding;
using SioProxy.Proxy.Hosting;
using SioProxy.Recording;
using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.EndToEnd.Transparency;

/// <summary>Sizes and times that people meet and that HTTP libraries like to limit.</summary>
public sealed class LimitsTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sioproxy").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Request_WithALongUrlAndManyLargeHeaders_ArrivesWhole()
    {
        string target = "/socket.io/?EIO=4&transport=polling&q=" + new string('%', 1) + new string('4', 60_000);
        string[] headers =
        [
            .. Enumerable.Range(0, 600).Select(i => $"X-Many-{i.ToString(CultureInfo.InvariantCulture)}: {i}"),
            "Cookie: " + new string('c', 60_000),
            "Authorization: Bearer " + new string('t', 30_000),
        ];
        var seen = new TaskCompletionSource<string>();
        await using var upstream = new RawServer(async c =>
        {
            seen.SetResult(await c.ReadHeadAsync());
            await c.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });
        await using ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url);
        using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
        await client.SendAsync($"GET {target} HTTP/1.1\r\nHost: h\r\n{string.Join("\r\n", headers)}\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", await client.ReadHeadAsync(), StringComparison.Ordinal);
        string[] lines = (await seen.Task).TrimEnd().Split("\r\n");
        Assert.Equal($"GET {target} HTTP/1.1", lines[0]);
        Assert.Equal(
            headers.Append("Host: h").Order(StringComparer.Ordinal),
            lines.Skip(1).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Response_WithManyLargeHeaders_ArrivesWhole()
    {
        string[] headers =
        [
            .. Enumerable
                .Range(0, 300)
                .Select(i => $"Set-Cookie: c{i.ToString(CultureInfo.InvariantCulture)}={new string('v', 300)}"),
            "X-Large: " + new string('l', 60_000),
        ];
        await using var upstream = new RawServer(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync(
                $"HTTP/1.1 200 OK\r\nDate: now\r\nContent-Length: 2\r\n{string.Join("\r\n", headers)}\r\n\r\nok"
            );
        });
        await using ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url);
        using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        string head = await client.ReadHeadAsync();
        Assert.Equal(
            headers.Append("Content-Length: 2").Append("Date: now").Order(StringComparer.Ordinal),
            head.TrimEnd().Split("\r\n").Skip(1).Order(StringComparer.Ordinal)
        );
        Assert.Equal("ok", Encoding.ASCII.GetString(await client.ReadBodyAsync(head)));
    }

    [Fact]
    public async Task WebSocket_IdleForHours_GoesOnInTheSameSession()
    {
        string capture = Path.Combine(_directory, "idle.db");
        var time = new ShiftedTime();
        await using var upstream = new EventServer();
        await using (
            Recorder recorder = Recorder.Start(
                new RecorderOptions { Output = capture, Time = time },
                NullLogger.Instance
            )
        )
        await using (
            ProxyServer proxy = await ProxyServer.StartAsync(
                new ProxyServerOptions
                {
                    Forwarding = new ForwardingOptions { Upstreams = [upstream.Url] },
                    Listen = [new Uri("http://127.0.0.1:0")],
                    StopGrace = TimeSpan.FromMilliseconds(200),
                    Time = time,
                },
                recorder,
                logs: null,
                Token
            )
        )
        {
            using WebSocketPeer client = await WebSocketPeer.OpenAsync(
                proxy.Addresses[0],
                "/socket.io/?EIO=4&transport=websocket"
            );
            await client.ReadAsync();
            await client.SendAsync("40");
            await client.ReadAsync();
            for (int hour = 0; hour < 12; hour++)
            {
                time.Forward(TimeSpan.FromHours(1));
                await recorder.FlushAsync(Token);
                await client.SendAsync("42[\"still\",1]");
                Assert.Equal(WebSocketOpcode.Text, (await client.ReadAsync())?.Opcode);
            }
            await recorder.FlushAsync(Token);
            await proxy.StopAsync(Token);
        }
        using CaptureReader reader = CaptureFile.OpenReader(capture);
        Assert.Single(reader.Sessions());
        Assert.Equal(24, reader.Read(Filter.Parse("event:still"), cancellationToken: Token).Count());
        Assert.Single(reader.Read(Filter.All, cancellationToken: Token).OfType<CapturedClose>());
    }
}
