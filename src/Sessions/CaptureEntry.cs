namespace SioProxy.Sessions;

/// <summary>
/// Anything that goes into a capture, in order: what is known of a connection or a session (again whenever it changes),
/// and rows. Immutable but for the ids that the recorder assigns, so that threads may hand it on.
/// </summary>
public abstract record CaptureEntry;
