using SioProxy.Sessions;

namespace SioProxy.Viewer.Sessions;

/// <summary>A moment at which most of the sessions that lived ended, none of them by its client's own wish.</summary>
/// <param name="Ended">How many ended.</param>
/// <param name="Living">How many lived.</param>
/// <param name="Row">The row that shows the first of these ends; null without.</param>
/// <param name="Handshakes">Sessions opened in the half minute after it.</param>
/// <param name="MostInASecond">Most of those in one second.</param>
internal sealed record Restart(
    long FromMicros,
    long ToMicros,
    int Ended,
    int Living,
    long? Row,
    int Handshakes,
    int MostInASecond
)
{
    private const long Second = 1_000_000;
    private const long Together = 2 * Second;
    private const long After = 30 * Second;
    private const int Fewest = 3;

    public static IReadOnlyList<Restart> Of(IReadOnlyList<SessionFacts> sessions)
    {
        List<(long At, long Opened, long? Row)> lost =
        [
            .. sessions
                .Where(IsLost)
                .Select(facts => (EndOf(facts)!.Value, facts.Entry!.OpenedAtMicros, RowOf(facts)))
                .OrderBy(end => end.Value),
        ];
        if (lost.Count < Fewest)
        {
            return [];
        }
        long[] opened = [.. sessions.Select(facts => facts.Entry!.OpenedAtMicros).Order()];
        long[] ended = [.. sessions.Select(EndOf).OfType<long>().Order()];
        var found = new List<Restart>();
        var window = new LossWindow(lost);
        while (window.First < lost.Count)
        {
            (int i, int end) = (window.First, window.End);
            int living = CountUpTo(opened, lost[i].At) - CountUpTo(ended, lost[i].At - 1);
            // One that was opened after the first was lost is a client that fails again and again, without a restart.
            if (window.OpenedBefore >= Fewest && window.OpenedBefore * 2 > living)
            {
                found.Add(Make(lost, i, end, living, opened) with { Ended = window.OpenedBefore });
                window.MoveTo(end);
            }
            else
            {
                window.MoveTo(i + 1);
            }
        }
        return found;
    }

    /// <summary>Whether a session that was opened before and asked for then may have been lost by it.</summary>
    public bool Explains(SessionFacts facts, long atMicros) =>
        facts.Entry!.OpenedAtMicros < FromMicros && atMicros >= FromMicros - Together;

    private static Restart Make(
        List<(long At, long Opened, long? Row)> lost,
        int from,
        int end,
        int living,
        long[] opened
    )
    {
        int first = CountUpTo(opened, lost[from].At);
        int last = CountUpTo(opened, lost[from].At + After);
        int most = 0;
        for (int i = first, tail = first; i < last; i++)
        {
            while (opened[i] - opened[tail] > Second)
            {
                tail++;
            }
            most = Math.Max(most, i - tail + 1);
        }
        return new Restart(lost[from].At, lost[end - 1].At, end - from, living, lost[from].Row, last - first, most);
    }

    // By the server or something in between; or the server no longer knows it.
    private static bool IsLost(SessionFacts facts) =>
        Forgotten(facts) is not null
        || (
            facts.Entry
                is {
                    EndedAtMicros: not null,
                    EndedBy: ClosedBy.Server,
                    EndReason: "transport close" or "transport error" or "forced server close" or "server shutting down"
                }
            && facts.Namespaces.All(space => space.Refused is null)
            && facts.Fault is null
            && facts.Close is not { Code: 1009 }
        );

    private static Refusal? Forgotten(SessionFacts facts) =>
        facts.Refusals.FirstOrDefault(refusal =>
            refusal.Code == 1
            && !(SessionContext.EndOf(facts.Entry!) < refusal.AtMicros)
            && facts.LastServerPacketMicros <= refusal.AtMicros
            && (refusal.Node is null || string.Equals(refusal.Node, facts.Entry!.Node, StringComparison.Ordinal))
        );

    private static long? EndOf(SessionFacts facts) => Forgotten(facts)?.AtMicros ?? SessionContext.EndOf(facts.Entry!);

    private static long? RowOf(SessionFacts facts) => Forgotten(facts)?.Row ?? facts.Close?.Id;

    private static int CountUpTo(long[] sorted, long at)
    {
        int low = 0;
        int high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] <= at)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        return low;
    }

    /// <summary>
    /// The losses that come within a time from the first of them, and how many of those sessions were opened before it: kept while it
    /// is moved on, as a capture may have very many sessions that end at once.
    /// </summary>
    private sealed class LossWindow
    {
        private readonly List<(long At, long Opened, long? Row)> _lost;
        private readonly bool[] _isCounted;
        private readonly PriorityQueue<int, long> _openedLater = new();

        public LossWindow(List<(long At, long Opened, long? Row)> lost)
        {
            _lost = lost;
            _isCounted = new bool[lost.Count];
            MoveTo(0);
        }

        public int First { get; private set; }

        /// <summary>Behind the last one.</summary>
        public int End { get; private set; }

        public int OpenedBefore { get; private set; }

        public void MoveTo(int first)
        {
            for (; First < first; First++)
            {
                OpenedBefore -= _isCounted[First] ? 1 : 0;
            }
            if (First == _lost.Count)
            {
                return;
            }
            long from = _lost[First].At;
            for (; End < _lost.Count && _lost[End].At - from <= Together; End++)
            {
                _openedLater.Enqueue(End, _lost[End].Opened);
            }
            while (_openedLater.TryPeek(out int loss, out long opened) && opened < from)
            {
                _ = _openedLater.Dequeue();
                if (loss >= First)
                {
                    _isCounted[loss] = true;
                    OpenedBefore++;
                }
            }
        }
    }
}
