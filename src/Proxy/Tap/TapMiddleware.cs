using Microsoft.AspNetCore.Http.Features;
using SioProxy.Proxy.Forwarding;
using SioProxy.Recording;
using SioProxy.Sessions;
using Yarp.ReverseProxy.Forwarder;

namespace SioProxy.Proxy.Tap;

/// <summary>Puts taps around the client's streams, forwards, and tells the recorder how it ended.</summary>
/// <param name="recorder">Null: nothing is recorded.</param>
internal sealed class TapMiddleware(
    Recorder? recorder,
    ExchangeForwarder forwarder,
    NodeRouter router,
    ForwardingOptions options,
    ProxyLifetime lifetime,
    TimeProvider time
)
{
    public async Task InvokeAsync(HttpContext context)
    {
        using ProxyLifetime.Visit open = lifetime.Enter(); // left last: a stop waits until the end is recorded
        bool isWebSocket = RequestHeads.IsWebSocket(context);
        HeldFin? heldFin = context.Features.Get<HeldFin>();
        heldFin?.BeginExchange(context, hasBody: !isWebSocket && HasBody(context));
        NodeRoute route = router.Choose(RequestHeads.Target(context));
        ConnectionTap? tap = OpenTap(context, isWebSocket, route, heldFin?.Heads);
        var exchange = new Exchange(context, isWebSocket, tap) { Heads = heldFin?.Heads };
        context.Features.Set(exchange);
        ResponseBodyStream? response = Install(context, exchange, route);
        IHttpRequestLifetimeFeature serverAbort = context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>();
        using var abort = new DeferredAbort(serverAbort, exchange, time);
        exchange.Abort = abort;
        context.Features.Set<IHttpRequestLifetimeFeature>(abort);
        ConnectionEnd end = ConnectionEnd.Clean;
        try
        {
            end = await forwarder.ForwardAsync(context, exchange, route);
            if (end == ConnectionEnd.Clean)
            {
                response?.OnEnd();
            }
        }
        catch (Exception e)
        {
            end = new ConnectionEnd(ClosedBy.Proxy, CloseHow.Fin, e.Message);
            throw;
        }
        finally
        {
            context.Features.Set(serverAbort);
            router.Touch(route.Sid);
            tap?.End(end);
            heldFin?.EndExchange();
        }
    }

    private static bool HasBody(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true };

    private static ResponseBodyStream? Install(HttpContext context, Exchange exchange, NodeRoute route)
    {
        IFeatureCollection features = context.Features;
        if (exchange.IsWebSocket)
        {
            if (features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
            {
                features.Set<IHttpUpgradeFeature>(new UpgradeTap(upgrade, exchange));
            }
            if (features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect)
            {
                features.Set<IHttpExtendedConnectFeature>(new ExtendedConnectTap(connect, exchange));
            }
        }
        bool scans = route is { Nodes.Count: > 1, Sid: null } && !exchange.IsWebSocket;
        if (exchange.Tap is { } tap && HasBody(context))
        {
            context.Request.Body = new RequestBodyStream(context.Request.Body, tap, context.Request.ContentLength);
        }
        if (exchange.Tap is null && !scans)
        {
            return null;
        }
        // For upgrades too: a refusal comes as an ordinary response.
        IHttpResponseBodyFeature inner = features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var stream = new ResponseBodyStream(inner.Stream, exchange.Tap, context, exchange);
        features.Set<IHttpResponseBodyFeature>(new ResponseBodyFeature(inner, stream));
        return stream;
    }

    private ConnectionTap? OpenTap(HttpContext context, bool isWebSocket, NodeRoute route, KeptHeads? kept)
    {
        if (recorder is null)
        {
            return null;
        }
        RequestHead head = RequestHeads.From(context, isWebSocket, options.TrustsForwarded, kept);
        return isWebSocket || SessionTracker.MightBeEngineIo(head, options.Paths)
            ? recorder.Open(head, route.Nodes.Count == 1 ? route.Nodes[0].Name : null)
            : null;
    }
}
