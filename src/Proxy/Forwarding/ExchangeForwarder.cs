using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using SioProxy.Proxy.Tap;
using SioProxy.Sessions;
using Yarp.ReverseProxy.Forwarder;

namespace SioProxy.Proxy.Forwarding;

/// <summary>Forwards one request to the node it belongs to, asking further nodes only where none has accepted it.</summary>
internal sealed partial class ExchangeForwarder(
    IHttpForwarder forwarder,
    RawTransformer transformer,
    NodeRouter router,
    ProxyLifetime lifetime,
    TimeProvider time,
    ILogger<ExchangeForwarder> logger
)
{
    private const int MaxReplayedBody = 1 << 20;

    private static readonly ForwarderRequestConfig Config = new()
    {
        ActivityTimeout = Timeout.InfiniteTimeSpan, // a poll lasts as long as the server lets it, a WebSocket as long as its pings
        Version = System.Net.HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        AllowResponseBuffering = false,
    };

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // every exchange waits
    public async ValueTask<ConnectionEnd> ForwardAsync(HttpContext context, Exchange exchange, NodeRoute route)
    {
        Exchange.Current = exchange;
        byte[]? replay = null;
        bool mayAsk = route is { IsUnknownSid: true, Nodes.Count: > 1 };
        if (mayAsk && HasBody(context))
        {
            mayAsk = context.Request.ContentLength is <= MaxReplayedBody;
            replay = mayAsk ? await ReadBodyAsync(context) : null;
        }
        ForwarderError error = ForwarderError.None;
        for (int i = 0; i < route.Nodes.Count; i++)
        {
            Node node = route.Nodes[i];
            bool isLast = i == route.Nodes.Count - 1;
            exchange.IsAsking = mayAsk && !isLast;
            Prepare(context, exchange, route, node, replay);
            error = await forwarder.SendAsync(context, node.Prefix, node.Client, Config, transformer, lifetime.Closing);
            bool isUnreachable = error != ForwarderError.None && IsUnreachable(context);
            if (error != ForwarderError.None && !exchange.IsUpgraded && !exchange.Abort!.HasFired)
            {
                ForwardingMeter.OnUpstreamError(node, error);
            }
            if (isUnreachable)
            {
                router.OnUnreachable(node);
            }
            if (isLast || context.Response.HasStarted || !(exchange.IsSessionUnknown || isUnreachable))
            {
                break;
            }
            context.Response.Clear();
            context.Features.Set<IForwarderErrorFeature>(null);
        }
        if (
            error == ForwarderError.None
            && route is { IsUnknownSid: true, Sid: { } sid }
            && context.Response.StatusCode < 400
        )
        {
            router.Remember(sid, exchange.Node!);
        }
        return error == ForwarderError.None && !exchange.IsUpgraded
            ? ConnectionEnd.Clean
            : await FinishAsync(context, exchange, error);
    }

    private static bool HasBody(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true };

    private static bool IsUnreachable(HttpContext context) =>
        context.Features.Get<IForwarderErrorFeature>()?.Exception
            is HttpRequestException
            {
                HttpRequestError: HttpRequestError.ConnectionError
                    or HttpRequestError.NameResolutionError
                    or HttpRequestError.SecureConnectionError
            };

    private static async Task<byte[]> ReadBodyAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.ToArray();
    }

    private void Prepare(HttpContext context, Exchange exchange, NodeRoute route, Node node, byte[]? replay)
    {
        exchange.Node = node;
        exchange.IsSessionUnknown = false;
        if (router.Nodes.Count > 1)
        {
            exchange.Tap?.OnNode(node.Name);
        }
        if (replay is not null)
        {
            context.Request.Body = new MemoryStream(replay, writable: false);
        }
        exchange.SidScanner =
            route is { Nodes.Count: > 1, Sid: null } && !exchange.IsWebSocket ? ScannerOf(context, node) : null;
    }

    // By itself: what it captures would be made for every exchange.
    private SidScanner ScannerOf(HttpContext context, Node node) =>
        new(context, (sid, life) => router.Remember(sid, node, life));

    private async Task<ConnectionEnd> FinishAsync(HttpContext context, Exchange exchange, ForwarderError error)
    {
        Exception? exception = context.Features.Get<IForwarderErrorFeature>()?.Exception;
        ConnectionEnd end = ExchangeEnds.Of(exchange, error, exception, lifetime.Closing.IsCancellationRequested);
        if (exchange.IsUpgraded)
        {
            if (end is { By: ClosedBy.Server, How: CloseHow.Reset })
            {
                context.Abort(); // a reset is passed on as a reset
                return end;
            }
            await exchange.LingerAsync(time, lifetime.Closing);
            return end;
        }
        if (context.Response.HasStarted || exchange.Abort!.HasFired)
        {
            return end;
        }
        string sentence = Sentence(exchange.Node!, error, exception, lifetime.Closing.IsCancellationRequested);
        Log.CouldNotForward(
            logger,
            context.Response.StatusCode,
            sentence,
            exchange.Tap?.Number ?? 0,
            NodeRouter.SidOf(RequestHeads.Target(context)) ?? "none"
        );
        await WriteAsync(context, exchange, sentence);
        return end;
    }

    private static string Sentence(Node node, ForwarderError error, Exception? exception, bool isStopping)
    {
        string what = exception is null ? error.ToString() : ExchangeEnds.Innermost(exception);
        return isStopping ? "sioproxy is stopping."
            : exception is OperationCanceledException or TimeoutException || error == ForwarderError.RequestTimedOut
                ? $"sioproxy could not reach {node.Name} in time."
            : $"sioproxy got no answer from {node.Name}: {what.TrimEnd('.')}.";
    }

    private static async Task WriteAsync(HttpContext context, Exchange exchange, string sentence)
    {
        byte[] body = Encoding.UTF8.GetBytes(sentence + "\n");
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = body.Length;
        exchange.Tap?.OnResponse(
            new ResponseHead(context.Response.StatusCode, RequestHeads.Copy(context.Response.Headers))
        );
        exchange.SidScanner = null;
        try
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // the client went away meanwhile
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Status}: {Sentence} (connection {Connection}, session {Session})")]
        public static partial void CouldNotForward(
            ILogger logger,
            int status,
            string sentence,
            long connection,
            string session
        );
    }
}
