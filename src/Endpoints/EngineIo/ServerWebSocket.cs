using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Endpoints.EngineIo;

/// <summary>The WebSocket transport on the server's side, from its first packet or from the probe of an upgrade.</summary>
internal static class ServerWebSocket
{
    private static readonly TimeSpan CloseGrace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan NoopInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Accepts and serves the WebSocket of a session that has just been made, or that asks for the upgrade.</summary>
    public static async Task RunAsync(HttpContext context, EngineIoServerSession session, EngineIoServerOptions options)
    {
        bool isUpgrade = session.Transport == Transport.Polling;
        using WebSocketTransport transport = await AcceptAsync(context, session.Version, options);
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        if (isUpgrade && !await UpgradeAsync(transport, session, options, cut.Token))
        {
            await transport.CloseOutputAsync(cut.Token);
            await DrainAsync(transport, cut);
            return;
        }
        Task receiving = ReceiveAsync(transport, session, cut.Token);
        await SendAsync(transport, session, cut.Token);
        if (session.IsAborted)
        {
            context.Abort();
        }
        cut.CancelAfter(CloseGrace);
        await receiving;
    }

    /// <summary>Accepts a WebSocket only to close it, as happens to a second upgrade of a session.</summary>
    public static async Task AcceptAndCloseAsync(
        HttpContext context,
        EngineIoVersion version,
        EngineIoServerOptions options
    )
    {
        using WebSocketTransport transport = await AcceptAsync(context, version, options);
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        await transport.CloseOutputAsync(cut.Token);
        await DrainAsync(transport, cut);
    }

    private static async Task<WebSocketTransport> AcceptAsync(
        HttpContext context,
        EngineIoVersion version,
        EngineIoServerOptions options
    )
    {
        (WebSocket socket, Stream stream) = await WebSocketAcceptor.AcceptAsync(context, options.PerMessageDeflate);
        bool supportsBinary = string.IsNullOrEmpty(context.Request.Query["b64"]);
        return new WebSocketTransport(
            socket,
            stream,
            isServer: true,
            version,
            supportsBinary,
            options.MaxPayload,
            options.CompressionThreshold
        );
    }

    /// <returns>Whether the session has moved to the WebSocket.</returns>
    private static async Task<bool> UpgradeAsync(
        WebSocketTransport transport,
        EngineIoServerSession session,
        EngineIoServerOptions options,
        CancellationToken cancellationToken
    )
    {
        using var timeout = new CancellationTokenSource(options.UpgradeTimeout, options.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(
            timeout.Token,
            session.EndedToken,
            cancellationToken
        );
        ITimer? noops = null;
        try
        {
            while (await transport.ReceiveAsync(linked.Token) is { } packet)
            {
                session.Observe(Direction.ClientToServer, Transport.WebSocket, packet);
                if (packet.Type == EngineIoPacketType.Upgrade)
                {
                    session.MoveToWebSocket();
                    session.Queue.Wake(); // a poll that is still pending ends with a noop
                    return true;
                }
                if (packet.Type != EngineIoPacketType.Ping || !packet.Data.Span.SequenceEqual("probe"u8))
                {
                    return false;
                }
                var pong = new EnginePacket(EngineIoPacketType.Pong, packet.Data);
                session.Observe(Direction.ServerToClient, Transport.WebSocket, pong);
                await transport.SendAsync(pong, linked.Token);
                noops ??= options.TimeProvider.CreateTimer(
                    static queue => ((PacketQueue)queue!).Wake(),
                    session.Queue,
                    NoopInterval,
                    NoopInterval
                );
            }
            return false;
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException)
        {
            return false;
        }
        finally
        {
            if (noops is not null)
            {
                await noops.DisposeAsync();
            }
            session.Upgrade.Release();
        }
    }

    private static async Task ReceiveAsync(
        WebSocketTransport transport,
        EngineIoServerSession session,
        CancellationToken cancellationToken
    )
    {
        while (await transport.ReceiveAsync(cancellationToken) is { } packet)
        {
            if (!await session.ReceiveAsync(packet, Transport.WebSocket))
            {
                // Ended: read on for the client's close frame, so that ours arrives before the connection goes.
                while (await transport.ReceiveAsync(cancellationToken) is not null) { }
                return;
            }
        }
        session.End(transport.EndReason ?? EngineReason.TransportClose);
    }

    private static async Task SendAsync(
        WebSocketTransport transport,
        EngineIoServerSession session,
        CancellationToken cancellationToken
    )
    {
        try
        {
            while (!session.Queue.IsDrained)
            {
                await session.Queue.WaitAsync(cancellationToken);
                while (session.Queue.TryDequeue(out EnginePacket packet))
                {
                    if (packet.Type == EngineIoPacketType.Close)
                    {
                        break; // said by the close frame
                    }
                    session.Observe(Direction.ServerToClient, Transport.WebSocket, packet);
                    await transport.SendAsync(packet, cancellationToken);
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException)
        {
            session.End(EngineReason.TransportClose);
        }
        if (!session.IsAborted)
        {
            await transport.CloseOutputAsync(cancellationToken);
        }
        session.End(EngineReason.TransportClose);
    }

    private static async Task DrainAsync(WebSocketTransport transport, CancellationTokenSource cut)
    {
        cut.CancelAfter(CloseGrace);
        while (await transport.ReceiveAsync(cut.Token) is not null) { }
    }
}
