using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SioProxy.Benchmarks.Load;

/// <summary>A Socket.IO 4 client on polling only: a connection for its polls, one for its posts, as a browser has.</summary>
internal sealed class PollingLoadClient(IPEndPoint endPoint, Scenario scenario) : LoadClient(endPoint, scenario)
{
    private readonly ByteQueue _polled = new();
    private readonly ByteQueue _posted = new();
    private Socket? _poll;
    private Socket? _post;
    private string _sid = "";

    public override async Task ConnectAsync(CancellationToken cancellationToken)
    {
        _poll = await OpenAsync(cancellationToken);
        _post = await OpenAsync(cancellationToken);
        byte[] open = await ExchangeAsync(_poll, _polled, Get(""), cancellationToken);
        string text = Encoding.UTF8.GetString(open);
        int at = text.IndexOf("\"sid\":\"", StringComparison.Ordinal) + 7;
        _sid = text[at..text.IndexOf('"', at)];
        await ExchangeAsync(_post, _posted, Post("40"u8), cancellationToken);
        await ExchangeAsync(_poll, _polled, Get("&sid=" + _sid), cancellationToken);
    }

    public override async Task RunAsync(CancellationToken cancellationToken)
    {
        byte[] get = Get("&sid=" + _sid);
        while (true)
        {
            long sentAt = Stopwatch.GetTimestamp();
            Task<byte[]> poll = ExchangeAsync(_poll!, _polled, get, cancellationToken);
            await ExchangeAsync(_post!, _posted, Post(NextPacket()), cancellationToken);
            await poll;
            Count(sentAt);
        }
    }

    public override void Dispose()
    {
        _poll?.Dispose();
        _post?.Dispose();
    }

    private static byte[] Get(string sid) =>
        Encoding.ASCII.GetBytes(
            $"GET /socket.io/?EIO=4&transport=polling{sid} HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n"
        );

    private byte[] Post(ReadOnlySpan<byte> body)
    {
        byte[] head = Encoding.ASCII.GetBytes(
            $"POST /socket.io/?EIO=4&transport=polling&sid={_sid} HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: text/plain;charset=UTF-8\r\nContent-Length: "
                + body.Length.ToString(CultureInfo.InvariantCulture)
                + "\r\n\r\n"
        );
        return [.. head, .. body];
    }

    private static async Task<byte[]> ExchangeAsync(
        Socket socket,
        ByteQueue input,
        byte[] request,
        CancellationToken cancellationToken
    )
    {
        await SendAsync(socket, request, cancellationToken);
        byte[]? body;
        while (!EchoResponse.TryRead(input, out body))
        {
            await ReceiveAsync(socket, input, cancellationToken);
        }
        return body!;
    }
}
