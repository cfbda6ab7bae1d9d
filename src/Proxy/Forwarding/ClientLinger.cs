using System.Net.Sockets;

namespace SioProxy.Proxy.Forwarding;

/// <summary>
/// Lets what was written to a client arrive before its connection is closed. A client that reads slowly and still sends
/// would lose it otherwise: closing a socket with unread data resets the connection and drops what is on its way.
/// </summary>
internal static class ClientLinger
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestStandstill = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FinTime = TimeSpan.FromSeconds(2);

    /// <summary>Returns at once when nothing is on its way, as with every client that keeps up.</summary>
    /// <param name="client">The client's side of the WebSocket; what still comes from it is read and dropped.</param>
    /// <param name="finishes">Whether the socket's sending half may be finished here: not beneath TLS.</param>
    public static async Task WaitAsync(
        Stream client,
        Socket? socket,
        bool finishes,
        TimeProvider time,
        CancellationToken stopping
    )
    {
        if (!TcpState.IsSending(socket, out _))
        {
            return;
        }
        using var drained = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Task draining = DrainAsync(client, drained.Token);
        try
        {
            await WaitUntilSentAsync(socket, draining, time, stopping);
            if (finishes && !draining.IsCompleted)
            {
                socket!.Shutdown(SocketShutdown.Send);
                drained.CancelAfter(FinTime);
                await draining;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // the proxy stops, or the client is gone
        }
        await drained.CancelAsync();
        await draining;
    }

    private static async Task WaitUntilSentAsync(
        Socket? socket,
        Task draining,
        TimeProvider time,
        CancellationToken stopping
    )
    {
        long progressAt = time.GetTimestamp();
        ulong acknowledged = 0;
        for (int idle = 0; idle < 2 && !draining.IsCompleted; ) // the server may be about to hand on the next piece
        {
            bool isSending = TcpState.IsSending(socket, out ulong now);
            idle = isSending ? 0 : idle + 1;
            if (now != acknowledged)
            {
                acknowledged = now;
                progressAt = time.GetTimestamp();
            }
            else if (time.GetElapsedTime(progressAt) > LongestStandstill)
            {
                return;
            }
            await Task.Delay(Look, time, stopping);
        }
    }

    private static async Task DrainAsync(Stream client, CancellationToken cancellationToken)
    {
        byte[] dropped = new byte[4096];
        try
        {
            while (await client.ReadAsync(dropped, cancellationToken) > 0) { }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // nothing more comes
        }
    }
}
