using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Sessions;

/// <summary>Why a session ended, from what passed before: close codes hardly tell (the reference's peers close without one).</summary>
internal static class SessionEnding
{
    /// <summary>The reference's words for the end of a session.</summary>
    /// <param name="by">Who ended it.</param>
    /// <param name="otherwise">The reason when nothing that passed explains it.</param>
    public static string ReasonOf(TrackedSession session, ClosedBy by, long at, string otherwise)
    {
        if (by == ClosedBy.Proxy)
        {
            return otherwise;
        }
        if (session.Conversation.LastLeave is Direction leaver)
        {
            return leaver == Direction.ClientToServer ? "client namespace disconnect" : "server namespace disconnect";
        }
        if (IsPingTimeout(session, by, at))
        {
            return "ping timeout";
        }
        DirectionState heard = by == ClosedBy.Client ? session.Conversation.Server : session.Conversation.Client;
        return heard.LastFault switch
        {
            null => heard.IsHeartbeatWrong ? "transport error" : otherwise,
            { Code: FaultCode.Payload or FaultCode.EngineIoPacket or FaultCode.Jsonp } => "parse error",
            _ => by == ClosedBy.Server ? "forced close" : "parse error",
        };
    }

    // Engine.IO 4: the server pings and waits for pingTimeout, the client for a ping within both; Engine.IO 3 the other way round.
    private static bool IsPingTimeout(TrackedSession session, ClosedBy by, long at)
    {
        if (session.Handshake is not { PingIntervalMillis: > 0 } known)
        {
            return false;
        }
        const long Slack = 250_000; // timers are late rather than early; the wire adds a little
        bool doesServerPing = session.Conversation.VersionOf(Direction.ServerToClient) == EngineIoVersion.V4;
        bool isPinger = by == (doesServerPing ? ClosedBy.Server : ClosedBy.Client);
        Direction pinging = doesServerPing ? Direction.ServerToClient : Direction.ClientToServer;
        if (isPinger)
        {
            return session.UnansweredPing == pinging
                && at - session.LastPingAt >= (known.PingTimeoutMillis * 1000L) - Slack;
        }
        long heard = Math.Max(session.LastPingAt, session.OpenedAt);
        return at - heard >= session.AllowedSilenceMicros - Slack;
    }
}
