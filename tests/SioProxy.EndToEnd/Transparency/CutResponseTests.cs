using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SioProxy.Filtering;
using SioProxy.Proxy.Hosting;
using SioProxy.Recording;
using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.EndToEnd.Transparency;

/// <summary>Answers that the upstream does not finish: the client must not take half of one for the whole.</summary>
public sealed class CutResponseTests : IDisposable
{
    private const string Poll = "GET /socket.io/?EIO=4&transport=polling&sid=abc HTTP/1.1\r\nHost: h\r\n\r\n";
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=UTF-8\r\n";

    private readonly string _directory = Directory.CreateTempSubdirectory("sioproxy").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("Content-Length: 100\r\n\r\n42[\"half", false)]
    [InlineData("Content-Length: 100\r\n\r\n42[\"half", true)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n64\r\n42[\"half", false)] // within a chunk
    [InlineData("Transfer-Encoding: chunked\r\n\r\n64\r\n42[\"half", true)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n8\r\n42[\"half\r\n", false)] // between two, which looks like an end
    [InlineData("Transfer-Encoding: chunked\r\n\r\n8\r\n42[\"half\r\n", true)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n8\r\n42[\"half\r\n0\r\n", false)] // in the last one
    [InlineData("Connection: close\r\n\r\n42[\"half", true)] // ends with the connection: a reset is no end
    public async Task Poll_CutByTheServer_IsCutForTheClientAndInTheCapture(string rest, bool isReset)
    {
        string capture = Path.Combine(_directory, "cut.db");
        var clientHasHalf = new TaskCompletionSource();
        await using var upstream = new RawServer(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync(Ok + rest);
            await clientHasHalf.Task;
            if (isReset)
            {
                c.Reset();
            }
        });
        await using (Recorder recorder = Start(capture))
        await using (ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url, recorder))
        {
            using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
            await client.SendAsync(Poll);
            string head = await client.ReadHeadAsync();
            Assert.StartsWith("HTTP/1.1 200 OK\r\n", head, StringComparison.Ordinal);
            if (RawConnection.Header(head, "Transfer-Encoding") is not null)
            {
                Assert.Equal("42[\"half", Encoding.ASCII.GetString(await client.ReadChunkAsync()));
            }
            else
            {
                Assert.Equal("42[\"half", Encoding.ASCII.GetString(await client.ReadAsync(8)));
            }
            clientHasHalf.SetResult();
            Assert.Equal("reset", await client.ReadEndAsync());
            await proxy.StopAsync(Token);
        }
        using CaptureReader reader = CaptureFile.OpenReader(capture);
        CapturedRow[] rows = [.. reader.Read(Filter.All, cancellationToken: Token)];
        Assert.Equal(3, rows.Length);
        CapturedPacket packet = rows.OfType<CapturedPacket>().Single();
        Assert.Equal(("42[\"half", true), (Encoding.UTF8.GetString(packet.Raw.Span), packet.Truncated));
        CapturedHttp http = rows.OfType<CapturedHttp>().Single();
        Assert.Equal(
            (200, "42[\"half", true),
            (http.Status!.Value, Encoding.UTF8.GetString(http.Body.Span), http.Truncated)
        );
        CapturedClose close = rows.OfType<CapturedClose>().Single();
        Assert.Equal((ClosedBy.Server, isReset ? CloseHow.Reset : CloseHow.Fin), (close.By, close.How));
    }

    // Without a length the end of the connection is the end of the answer, here as without a proxy.
    [Fact]
    public async Task Poll_EndedByTheConnection_IsWhole()
    {
        string capture = Path.Combine(_directory, "whole.db");
        await using var upstream = new RawServer(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync(Ok + "Connection: close\r\n\r\n42[\"whole\"]");
        });
        await using (Recorder recorder = Start(capture))
        await using (ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url, recorder))
        {
            using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
            await client.SendAsync(Poll);
            string head = await client.ReadHeadAsync();
            Assert.Equal("42[\"whole\"]", Encoding.ASCII.GetString(await client.ReadBodyAsync(head)));
            Assert.Equal("fin", await client.ReadEndAsync());
            await proxy.StopAsync(Token);
        }
        using CaptureReader reader = CaptureFile.OpenReader(capture);
        var packet = (CapturedPacket)Assert.Single(reader.Read(Filter.All, cancellationToken: Token));
        Assert.Equal("42[\"whole\"]", Encoding.UTF8.GetString(packet.Raw.Span));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\no")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n2\r\no")]
    public async Task Post_WhoseAnswerIsCut_IsCutForTheClientAndKeepsItsPackets(string answer)
    {
        string capture = Path.Combine(_directory, "post.db");
        await using var upstream = new RawServer(async c =>
        {
            await c.ReadHeadAsync();
            await c.ReadAsync(11);
            await c.SendAsync(answer);
            c.Socket.Shutdown(SocketShutdown.Send);
            await c.ReadToEndAsync();
        });
        await using (Recorder recorder = Start(capture))
        await using (ProxyServer proxy = await InProcessProxy.StartAsync(upstream.Url, recorder))
        {
            using RawConnection client = await RawConnection.OpenAsync(proxy.Addresses[0]);
            await client.SendAsync(
                "POST /socket.io/?EIO=4&transport=polling&sid=abc HTTP/1.1\r\nHost: h\r\n"
                    + "Content-Type: text/plain\r\nContent-Length: 11\r\n\r\n42[\"whole\"]"
            );
            Assert.Equal("reset", await client.ReadEndAsync());
            await proxy.StopAsync(Token);
        }
        using CaptureReader reader = CaptureFile.OpenReader(capture);
        CapturedRow[] rows = [.. reader.Read(Filter.All, cancellationToken: Token)];
        Assert.Equal("42[\"whole\"]", Encoding.UTF8.GetString(rows.OfType<CapturedPacket>().Single().Raw.Span));
        Assert.Equal(ClosedBy.Server, rows.OfType<CapturedClose>().Single().By);
    }

    private static Recorder Start(string capture) =>
        Recorder.Start(new RecorderOptions { Output = capture }, NullLogger.Instance);
}
