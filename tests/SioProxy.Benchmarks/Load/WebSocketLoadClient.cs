using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SioProxy.Benchmarks.Load;

/// <summary>A Socket.IO 4 client on WebSocket only.</summary>
internal sealed class WebSocketLoadClient(IPEndPoint endPoint, Scenario scenario) : LoadClient(endPoint, scenario)
{
    private readonly ByteQueue _input = new();
    private readonly ByteQueue _output = new();
    private readonly Queue<long> _sentAt = new();
    private Socket? _socket;

    public override async Task ConnectAsync(CancellationToken cancellationToken)
    {
        _socket = await OpenAsync(cancellationToken);
        byte[] request = Encoding.ASCII.GetBytes(
            "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        await SendAsync(_socket, request, cancellationToken);
        int head;
        while ((head = _input.Peek().Span.IndexOf("\r\n\r\n"u8)) < 0)
        {
            await ReceiveAsync(_socket, _input, cancellationToken);
        }
        _input.Take(head + 4);
        await NextFrameAsync(cancellationToken); // open
        Frames.WriteClient(_output, "40"u8);
        await FlushAsync(cancellationToken);
        await NextFrameAsync(cancellationToken); // the answer to CONNECT
    }

    public override Task RunAsync(CancellationToken cancellationToken) =>
        Scenario.Rate > 0 ? RunAtRateAsync(cancellationToken) : RunClosedLoopAsync(cancellationToken);

    public override void Dispose() => _socket?.Dispose();

    private async Task RunClosedLoopAsync(CancellationToken cancellationToken)
    {
        int due = Scenario.Depth;
        while (true)
        {
            for (; due > 0; due--)
            {
                Frames.WriteClient(_output, NextPacket());
                _sentAt.Enqueue(Stopwatch.GetTimestamp());
            }
            await FlushAsync(cancellationToken);
            await ReceiveAsync(_socket!, _input, cancellationToken);
            while (Frames.TryRead(_input, out _, out _))
            {
                Count(_sentAt.Dequeue());
                due++;
            }
        }
    }

    // On an absolute schedule: a late packet does not make the later ones late. As many at once as may be under way.
    private async Task RunAtRateAsync(CancellationToken cancellationToken)
    {
        TimeSpan period = TimeSpan.FromSeconds((double)Scenario.Connections * Scenario.Depth / Scenario.Rate);
        long begin = Stopwatch.GetTimestamp();
        TimeSpan offset = period * Random.Shared.NextDouble();
        for (long n = 0; ; n++)
        {
            TimeSpan wait = offset + (period * n) - Stopwatch.GetElapsedTime(begin);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, cancellationToken);
            }
            for (int i = 0; i < Scenario.Depth; i++)
            {
                Frames.WriteClient(_output, NextPacket());
            }
            long sentAt = Stopwatch.GetTimestamp();
            await FlushAsync(cancellationToken);
            for (int i = 0; i < Scenario.Depth; i++)
            {
                await NextFrameAsync(cancellationToken);
                Count(sentAt);
            }
        }
    }

    private async Task NextFrameAsync(CancellationToken cancellationToken)
    {
        while (!Frames.TryRead(_input, out _, out _))
        {
            await ReceiveAsync(_socket!, _input, cancellationToken);
        }
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        await SendAsync(_socket!, _output.Peek(), cancellationToken);
        _output.Take(_output.Length);
    }
}
