using Microsoft.AspNetCore.Http.Features;
using SioProxy.Proxy.Forwarding;

namespace SioProxy.Proxy.Tap;

/// <summary>The upgrade of an HTTP/1.1 request, its stream tapped. Answered only when the upstream has answered.</summary>
internal sealed class UpgradeTap(IHttpUpgradeFeature inner, Exchange exchange) : IHttpUpgradeFeature
{
    public bool IsUpgradableRequest => inner.IsUpgradableRequest;

    public async Task<Stream> UpgradeAsync() => exchange.TapWebSocket(await inner.UpgradeAsync());
}
