namespace SioProxy.Recording;

/// <summary>
/// Says when the spill log is merged: when it is quieter. While rows come about as fast as the capture takes them, merging
/// would take the CPU that forwarding and decoding want, and gain nothing on them.
/// </summary>
internal sealed class MergePacing(TimeProvider time)
{
    private const double WorthTrying = 0.75; // of the capture's speed: below that, merging gains
    private const double Weight = 0.3;

    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private double _speed; // rows a second that the capture took lately; 0 while unknown
    private double _rate; // rows a second that were spilled lately
    private long _rows;
    private long? _windowStart;

    /// <summary>Rows went to the spill log.</summary>
    public void OnSpilled(long rows)
    {
        lock (_gate)
        {
            _windowStart ??= time.GetTimestamp();
            _rows += rows;
        }
    }

    /// <summary>The capture took rows.</summary>
    public void OnStored(long rows, TimeSpan took)
    {
        if (rows <= 0 || took <= TimeSpan.Zero)
        {
            return;
        }
        lock (_gate)
        {
            double speed = rows / took.TotalSeconds;
            _speed = _speed == 0 ? speed : (_speed * (1 - Weight)) + (speed * Weight);
        }
    }

    /// <summary>Whether merging had better wait.</summary>
    public bool ShouldWait()
    {
        lock (_gate)
        {
            if (_windowStart is not { } start)
            {
                return false;
            }
            TimeSpan elapsed = time.GetElapsedTime(start);
            if (elapsed >= Window)
            {
                _rate = _rows / elapsed.TotalSeconds;
                _rows = 0;
                _windowStart = time.GetTimestamp();
            }
            return _rate > _speed * WorthTrying && _speed > 0;
        }
    }
}
