using SioProxy.Sessions;

namespace SioProxy.Viewer.Sessions;

/// <summary>A session, and what around it is needed to judge it.</summary>
/// <param name="Handshake">The exchange that opened it; null when it is not known.</param>
/// <param name="Chain">The sessions of its client, in order.</param>
/// <param name="Place">Its place among them.</param>
internal sealed record SessionContext(
    SessionFacts Facts,
    ConnectionEntry? Handshake,
    IReadOnlyList<SessionFacts> Chain,
    int Place,
    SessionPatterns Patterns
)
{
    public SessionEntry Session => Facts.Entry!;

    /// <summary>The client's session before this one; null when this is its first.</summary>
    public SessionFacts? Before => Place > 0 ? Chain[Place - 1] : null;

    /// <summary>When the session ended; while it lives, or when the recording ended before it did, the end of the capture.</summary>
    public long UntilMicros => EndOf(Session) ?? Math.Max(Session.LastAtMicros, Patterns.LatestMicros);

    /// <summary>When a session ended; null when the capture does not show it.</summary>
    public static long? EndOf(SessionEntry session) =>
        session.EndReason is "recording ended" ? null : session.EndedAtMicros;
}
