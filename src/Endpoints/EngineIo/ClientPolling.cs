using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Endpoints.EngineIo;

/// <summary>A client's session while it is on polling: one request waits for what the server says, another brings what the client says.</summary>
internal sealed class ClientPolling(ClientSession session, ClientRequests requests, EngineIoHandshake handshake)
{
    private volatile bool _isPaused;

    /// <summary>Runs until the session ends or has been paused; afterwards no request is under way.</summary>
    public Task RunAsync() => Task.WhenAll(PollAsync(), PostAsync());

    /// <summary>Lets the requests that are under way be the last ones, as the session moves to a WebSocket.</summary>
    public void Pause()
    {
        _isPaused = true;
        session.Queue.Interrupt();
    }

    private static bool IsExpected(Exception e) =>
        ClientSession.IsLoss(e) || e is EngineIoException or OperationCanceledException;

    private async Task PollAsync()
    {
        var packets = new List<EnginePacket>();
        try
        {
            while (!_isPaused && !session.EndedToken.IsCancellationRequested)
            {
                packets.Clear();
                bool isWhole = await requests.GetAsync(handshake.Sid, packets, session.EndedToken);
                foreach (EnginePacket packet in packets)
                {
                    if (!await session.ReceiveAsync(packet, Transport.Polling))
                    {
                        return;
                    }
                }
                if (!isWhole)
                {
                    session.End(EngineReason.ParseError);
                }
            }
        }
        catch (Exception e) when (IsExpected(e))
        {
            // A poll that was under way, or about to be, when our close got through is refused: that is no failure.
            bool isOurs = session.IsClosing;
            session.End(isOurs ? EngineReason.ForcedClose : EngineReason.TransportError, isOurs ? null : e);
        }
    }

    private async Task PostAsync()
    {
        var packets = new List<EnginePacket>();
        EngineIoClientOptions options = session.Options;
        try
        {
            while (!session.EndedToken.IsCancellationRequested)
            {
                await session.Queue.WaitAsync(session.EndedToken);
                if (_isPaused || session.Queue.IsDrained)
                {
                    return;
                }
                packets.Clear();
                ClientBatch.Take(session.Queue, handshake.MaxPayload, packets);
                if (packets.Count == 0)
                {
                    continue;
                }
                foreach (EnginePacket packet in packets)
                {
                    session.Observe(Direction.ClientToServer, Transport.Polling, packet);
                }
                using var timeout = new CancellationTokenSource(options.Timeout, options.TimeProvider);
                using var linked = CancellationTokenSource.CreateLinkedTokenSource(session.EndedToken, timeout.Token);
                await requests.PostAsync(handshake.Sid, packets, linked.Token);
            }
        }
        catch (Exception e) when (IsExpected(e))
        {
            session.End(EngineReason.TransportError, e);
        }
    }
}
