using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Endpoints.EngineIo;

/// <summary>
/// Engine.IO 3 and 4 over HTTP: handshakes, polling, JSONP, WebSocket, upgrades and heartbeats. What a session does with its
/// messages is up to <paramref name="serve"/>, which runs once per session, reads its messages and sends what it likes; a
/// session whose serve returns goes on until it is closed by either side. What serve sends before it first waits is in the
/// handshake's own answer on polling.
/// </summary>
public sealed class EngineIoServer(
    EngineIoServerOptions options,
    Func<EngineIoServerSession, CancellationToken, Task> serve
) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, EngineIoServerSession> _sessions = new(StringComparer.Ordinal);

    public EngineIoServerOptions Options => options;

    /// <summary>The sessions that are open.</summary>
    public IEnumerable<EngineIoServerSession> Sessions => _sessions.Values;

    /// <summary>Called with what a session's serve threw; the session is closed.</summary>
    public Action<Exception>? OnError { get; init; }

    /// <summary>Answers one request; false when its path is not Engine.IO's.</summary>
    public async Task<bool> HandleAsync(HttpContext context)
    {
        if (!context.Request.Path.Value!.StartsWith(options.Path, StringComparison.Ordinal))
        {
            return false;
        }
        if (options.AllowAnyOrigin && AllowOrigin(context))
        {
            return true;
        }
        bool isUpgrade = context.WebSockets.IsWebSocketRequest;
        if (Verify(context, isUpgrade, out EngineIoServerSession? session) is { } refusal)
        {
            await RefuseAsync(context, isUpgrade, refusal);
        }
        else if (session is null)
        {
            await OpenAsync(context, isUpgrade);
        }
        else if (isUpgrade)
        {
            await UpgradeAsync(context, session);
        }
        else if (HttpMethods.IsGet(context.Request.Method))
        {
            await ServerPolling.GetAsync(context, session, options);
        }
        else if (HttpMethods.IsPost(context.Request.Method))
        {
            await ServerPolling.PostAsync(context, session, options);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
        return true;
    }

    /// <summary>Closes every session.</summary>
    public async Task CloseAsync(string reason, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(_sessions.Values.Select(session => session.CloseAsync(reason, cancellationToken)));
        }
        finally
        {
            foreach (EngineIoServerSession session in _sessions.Values)
            {
                session.End(reason);
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        foreach (EngineIoServerSession session in _sessions.Values)
        {
            session.End(EngineReason.ServerShuttingDown);
        }
        return ValueTask.CompletedTask;
    }

    // In the order of the reference's checks, as a request may be wrong in two ways.
    private EngineRefusal? Verify(HttpContext context, bool isUpgrade, out EngineIoServerSession? session)
    {
        session = null;
        IQueryCollection query = context.Request.Query;
        string transport = query["transport"].ToString();
        bool isPolling = string.Equals(transport, "polling", StringComparison.Ordinal) && options.AllowPolling;
        bool isWebSocket = string.Equals(transport, "websocket", StringComparison.Ordinal) && options.AllowWebSocket;
        if (!isPolling && !isWebSocket)
        {
            return EngineRefusal.TransportUnknown;
        }
        string sid = query["sid"].ToString();
        if (sid.Length > 0)
        {
            if (!_sessions.TryGetValue(sid, out session))
            {
                return EngineRefusal.SessionUnknown;
            }
            bool isOfSession = isWebSocket == (session.Transport == Transport.WebSocket);
            return (!isUpgrade && !isOfSession) || session.Version != VersionOf(query)
                ? EngineRefusal.BadRequest
                : null;
        }
        if (!HttpMethods.IsGet(context.Request.Method) && !isUpgrade)
        {
            return EngineRefusal.BadHandshakeMethod;
        }
        if (isWebSocket != isUpgrade)
        {
            return EngineRefusal.BadRequest;
        }
        return options.Allows(VersionOf(query)) ? null : EngineRefusal.UnsupportedVersion;
    }

    private static EngineIoVersion VersionOf(IQueryCollection query) =>
        string.Equals(query["EIO"].ToString(), "4", StringComparison.Ordinal) ? EngineIoVersion.V4 : EngineIoVersion.V3;

    private static async Task RefuseAsync(HttpContext context, bool isUpgrade, EngineRefusal refusal)
    {
        HttpResponse response = context.Response;
        if (isUpgrade)
        {
            response.StatusCode = StatusCodes.Status400BadRequest;
            response.ContentType = "text/html";
            response.Headers.Connection = "close";
            await response.WriteAsync(refusal.Message, context.RequestAborted);
            return;
        }
        response.StatusCode = refusal.Status;
        response.ContentType = "application/json";
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["code"] = refusal.Code,
                ["message"] = refusal.Message,
            }
        );
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, context.RequestAborted);
    }

    private async Task OpenAsync(HttpContext context, bool isUpgrade)
    {
        HttpRequest request = context.Request;
        var handshake = new EngineHandshakeRequest(
            VersionOf(request.Query),
            isUpgrade ? Transport.WebSocket : Transport.Polling,
            request.Path.Value!,
            request.QueryString.Value ?? "",
            request.Query,
            new HeaderDictionary(request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase)), // outlives the request
            context.Connection.RemoteIpAddress
        );
        if (options.Authorize is { } authorize && await authorize(handshake, context.RequestAborted) is { } refusal)
        {
            await RefuseAsync(context, isUpgrade, refusal);
            return;
        }
        string id = options.GenerateId?.Invoke() ?? Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(15));
        var session = new EngineIoServerSession(id, handshake, options, Remove);
        _sessions[id] = session;
        session.Queue.Enqueue(new EnginePacket(EngineIoPacketType.Open, OpenData(session)));
        Task serving = ServeAsync(session);
        if (options.Cookie is { } cookie && !isUpgrade)
        {
            context.Response.Headers.Append("Set-Cookie", $"{cookie}={id}; Path=/; HttpOnly; SameSite=Lax");
        }
        if (isUpgrade)
        {
            await ServerWebSocket.RunAsync(context, session, options);
            await serving;
        }
        else
        {
            await ServerPolling.GetAsync(context, session, options);
        }
    }

    private async Task UpgradeAsync(HttpContext context, EngineIoServerSession session)
    {
        if (session.Transport == Transport.WebSocket || !session.Upgrade.TryTake())
        {
            await ServerWebSocket.AcceptAndCloseAsync(context, session.Version, options);
        }
        else
        {
            await ServerWebSocket.RunAsync(context, session, options);
        }
    }

    private async Task ServeAsync(EngineIoServerSession session)
    {
        try
        {
            await serve(session, session.EndedToken);
            await foreach (EnginePacket _ in session.ReadAllAsync(session.EndedToken)) { }
        }
        catch (OperationCanceledException) when (session.EndedToken.IsCancellationRequested)
        {
            // The session has ended, and its serve with it.
        }
#pragma warning disable CA1031 // the top of a session's loop: what the application threw ends this session only
        catch (Exception e)
#pragma warning restore CA1031
        {
            OnError?.Invoke(e);
            session.End(EngineReason.ForcedClose);
        }
    }

    private void Remove(EngineIoServerSession session) => _sessions.TryRemove(session.Id, out _);

    private byte[] OpenData(EngineIoServerSession session)
    {
        bool upgrades =
            session.Transport == Transport.Polling && options is { AllowUpgrade: true, AllowWebSocket: true };
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["sid"] = session.Id,
            ["upgrades"] = upgrades ? new[] { "websocket" } : [],
            ["pingInterval"] = (int)options.PingInterval.TotalMilliseconds,
            ["pingTimeout"] = (int)options.PingTimeout.TotalMilliseconds,
        };
        if (options.AnnounceMaxPayload)
        {
            data["maxPayload"] = options.MaxPayload;
        }
        return JsonSerializer.SerializeToUtf8Bytes(data);
    }

    /// <returns>Whether the request was a preflight, which is answered by this.</returns>
    private static bool AllowOrigin(HttpContext context)
    {
        string origin = context.Request.Headers.Origin.ToString();
        IHeaderDictionary headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = origin.Length > 0 ? origin : "*";
        headers.AccessControlAllowCredentials = origin.Length > 0 ? "true" : default;
        if (!HttpMethods.IsOptions(context.Request.Method))
        {
            return false;
        }
        headers.AccessControlAllowMethods = "GET,HEAD,PUT,PATCH,POST,DELETE";
        headers.AccessControlAllowHeaders = context.Request.Headers.AccessControlRequestHeaders;
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return true;
    }
}
