using SioProxy.Sessions;
using Yarp.ReverseProxy.Forwarder;

namespace SioProxy.Proxy.Forwarding;

/// <summary>Says in the capture's terms how an exchange ended.</summary>
internal static class ExchangeEnds
{
    public static ConnectionEnd Of(Exchange exchange, ForwarderError error, Exception? exception, bool isStopping)
    {
        if (error == ForwarderError.None && !exchange.IsUpgraded)
        {
            return ConnectionEnd.Clean;
        }
        if (exchange.IsClientReset)
        {
            return new ConnectionEnd(ClosedBy.Client, CloseHow.Reset);
        }
        if (isStopping && exchange.FirstEnd is null)
        {
            return new ConnectionEnd(ClosedBy.Proxy, CloseHow.Fin, "the proxy stopped");
        }
        CloseHow how = TcpState.IsReset(exception) ? CloseHow.Reset : CloseHow.Fin;
        string? what = exception is null ? null : Innermost(exception);
        return error switch
        {
            ForwarderError.None => new ConnectionEnd(exchange.FirstEnd, CloseHow.Fin),
            ForwarderError.Request or ForwarderError.RequestCreation or ForwarderError.NoAvailableDestinations =>
                new ConnectionEnd(ClosedBy.Proxy, CloseHow.Fin, what),
            ForwarderError.RequestTimedOut or ForwarderError.UpgradeActivityTimeout => new ConnectionEnd(
                ClosedBy.Proxy,
                CloseHow.Timeout,
                what
            ),
            ForwarderError.RequestBodyDestination
            or ForwarderError.ResponseBodyDestination
            or ForwarderError.ResponseHeaders
            or ForwarderError.UpgradeRequestDestination
            or ForwarderError.UpgradeResponseDestination => new ConnectionEnd(
                exchange.FirstEnd ?? ClosedBy.Server,
                exchange.FirstEnd is null ? how : CloseHow.Fin,
                what
            ),
            // The client went away: what that broke towards the upstream explains nothing.
            _ => new ConnectionEnd(exchange.FirstEnd ?? ClosedBy.Client, how),
        };
    }

    /// <summary>What was behind an exception: the outer ones only say that something failed.</summary>
    public static string Innermost(Exception exception)
    {
        while (exception.InnerException is not null)
        {
            exception = exception.InnerException;
        }
        return exception.Message;
    }
}
