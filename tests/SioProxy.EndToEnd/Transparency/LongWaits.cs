using Microsoft.Extensions.Logging.Abstractions;
using SioProxy.EndToEnd.Transparency;
using SioProxy.Proxy.Hosting;
using SioProxy.Recording;

[assembly: AssemblyFixture(typeof(LongWaits))]

namespace SioProxy.EndToEnd.Transparency;

/// <summary>
/// Exchanges on which nothing happens for longer than any HTTP library waits by default: 130 s is the server's limit for a
/// connection, 100 s the forwarder's and the client's for an exchange. They wait from the run's start, beside all other
/// tests, so that the tests that look at them hardly wait.
/// </summary>
public sealed class LongWaits : IAsyncLifetime
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(140);

    private const string Upgrade =
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    private const string Upgraded =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

    private readonly string _directory = Directory.CreateTempSubdirectory("sioproxy").FullName;
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, RawConnection> _clients = new(StringComparer.Ordinal);
    private RawServer? _upstream;
    private Recorder? _recorder;
    private ProxyServer? _proxy;
    private Task _waiting = Task.CompletedTask;

    /// <summary>How many requests the upstream was sent.</summary>
    internal int Asked { get; private set; }

    public async ValueTask InitializeAsync()
    {
        _upstream = new RawServer(ServeAsync);
        _recorder = Recorder.Start(
            new RecorderOptions { Output = Path.Combine(_directory, "long.db") },
            NullLogger.Instance
        );
        _proxy = await InProcessProxy.StartAsync(_upstream.Url, _recorder);
        await OpenAsync("pending", "GET /socket.io/?EIO=4&transport=polling&sid=a HTTP/1.1\r\nHost: h\r\n\r\n");
        await OpenAsync("begun", "GET /begun HTTP/1.1\r\nHost: h\r\n\r\n");
        await OpenAsync("post", "POST /post HTTP/1.1\r\nHost: h\r\nContent-Length: 8\r\n\r\nhalf");
        await OpenAsync("websocket", Upgrade);
        await _clients["websocket"].ReadHeadAsync();
        _waiting = Task.Delay(Longest, _stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _release.TrySetResult();
        foreach (RawConnection client in _clients.Values)
        {
            client.Dispose();
        }
        await _proxy!.DisposeAsync();
        await _recorder!.DisposeAsync();
        await _upstream!.DisposeAsync();
        _stop.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>The client of an exchange, when the time is over and the upstream goes on.</summary>
    internal async Task<RawConnection> ClientAsync(string name)
    {
        await _waiting;
        _release.TrySetResult();
        return _clients[name];
    }

    private async Task OpenAsync(string name, string request)
    {
        RawConnection client = await RawConnection.OpenAsync(_proxy!.Addresses[0]);
        await client.SendAsync(request);
        _clients.Add(name, client);
    }

    private async Task ServeAsync(RawConnection connection)
    {
        string head = await connection.ReadHeadAsync();
        Asked++;
        if (head.Contains("Upgrade: websocket", StringComparison.OrdinalIgnoreCase))
        {
            await connection.SendAsync(Upgraded);
            await _release.Task;
            await connection.SendAsync("\x81\x05still");
            await connection.ReadToEndAsync();
            return;
        }
        if (head.StartsWith("GET /begun", StringComparison.Ordinal))
        {
            await connection.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nbegun\r\n");
            await _release.Task;
            await connection.SendAsync("5\r\nended\r\n0\r\n\r\n");
            return;
        }
        string body = "late";
        if (head.StartsWith("POST", StringComparison.Ordinal))
        {
            await _release.Task;
            body = System.Text.Encoding.ASCII.GetString(await connection.ReadAsync(8));
        }
        await _release.Task;
        await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }
}
