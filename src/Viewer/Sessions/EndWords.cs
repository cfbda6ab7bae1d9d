using System.Globalization;
using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.Viewer.Sessions;

/// <summary>How a session or a connection ended, in words that a developer of applications understands.</summary>
internal static class EndWords
{
    public const string Open = "open";

    /// <param name="close">The end of the session's WebSocket, or of the exchange that ended it; null when none was recorded.</param>
    public static string Of(SessionEntry session, CapturedClose? close)
    {
        if (session.EndedAtMicros is null)
        {
            return Open;
        }
        string by = session.EndedBy is { } who ? RowNames.Of(who) : "somebody";
        return session.EndReason switch
        {
            "ping timeout" => $"{by}: ping timeout, the other side fell silent",
            "client namespace disconnect" => "client called disconnect()",
            "server namespace disconnect" => "server called disconnect()",
            "recording ended" => "the recording ended before it did",
            "parse error" => $"{by}: parse error, it could not read what came",
            "forced close" => $"{by}: closed after a packet that it did not accept",
            "transport error" when close is null => $"{by}: transport error",
            "transport close" or "transport error" or null => close is null || close.By != session.EndedBy
                ? $"{by} closed the connection"
                : Of(close),
            var reason => $"{by}: {reason}",
        };
    }

    public static string Of(CapturedClose close)
    {
        string by = RowNames.Of(close.By);
        if (close.By == ClosedBy.Proxy)
        {
            return close.Reason is { Length: > 0 } why ? $"ended at the proxy: {why}" : "ended at the proxy";
        }
        return (close.How, close.Code) switch
        {
            (CloseHow.Frame, 1001) when close.By == ClosedBy.Client => "client closed the tab or left the page (1001)",
            (CloseHow.Frame, 1001) => "server is going away (1001)",
            (CloseHow.Frame, 1002) => $"{by}: what came broke the WebSocket protocol (1002)",
            (CloseHow.Frame, 1007) => $"{by}: text that is no UTF-8 (1007)",
            (CloseHow.Frame, 1009) => $"{by}: message too big (1009)",
            (CloseHow.Frame, 1011) => $"{by}: internal error (1011)",
            (CloseHow.Frame, 1012) => $"{by} restarts (1012)",
            (CloseHow.Frame, null or 1000) => $"{by} closed the connection",
            (CloseHow.Frame, { } code) => string.Create(CultureInfo.InvariantCulture, $"{by} closed with code {code}"),
            (CloseHow.Fin, _) => $"{by}: connection cut without a close frame",
            (CloseHow.Reset, _) => $"{by}: connection reset",
            _ => $"{by}: timeout",
        };
    }
}
