using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Endpoints.EngineIo;

/// <summary>A client's session while it is on a WebSocket.</summary>
internal sealed class ClientWebSocket(ClientSession session, WebSocketTransport transport)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5); // for the server's close frame

    /// <summary>Runs until the session has ended, and closes the WebSocket.</summary>
    public async Task RunAsync()
    {
        using (transport)
        {
            using var cut = new CancellationTokenSource();
            Task receiving = ReceiveAllAsync(cut.Token);
            bool closes = await SendAllAsync();
            if (!closes)
            {
                transport.Abort();
            }
            cut.CancelAfter(Patience);
            await receiving;
        }
    }

    private async Task ReceiveAllAsync(CancellationToken cancellationToken)
    {
        while (await transport.ReceiveAsync(cancellationToken) is { } packet)
        {
            await session.ReceiveAsync(packet, Transport.WebSocket);
        }
        session.End(session.ReasonOf(transport.EndReason));
    }

    /// <returns>Whether a close frame was sent, so that the server's is to be waited for.</returns>
    private async Task<bool> SendAllAsync()
    {
        try
        {
            while (!session.Queue.IsDrained)
            {
                await session.Queue.WaitAsync(session.EndedToken);
                while (session.Queue.TryDequeue(out EnginePacket packet) && packet.Type != EngineIoPacketType.Close)
                {
                    session.Observe(Direction.ClientToServer, Transport.WebSocket, packet);
                    await transport.SendAsync(packet, session.EndedToken);
                }
            }
        }
        catch (Exception e) when (ClientSession.IsLoss(e) || e is OperationCanceledException)
        {
            session.End(EngineReason.TransportClose, e);
        }
        if (session.Failure is not null)
        {
            return false;
        }
        bool isAborted =
            session.Closed.IsCompleted
            && !session.IsClosing
            && transport.CloseStatus is null
            && transport.EndReason is null;
        if (!isAborted)
        {
            await transport.CloseOutputAsync(CancellationToken.None);
        }
        return !isAborted;
    }
}
