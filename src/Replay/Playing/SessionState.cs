namespace SioProxy.Replay.Playing;

/// <summary>How far a session is.</summary>
internal enum SessionState
{
    Waiting,
    Opening,
    Open,
    Closing,
    Ended,
}
