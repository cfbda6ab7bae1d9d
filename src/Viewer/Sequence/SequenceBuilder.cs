using SioProxy.Filtering;
using SioProxy.Protocol;
using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.Viewer.Sequence;

/// <summary>Makes the steps of a sequence diagram out of rows. Pure: knows neither capture nor terminal.</summary>
internal static class SequenceBuilder
{
    /// <summary>Most lines of one silence; a longer one is compressed, its length written in it.</summary>
    public const int MaxSilenceLines = 5;

    private static readonly FilterMatcher Heartbeat = new(Filter.Parse("is:heartbeat"));

    /// <param name="rows">Rows in capture order.</param>
    /// <param name="microsPerLine">A silence that long is a line, one of twice the time two…</param>
    public static SequencePicture Build(IReadOnlyList<CapturedRow> rows, long microsPerLine)
    {
        var steps = new List<SequenceStep>();
        var beats = new List<CapturedRow>();
        long? last = null;
        long? beforeBeats = null;
        foreach (CapturedRow row in rows)
        {
            if (Heartbeat.Matches(row))
            {
                // Heartbeats are apart by nature: the silences between them fold with them.
                beforeBeats = beats.Count == 0 ? last : beforeBeats;
                beats.Add(row);
            }
            else
            {
                AddBeats(steps, beats, beforeBeats, microsPerLine);
                AddSilence(steps, last, row.AtMicros, microsPerLine);
                steps.Add(new SequenceStep(KindOf(row), [row], 0, 1));
            }
            last = Math.Max(last ?? row.AtMicros, row.AtMicros); // times may step back a little
        }
        AddBeats(steps, beats, beforeBeats, microsPerLine);
        return new SequencePicture(steps, Spans(steps));
    }

    private static SequenceStepKind KindOf(CapturedRow row) =>
        row.Kind switch
        {
            RowKind.Gap => SequenceStepKind.Gap,
            RowKind.Http => SequenceStepKind.Http,
            RowKind.Close => SequenceStepKind.Close,
            _ => SequenceStepKind.Arrow,
        };

    private static void AddBeats(List<SequenceStep> steps, List<CapturedRow> beats, long? before, long microsPerLine)
    {
        if (beats.Count == 0)
        {
            return;
        }
        AddSilence(steps, before, beats[0].AtMicros, microsPerLine);
        long lasted = Math.Max(0, Apart(beats[0].AtMicros, beats[^1].AtMicros));
        steps.Add(new SequenceStep(SequenceStepKind.Heartbeats, [.. beats], lasted, 1));
        beats.Clear();
    }

    private static void AddSilence(List<SequenceStep> steps, long? from, long to, long microsPerLine)
    {
        if (from is { } before && Apart(before, to) is var micros && micros >= microsPerLine)
        {
            int lines = (int)Math.Min(MaxSilenceLines, micros / microsPerLine);
            steps.Add(new SequenceStep(SequenceStepKind.Silence, [], micros, lines));
        }
    }

    // A damaged file's times may be further apart than a number holds.
    private static long Apart(long from, long to) =>
        (long)Int128.Clamp((Int128)to - from, long.MinValue, long.MaxValue);

    private static List<AckSpan> Spans(List<SequenceStep> steps)
    {
        var places = new Dictionary<long, int>();
        for (int i = 0; i < steps.Count; i++)
        {
            if (steps[i].Row is { } row)
            {
                places[row.Id] = i;
            }
        }
        var spans = new List<AckSpan>();
        for (int i = 0; i < steps.Count; i++)
        {
            if (steps[i].Row is CapturedPacket { AckId: not null } packet && RowNames.IsEvent(packet))
            {
                int? to =
                    packet.AnsweredBy is { } ack && places.TryGetValue(ack, out int place) && place > i ? place : null;
                long? micros = to is { } at ? (steps[at].Row as CapturedPacket)?.LatencyMicros : null;
                spans.Add(new AckSpan(i, to, packet.Direction, micros, packet.AnsweredBy));
            }
        }
        return spans;
    }
}
