using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SioProxy.Filtering;
using SioProxy.Protocol.WebSockets;
using SioProxy.Proxy.Hosting;
using SioProxy.Recording;
using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.EndToEnd.Transparency;

/// <summary>
/// What was published against the parsers, servers and WebSocket library that clients of the proxy use: it passes unchanged, as
/// it would without the proxy, and neither the proxy nor the recording of others suffers.
/// </summary>
public sealed class HostileTrafficTests : IDisposable
{
    private const int MaxPacket = 10_000;

    private readonly string _directory = Directory.CreateTempSubdirectory("sioproxy").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Messages =>
        [
            "451000000000-[\"a\"]", // CVE-2026-33151, attachments without end
            "4599999999999999999999999999-[\"a\"]",
            "451-[\"a\",{\"_placeholder\":true,\"num\":\"splice\"}]", // CVE-2022-2421
            "42[{\"toString\":\"foo\"}]", // CVE-2023-32695
            "42{\"toString\":\"foo\"}",
            "42[\"error\",{}]", // CVE-2024-38355, an event that the server's emitter throws
            "42[\"__proto__\",{\"__proto__\":{\"x\":1}}]",
            "43999999999999999999[]",
            "9223372036854775807:4a", // lengths, CVE-2020-36048
            "4",
            "b4",
            "42/" + new string('/', 100_000),
            "42" + new string('9', 100_000),
            "42[\"deep\"," + new string('[', 50_000),
            "42[\"" + new string('x', 200_000) + "\"]", // beyond --max-payload
            "\u001e\u001e\u001e",
        ];

