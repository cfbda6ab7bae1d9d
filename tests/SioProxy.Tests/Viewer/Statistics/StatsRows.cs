using SioProxy.Storage;
using SioProxy.Tests.Viewer.Sequence;

namespace SioProxy.Tests.Viewer.Statistics;

/// <summary>Statistics to show: three events of different counts, sizes and latencies.</summary>
internal static class StatsRows
{
    public static CaptureStats Stats()
    {
        var builder = new StatsBuilder();
        for (int i = 0; i < 40; i++)
        {
            builder.Add(SequenceRows.Event(i + 1, i * 25, "tick", fromServer: true), null);
        }
        for (int i = 0; i < 10; i++)
        {
            bool isAnswered = i != 9;
            builder.Add(
                SequenceRows.Event(100 + i, i * 100, "save_document", ack: i, answeredBy: isAnswered ? 200 + i : null),
                isAnswered ? (i + 1) * 400_000 : null
            );
        }
        builder.Add(SequenceRows.Heartbeat(300, 1000), null);
        return builder.ToStats();
    }
}
