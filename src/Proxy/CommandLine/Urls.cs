using SioProxy.Proxy.Hosting;

namespace SioProxy.Proxy.CommandLine;

/// <summary>The URLs of <c>--upstream</c> and <c>--listen</c>: scheme, host and port, nothing more.</summary>
internal static class Urls
{
    public static Uri Parse(string option, string text)
    {
        if (
            !Uri.TryCreate(text, UriKind.Absolute, out Uri? url)
            || !(
                string.Equals(url.Scheme, Uri.UriSchemeHttp, StringComparison.Ordinal)
                || string.Equals(url.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal)
            )
            || url.Host.Length == 0
        )
        {
            throw new UsageException($"{option} {text}: a URL such as http://localhost:3000 is expected.");
        }
        if (
            !string.Equals(url.PathAndQuery, "/", StringComparison.Ordinal)
            || url.Fragment.Length > 0
            || url.UserInfo.Length > 0
        )
        {
            throw new UsageException(
                $"{option} {text}: only scheme, host and port can be given, as paths are forwarded as they come."
            );
        }
        return url;
    }
}