    public static TheoryData<string> Frames =>
        [
            "B18500000000" + "3432" + "5B225D", // RSV2 and RSV3, CVE-2022-21676
            "F18500000000" + "34325B225D",
            "C18500000000" + "34325B225D", // compressed, though that was not agreed
            "838500000000" + "34325B225D", // a reserved opcode
            "89FE00C800000000" + "00", // a ping of 200 bytes
            "81FF7FFFFFFFFFFFFFFF00000000" + "3432", // 2^63 - 1 bytes
            "81FFFFFFFFFFFFFFFFFF00000000" + "3432",
            "888100000000" + "03", // half a close code
            "88820000000003ED", // 1005, which is never sent
            "8105" + "34325B225D", // unmasked
            "818500000000" + "34FFFEFDFC", // no UTF-8
            "808500000000" + "34325B225D", // goes on with nothing
            "018500000000" + "34325B225D" + "018500000000" + "34325B225D", // begins twice
        ];

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory, MemberData(nameof(Messages))]
    public Task Message_Hostile_PassesUnchangedBothWays(string message)
    {
        var frame = new System.Buffers.ArrayBufferWriter<byte>();
        WebSocketFrameWriter.Write(frame, WebSocketOpcode.Text, Encoding.UTF8.GetBytes(message), 0x01020304);
        return EchoAsync(frame.WrittenSpan.ToArray());
    }

    [Theory, MemberData(nameof(Frames))]
    public Task Frame_Hostile_PassesUnchangedBothWays(string hex) => EchoAsync(Convert.FromHexString(hex));

    [Theory, MemberData(nameof(Messages))]
    public Task Post_Hostile_PassesUnchangedBothWays(string message) =>
        PostAsync(Encoding.UTF8.GetBytes(message), "Content-Type: text/plain;charset=UTF-8\r\n");

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("gzip, gzip, gzip, gzip, gzip, gzip")] // says more than it is
    public Task Post_OfABomb_PassesUnchangedBothWays(string coding) =>
        PostAsync(Bomb(coding), $"Content-Type: text/plain\r\nContent-Encoding: {coding}\r\n");

    public static TheoryData<string, string> Requests =>
        new()
        {
            { "/socket.io/?EIO=4&transport=constructor", "" }, // CVE-2023-31125
            { "/socket.io/?EIO=4&transport=websocket&sid=__proto__", "" },
            { "/socket.io/?EIO=99999999999999999999&transport=polling&j=-1e99&b64[]=1&sid=%00%ff", "" },
            { "/socket.io/?" + string.Concat(Enumerable.Repeat("sid=a&", 5000)), "" },
            { "/", "Sec-WebSocket-Protocol: a" + new string(' ', 50_000) + "b\r\n" }, // CVE-2021-32640
            { "/", "Sec-WebSocket-Extensions: " + string.Concat(Enumerable.Repeat("a;b=\"c\",", 6000)) + "d\r\n" },
            { "/", "Cookie: userName=<script>alert('x')</script>; a b=c; =; ;;\r\n" }, // CVE-2024-47764
            {
                "/",
                string.Concat(
                    Enumerable.Range(0, 990).Select(i => $"X{i.ToString(CultureInfo.InvariantCulture)}: y\r\n")
                )
            },
        };

    [Theory, MemberData(nameof(Requests))]
    public async Task Request_Hostile_ReachesTheServerAsItCame(string target, string headers)
    {
        string seen = "";
        await using var upstream = new RawServer(async c =>
        {
            seen = await c.ReadHeadAsync();
            await c.SendAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\nno");
        });
        await using Recorder recorder = Start();
        await using ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url, recorder);
        using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
        await client.SendAsync($"GET {target} HTTP/1.1\r\nHost: h\r\n{headers}\r\n");
        Assert.StartsWith("HTTP/1.1 400 Bad Request\r\n", await client.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.StartsWith($"GET {target} HTTP/1.1\r\n", seen, StringComparison.Ordinal);
        Assert.All(
            headers.Split("\r\n", StringSplitOptions.RemoveEmptyEntries),
            header => Assert.Contains(header, seen, StringComparison.Ordinal)
        );
    }

    // CVE-2024-37890: more headers than the server counts ended it.
    [Fact]
    public async Task Upgrade_WithMoreHeadersThanAreTaken_IsRefusedAndTheNextIsNot()
    {
        await using var upstream = new EventServer();
        await using ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url);
        using (RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]))
        {
            string many = string.Concat(
                Enumerable.Range(0, 3000).Select(i => $"X{i.ToString(CultureInfo.InvariantCulture)}: y\r\n")
            );
            await client.SendAsync(
                $"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\n{many}Upgrade: websocket\r\n\r\n"
            );
            Assert.StartsWith("HTTP/1.1 431 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
        }
        using WebSocketPeer peer = await WebSocketPeer.OpenAsync(
            proxy.Addresses[0],
            "/socket.io/?EIO=4&transport=websocket"
        );
        Assert.NotNull(await peer.ReadAsync());
    }

    // CVE-2022-41940: a connection that is reset while it is upgraded ended the server.
    [Fact]
    public async Task Upgrade_ThatIsResetAtAnyMoment_EndsNobodyElse()
    {
        const string Upgrade =
            "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n\x81\x82\0\0\0\0"
            + "40";
        await using var upstream = new EventServer();
        await using Recorder recorder = Start();
        await using ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url, recorder);
        for (int sent = 0; sent <= Upgrade.Length; sent += 7)
        {
            RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
            await client.SendAsync(Upgrade[..sent]);
            client.Reset();
            client.Dispose();
        }
        await AssertRecordsAsync(recorder, proxy);
    }

    /// <summary>The bytes reach the server, which sends them back; then another client's session is recorded as ever.</summary>
    private async Task EchoAsync(byte[] bytes)
    {
        await using var upstream = new EventServer(async c =>
        {
            byte[] buffer = new byte[64 * 1024];
            while (await c.ReadSomeAsync(buffer) is > 0 and int read)
            {
                await c.SendAsync(buffer.AsMemory(0, read));
            }
        });
        await using Recorder recorder = Start();
        await using ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url, recorder);
        using (
            WebSocketPeer client = await WebSocketPeer.OpenAsync(
                proxy.Addresses[0],
                "/hostile/?EIO=4&transport=websocket"
            )
        )
        {
            await client.Connection.SendAsync(bytes);
            Assert.Equal(bytes, await client.Connection.ReadAsync(bytes.Length));
        }
        await AssertRecordsAsync(recorder, proxy);
    }

    private async Task PostAsync(byte[] body, string headers)
    {
        byte[] received = [];
        await using var upstream = new EventServer();
        await using var polls = new RawServer(async c =>
        {
            string head = await c.ReadHeadAsync();
            received = await c.ReadBodyAsync(head);
            await c.SendAsync($"HTTP/1.1 200 OK\r\n{headers}Content-Length: {body.Length}\r\n\r\n");
            await c.SendAsync(received);
        });
        await using Recorder recorder = Start();
        await using (ProxyServer proxy = await InProcessProxy.StartAsync(polls.Url, recorder))
        {
            using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
            string length = body.Length.ToString(CultureInfo.InvariantCulture);
            await client.SendAsync(
                $"POST /socket.io/?EIO=4&transport=polling&sid=a HTTP/1.1\r\nHost: h\r\n{headers}Content-Length: {length}\r\n\r\n"
            );
            await client.SendAsync(body);
            byte[] answer = await client.ReadBodyAsync(await client.ReadHeadAsync());
            Assert.True(body.AsSpan().SequenceEqual(received));
            Assert.True(body.AsSpan().SequenceEqual(answer));
        }
        await using ProxyServer other = await InProcessProxy.StartAsync(upstream.Url, recorder);
        await AssertRecordsAsync(recorder, other);
    }

    private static async Task AssertRecordsAsync(Recorder recorder, ProxyServer proxy)
    {
        using (
            WebSocketPeer peer = await WebSocketPeer.OpenAsync(
                proxy.Addresses[0],
                "/socket.io/?EIO=4&transport=websocket"
            )
        )
        {
            await peer.ReadAsync();
            await peer.SendAsync("42[\"well\"]");
            await peer.ReadAsync();
        }
        await recorder.FlushAsync(Token);
        RecorderStatus status = recorder.Snapshot();
        Assert.Equal((null, 0), (status.Problem, status.Gaps));
        using CaptureReader reader = CaptureFile.OpenReader(status.Path);
        Assert.Equal(2, reader.Read(Filter.Parse("event:well"), cancellationToken: Token).Count());
        Assert.All(
            reader.Read(Filter.All, cancellationToken: Token).OfType<CapturedPacket>(),
            packet => Assert.InRange(packet.Raw.Length, 0, MaxPacket)
        );
    }

    private static byte[] Bomb(string coding)
    {
        using var bomb = new MemoryStream();
        using (
            Stream packing = coding switch
            {
                "br" => new BrotliStream(bomb, CompressionLevel.Fastest, leaveOpen: true),
                "deflate" => new ZLibStream(bomb, CompressionLevel.Fastest, leaveOpen: true),
                _ => new GZipStream(bomb, CompressionLevel.Fastest, leaveOpen: true),
            }
        )
        {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 100; i++)
            {
                packing.Write(zeros);
            }
        }
        return bomb.ToArray();
    }

    private Recorder Start() =>
        Recorder.Start(
            new RecorderOptions
            {
                Output = Path.Combine(_directory, "hostile.db"),
                Tracker = new TrackerOptions { MaxPacket = MaxPacket },
            },
            NullLogger.Instance
        );
}
