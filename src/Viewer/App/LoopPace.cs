namespace SioProxy.Viewer.App;

/// <summary>How long the screen's loop rests between two rounds: hardly while keys come, long when nothing happens. Pure.</summary>
internal sealed class LoopPace(TimeProvider time)
{
    // The framework reads keys every 20 ms, and takes Esc for a key of its own after 50 ms without another one.
    private static readonly TimeSpan Attention = TimeSpan.FromMilliseconds(150);

    private long _lastInput = time.GetTimestamp() - (10 * time.TimestampFrequency);

    /// <summary>While keys come; a wait that ends by input is shorter anyway.</summary>
    public static TimeSpan Busy { get; } = TimeSpan.FromMilliseconds(4);

    /// <summary>When nothing happens: the framework's own timers and a resize are seen that late.</summary>
    public static TimeSpan Idle { get; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Somebody has pressed a key.</summary>
    public void OnInput() => _lastInput = time.GetTimestamp();

    /// <summary>The longest rest now.</summary>
    public TimeSpan Rest => time.GetElapsedTime(_lastInput) < Attention ? Busy : Idle;
}
