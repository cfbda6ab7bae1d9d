using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace SioProxy.Benchmarks.Load;

/// <summary>One connection of <see cref="EchoServer"/>: HTTP requests one after another, or a WebSocket.</summary>
internal sealed class EchoConnection(Socket socket, PollingSessions sessions)
{
    private static readonly byte[] Ok = Encoding.ASCII.GetBytes(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nok"
    );

    private readonly ByteQueue _input = new();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await ReadRequestAsync(cancellationToken) is { } request)
            {
                if (request.WebSocketKey is not null)
                {
                    await AcceptAsync(request, cancellationToken);
                    await EchoFramesAsync(cancellationToken);
                    return;
                }
                await AnswerAsync(request, cancellationToken);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The generator has gone: that is how every run ends.
        }
        finally
        {
            socket.Dispose();
        }
    }

    private async Task<EchoRequest?> ReadRequestAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (EchoRequest.TryRead(_input, out EchoRequest? request))
            {
                return request;
            }
            int read = await socket.ReceiveAsync(_input.Room(16 * 1024), cancellationToken);
            if (read == 0)
            {
                return null;
            }
            _input.Added(read);
        }
    }

    private async Task AcceptAsync(EchoRequest request, CancellationToken cancellationToken)
    {
        byte[] hash = SHA1.HashData(
            Encoding.ASCII.GetBytes(request.WebSocketKey + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
        );
        byte[] head = Encoding.ASCII.GetBytes(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + $"Sec-WebSocket-Accept: {Convert.ToBase64String(hash)}\r\n\r\n"
        );
        await SendAsync(head, cancellationToken);
        await SendAsync(Frames.Server(PollingSessions.OpenPacket(sessions.NewSid(), "")), cancellationToken);
    }

    private async Task EchoFramesAsync(CancellationToken cancellationToken)
    {
        var output = new ByteQueue();
        while (true)
        {
            while (Frames.TryRead(_input, out int opcode, out Memory<byte> payload))
            {
                if (opcode == 8)
                {
                    return;
                }
                ReadOnlySpan<byte> text = payload.Span;
                Frames.WriteServer(
                    output,
                    text.SequenceEqual("40"u8) ? "40{\"sid\":\"echo\"}"u8 : text,
                    binary: opcode == 2
                );
            }
            if (output.Length > 0)
            {
                await SendAsync(output.Peek(), cancellationToken);
                output.Take(output.Length);
            }
            int read = await socket.ReceiveAsync(_input.Room(64 * 1024), cancellationToken);
            if (read == 0)
            {
                return;
            }
            _input.Added(read);
        }
    }

    private async Task AnswerAsync(EchoRequest request, CancellationToken cancellationToken)
    {
        if (request.Sid is null)
        {
            await SendBodyAsync(PollingSessions.OpenPacket(sessions.Open(), "\"websocket\""), cancellationToken);
        }
        else if (string.Equals(request.Method, "POST", StringComparison.Ordinal))
        {
            sessions.Post(request.Sid, request.Body);
            await SendAsync(Ok, cancellationToken);
        }
        else
        {
            await SendBodyAsync(await sessions.PollAsync(request.Sid, cancellationToken), cancellationToken);
        }
    }

    private Task SendBodyAsync(byte[] body, CancellationToken cancellationToken)
    {
        string head =
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Length: "
            + body.Length.ToString(CultureInfo.InvariantCulture)
            + "\r\n\r\n";
        byte[] response = new byte[head.Length + body.Length];
        Encoding.ASCII.GetBytes(head, response);
        body.CopyTo(response, head.Length);
        return SendAsync(response, cancellationToken);
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, cancellationToken)..];
        }
    }
}
