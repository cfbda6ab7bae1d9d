namespace SioProxy.Sessions;

/// <summary>How an exchange or a WebSocket ended, as the one who carried its bytes saw it.</summary>
/// <param name="By">Who ended it; null for an exchange that ended as it should, and where it cannot be told.</param>
/// <param name="How">How it ended. Close frames are seen by the tracker itself: pass <see cref="CloseHow.Fin"/>.</param>
/// <param name="Error">What broke it, for people; null if nothing did.</param>
public sealed record ConnectionEnd(ClosedBy? By, CloseHow How, string? Error = null)
{
    /// <summary>The end of an exchange whose request and response passed whole, or of a WebSocket closed on both sides in good order.</summary>
    public static ConnectionEnd Clean { get; } = new(null, CloseHow.Fin);
}
