using System.Globalization;

namespace SioProxy.Replay.Playing;

/// <summary>When steps are sent, beyond their order.</summary>
/// <param name="Speed">How many times as fast as recorded, on an absolute schedule; null: as soon as their order allows.</param>
public readonly record struct Pace(double? Speed)
{
    /// <summary>As soon as the order allows.</summary>
    public static Pace AsSoonAsPossible => default;

    /// <summary>At the recorded times.</summary>
    public static Pace Recorded => new(1);

    /// <summary>Reads <c>asap</c>, <c>recorded</c> or a speed such as <c>x2</c> or <c>x0.5</c>.</summary>
    public static bool TryParse(string text, out Pace pace)
    {
        ArgumentNullException.ThrowIfNull(text);
        pace = default;
        if (string.Equals(text, "asap", StringComparison.Ordinal))
        {
            return true;
        }
        if (string.Equals(text, "recorded", StringComparison.Ordinal))
        {
            pace = Recorded;
            return true;
        }
        bool isSpeed =
            text is ['x', .. var number]
            && double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double speed)
            && speed is >= 0.001 and <= 1000
            && (pace = new Pace(speed)).Speed is not null;
        return isSpeed;
    }

    /// <summary>When something of the recording is due, in microseconds since the Unix epoch; 0 when any time will do.</summary>
    /// <param name="recordedAt">When it was recorded.</param>
    /// <param name="recordedStart">When the recording began.</param>
    /// <param name="start">When the replay began.</param>
    internal long DueAt(long recordedAt, long recordedStart, long start) =>
        Speed is { } speed ? start + (long)((recordedAt - recordedStart) / speed) : 0;
}
