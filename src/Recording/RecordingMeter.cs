using System.Diagnostics.Metrics;

namespace SioProxy.Recording;

/// <summary>What the recording threads measure, for whoever listens to the meter (nobody by default: then it costs nothing).</summary>
public static class RecordingMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "SioProxy.Recording";

    private static readonly Meter Meter = new(Name);

    /// <summary>Seconds from handing a batch of rows to the capture until it is committed, refusals of the disk included.</summary>
    internal static readonly Histogram<double> CommitDuration = Meter.CreateHistogram<double>(
        "sioproxy.commit.duration",
        unit: "s",
        description: "Time that one commit into the capture took, waiting for a disk that refuses included.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
        }
    );
}
