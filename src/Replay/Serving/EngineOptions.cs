using SioProxy.Endpoints.EngineIo;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Replay.Plan;

namespace SioProxy.Replay.Serving;

/// <summary>An Engine.IO server like the one that was recorded.</summary>
internal static class EngineOptions
{
    private const int LeastMaxPayload = 100_000_000; // what clients send is decided by them: a limit is no part of the script

    public static EngineIoServerOptions Of(ReplayPlan plan, string path, TimeProvider time)
    {
        List<ReplaySession> sessions =
        [
            .. plan
                .Clients.SelectMany(client => client.Sessions)
                .Where(session => string.Equals(session.Path, path, StringComparison.Ordinal)),
        ];
        var defaults = new EngineIoServerOptions();
        ReplaySession? told = sessions.Find(session => session.PingIntervalMillis > 0);
        return defaults with
        {
            Path = path,
            AllowVersion3 = sessions.Exists(session => session.Version == EngineIoVersion.V3),
            AllowVersion4 = sessions.Exists(session => session.Version == EngineIoVersion.V4),
            AllowUpgrade = sessions.Exists(session => session.OffersUpgrade ?? session.IsUpgraded),
            AllowWebSocket = true,
            AllowAnyOrigin = true,
            AnnounceMaxPayload = sessions.Exists(session => session.MaxPayload is not null),
            MaxPayload = (int)
                Math.Clamp(
                    sessions.Max(session => session.MaxPayload) ?? LeastMaxPayload,
                    defaults.MaxPayload,
                    LeastMaxPayload
                ),
            PingInterval = Millis(told?.PingIntervalMillis, defaults.PingInterval),
            PingTimeout = Millis(told?.PingTimeoutMillis, defaults.PingTimeout),
            CloseTimeout = TimeSpan.FromSeconds(2),
            TimeProvider = time,
        };
    }

    // From a file: a timer of no time at all would only spin.
    private static TimeSpan Millis(int? recorded, TimeSpan otherwise) =>
        recorded is > 0 and var millis ? TimeSpan.FromMilliseconds(Math.Max(50, millis)) : otherwise;
}
