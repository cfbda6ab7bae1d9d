using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace SioProxy.Proxy.Hosting;

/// <summary>Recognises an upstream that is one of the proxy's own listen addresses.</summary>
internal static class OwnAddress
{
    public static async Task<bool> IsAsync(
        Uri upstream,
        IReadOnlyList<IPEndPoint> own,
        CancellationToken cancellationToken
    )
    {
        if (!own.Any(o => o.Port == upstream.Port))
        {
            return false;
        }
        if (await AddressesOfAsync(upstream.IdnHost, cancellationToken) is not { } addresses)
        {
            return false; // an upstream that is not there yet is no error
        }
        return own.Any(o =>
            o.Port == upstream.Port && addresses.Any(address => Reaches(Plain(address), Plain(o.Address)))
        );
    }

    private static async Task<IPAddress[]?> AddressesOfAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            return [address]; // the resolver refuses 0.0.0.0, which a connection takes for this machine
        }
        try
        {
            return await Dns.GetHostAddressesAsync(host, cancellationToken);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static bool Reaches(IPAddress address, IPAddress listener) =>
        address.Equals(listener)
        || (IsAny(listener) && (IsAny(address) || IPAddress.IsLoopback(address) || IsOfThisMachine(address)))
        || (IsAny(address) && IPAddress.IsLoopback(listener));

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static bool IsOfThisMachine(IPAddress address) =>
        NetworkInterface
            .GetAllNetworkInterfaces()
            .SelectMany(i => i.GetIPProperties().UnicastAddresses)
            .Any(unicast => unicast.Address.Equals(address));
}
