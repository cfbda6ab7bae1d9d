using Microsoft.AspNetCore.Http.Features;
using SioProxy.Proxy.Forwarding;

namespace SioProxy.Proxy.Tap;

/// <summary>HTTP/2's way to a WebSocket (RFC 8441), its stream tapped.</summary>
internal sealed class ExtendedConnectTap(IHttpExtendedConnectFeature inner, Exchange exchange)
    : IHttpExtendedConnectFeature
{
    public bool IsExtendedConnect => inner.IsExtendedConnect;

    public string? Protocol => inner.Protocol;

    public async ValueTask<Stream> AcceptAsync() => exchange.TapWebSocket(await inner.AcceptAsync());
}
