using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SioProxy.Benchmarks.Load;

/// <summary>One client of the generator, on a socket of its own.</summary>
internal abstract class LoadClient(IPEndPoint endPoint, Scenario scenario) : IDisposable
{
    private long _sent;

    /// <summary>Where echoes are counted; null while warming up and winding down.</summary>
    public LoadCounts? Result { get; set; }

    protected Scenario Scenario => scenario;

    public abstract Task ConnectAsync(CancellationToken cancellationToken);

    /// <summary>Sends and receives until cancelled; returns early only by an exception.</summary>
    public abstract Task RunAsync(CancellationToken cancellationToken);

    public abstract void Dispose();

    protected async Task<Socket> OpenAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(endPoint, cancellationToken);
        return socket;
    }

    /// <summary>The next event: typical JSON with a counter in it, padded to the scenario's size.</summary>
    protected byte[] NextPacket()
    {
        string head = string.Create(
            CultureInfo.InvariantCulture,
            $"42[\"echo\",{{\"id\":{++_sent},\"user\":\"u{_sent % 97}\",\"text\":\""
        );
        byte[] packet = new byte[Math.Max(scenario.Size, head.Length + 3)];
        Encoding.ASCII.GetBytes(head, packet);
        packet.AsSpan(head.Length).Fill((byte)'x');
        "\"}]"u8.CopyTo(packet.AsSpan(packet.Length - 3));
        return packet;
    }

    protected void Count(long sentAt) => Result?.Add(Stopwatch.GetElapsedTime(sentAt));

    protected static async Task SendAsync(
        Socket socket,
        ReadOnlyMemory<byte> bytes,
        CancellationToken cancellationToken
    )
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, cancellationToken)..];
        }
    }

    protected static async Task ReceiveAsync(Socket socket, ByteQueue input, CancellationToken cancellationToken)
    {
        int read = await socket.ReceiveAsync(input.Room(64 * 1024), cancellationToken);
        if (read == 0)
        {
            throw new IOException("The peer closed a connection that the measurement needs.");
        }
        input.Added(read);
    }
}
