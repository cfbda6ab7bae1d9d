namespace SioProxy.Viewer.Sessions;

/// <summary>The codes of <see cref="Diagnosis"/>; they appear in <c>sessions --json</c> and never change their meaning.</summary>
internal static class DiagnosisCode
{
    public const string NotSticky = "not-sticky";
    public const string LateRequest = "late-request";
    public const string ForgottenSession = "forgotten-session";
    public const string ForeignSession = "foreign-session";
    public const string VersionRefused = "version-refused";
    public const string OldServer = "old-server";
    public const string TransportRefused = "transport-refused";
    public const string BadHandshake = "bad-handshake";
    public const string UpgradeLost = "upgrade-lost";
    public const string Forbidden = "forbidden";
    public const string WrongPath = "wrong-path";
    public const string NoServer = "no-server";
    public const string UnknownNamespace = "unknown-namespace";
    public const string ConnectRefused = "connect-refused";
    public const string NeverJoined = "never-joined";
    public const string PingTimeout = "ping-timeout";
    public const string IdleTimeout = "idle-timeout";
    public const string FixedLifetime = "fixed-lifetime";
    public const string TooBig = "too-big";
    public const string TooManyAttachments = "too-many-attachments";
    public const string Unanswered = "unanswered-acks";
    public const string OverlappingPolls = "overlapping-polls";
    public const string Garbage = "unreadable-packet";
    public const string CookieNotReturned = "cookie-not-returned";
    public const string UpgradeHangs = "upgrade-hangs";
    public const string Cors = "cors";
    public const string CorsCredentials = "cors-credentials";
    public const string CorsHeaders = "cors-headers";
    public const string DuplicateListeners = "duplicate-listeners";
    public const string RecoveryFailed = "recovery-failed";
    public const string RecoveryWithoutOffset = "recovery-without-offset";
    public const string EventBeforeConnect = "event-before-connect";
    public const string ParserMismatch = "parser-mismatch";
    public const string ServerRestarted = "server-restarted";
    public const string NotRejoined = "not-rejoined";
    public const string DoubleEncoded = "double-encoded";
    public const string HalfOpen = "half-open";
    public const string SentTwice = "sent-twice";
    public const string ConnectedTwice = "connected-twice";
}
