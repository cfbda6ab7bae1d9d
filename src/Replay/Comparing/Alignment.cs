namespace SioProxy.Replay.Comparing;

/// <summary>Finds which live step stands for which recorded one, with as few differences as there can be.</summary>
internal static class Alignment
{
    // Above this many cells an exact alignment is not worth its time; steps are then paired with the next of their key.
    private const long MostCells = 16_000_000;

    // A pair that differs is better than two gaps.
    private const int GapCost = 2;
    private const int AlteredCost = 3;

    /// <summary>In order: a longest common subsequence in which a pair that differs costs less than a missing and an extra one.</summary>
    public static IReadOnlyList<AlignedPair> InOrder(
        IReadOnlyList<NamedStep> recorded,
        IReadOnlyList<NamedStep> live,
        Func<NamedStep, NamedStep, bool> differ
    )
    {
        int head = 0;
        int shorter = Math.Min(recorded.Count, live.Count);
        while (head < shorter && IsSame(recorded[head], live[head], differ))
        {
            head++;
        }
        int tail = 0;
        while (tail < shorter - head && IsSame(recorded[^(tail + 1)], live[^(tail + 1)], differ))
        {
            tail++;
        }
        var pairs = new List<AlignedPair>();
        for (int i = 0; i < head; i++)
        {
            pairs.Add(new AlignedPair(recorded[i], live[i]));
        }
        IReadOnlyList<NamedStep> before = [.. recorded.Skip(head).Take(recorded.Count - head - tail)];
        IReadOnlyList<NamedStep> after = [.. live.Skip(head).Take(live.Count - head - tail)];
        pairs.AddRange(
            NoteSwaps(
                (long)before.Count * after.Count > MostCells ? Greedy(before, after) : Cheapest(before, after, differ),
                differ
            )
        );
        for (int i = tail; i > 0; i--)
        {
            pairs.Add(new AlignedPair(recorded[^i], live[^i]));
        }
        return pairs;
    }

    /// <summary>In any order: those that agree first, then what is left in order.</summary>
    public static IReadOnlyList<AlignedPair> InAnyOrder(
        IReadOnlyList<NamedStep> recorded,
        IReadOnlyList<NamedStep> live,
        Func<NamedStep, NamedStep, bool> differ
    )
    {
        var pairs = new AlignedPair[recorded.Count];
        var left = live.ToList();
        for (int i = 0; i < recorded.Count; i++)
        {
            int found = left.FindIndex(step => IsSame(recorded[i], step, differ));
            if (found >= 0)
            {
                pairs[i] = new AlignedPair(recorded[i], left[found]);
                left.RemoveAt(found);
            }
        }
        for (int i = 0; i < recorded.Count; i++)
        {
            pairs[i] ??= new AlignedPair(recorded[i], left.FirstOrDefault());
            if (left.Count > 0 && ReferenceEquals(pairs[i].Live, left[0]))
            {
                left.RemoveAt(0);
            }
        }
        return [.. pairs, .. left.Select(step => new AlignedPair(null, step))];
    }

    /// <summary>Any number, none included: of those that were recorded every live step must be like one.</summary>
    public static IReadOnlyList<AlignedPair> EachLikeOne(
        IReadOnlyList<NamedStep> recorded,
        IReadOnlyList<NamedStep> live,
        Func<NamedStep, NamedStep, bool> differ
    ) =>
        recorded.Count == 0
            ? []
            :
            [
                .. live.Select(step => new AlignedPair(
                    recorded.FirstOrDefault(r => IsSame(r, step, differ)) ?? recorded[0],
                    step
                )),
            ];

    private static bool IsSame(NamedStep recorded, NamedStep live, Func<NamedStep, NamedStep, bool> differ) =>
        string.Equals(recorded.Key, live.Key, StringComparison.Ordinal) && !differ(recorded, live);

    private static List<AlignedPair> Cheapest(
        IReadOnlyList<NamedStep> recorded,
        IReadOnlyList<NamedStep> live,
        Func<NamedStep, NamedStep, bool> differ
    )
    {
        // cost[i, j]: the cheapest way to pair what is behind i and j.
        int[,] cost = new int[recorded.Count + 1, live.Count + 1];
        var pairCost = new byte[recorded.Count, live.Count];
        for (int i = recorded.Count; i >= 0; i--)
        {
            for (int j = live.Count; j >= 0; j--)
            {
                if (i == recorded.Count || j == live.Count)
                {
                    cost[i, j] = (recorded.Count - i + live.Count - j) * GapCost;
                    continue;
                }
                cost[i, j] = Math.Min(cost[i + 1, j], cost[i, j + 1]) + GapCost;
                if (string.Equals(recorded[i].Key, live[j].Key, StringComparison.Ordinal))
                {
                    pairCost[i, j] = (byte)(differ(recorded[i], live[j]) ? AlteredCost : 1);
                    cost[i, j] = Math.Min(
                        cost[i, j],
                        cost[i + 1, j + 1] + pairCost[i, j] - (pairCost[i, j] == 1 ? 1 : 0)
                    );
                }
            }
        }
        return Walk(recorded, live, cost, pairCost);
    }

    private static List<AlignedPair> Walk(
        IReadOnlyList<NamedStep> recorded,
        IReadOnlyList<NamedStep> live,
        int[,] cost,
        byte[,] pairCost
    )
    {
        var pairs = new List<AlignedPair>();
        int i = 0;
        int j = 0;
        while (i < recorded.Count || j < live.Count)
        {
            bool canPair = i < recorded.Count && j < live.Count && pairCost[i, j] > 0;
            int pairing = canPair && pairCost[i, j] > 1 ? pairCost[i, j] : 0;
            if (canPair && cost[i, j] == cost[i + 1, j + 1] + pairing)
            {
                pairs.Add(new AlignedPair(recorded[i++], live[j++]));
            }
            else if (i < recorded.Count && cost[i, j] == cost[i + 1, j] + GapCost)
            {
                pairs.Add(new AlignedPair(recorded[i++], null));
            }
            else
            {
                pairs.Add(new AlignedPair(null, live[j++]));
            }
        }
        return pairs;
    }

    private static List<AlignedPair> Greedy(IReadOnlyList<NamedStep> recorded, IReadOnlyList<NamedStep> live)
    {
        var waiting = new Dictionary<string, Queue<NamedStep>>(StringComparer.Ordinal);
        foreach (NamedStep step in live)
        {
            (waiting.TryGetValue(step.Key, out Queue<NamedStep>? queue) ? queue : waiting[step.Key] = new()).Enqueue(
                step
            );
        }
        var pairs = new List<AlignedPair>();
        foreach (NamedStep step in recorded)
        {
            bool isThere = waiting.TryGetValue(step.Key, out Queue<NamedStep>? queue) && queue.Count > 0;
            pairs.Add(new AlignedPair(step, isThere ? queue!.Dequeue() : null));
        }
        pairs.AddRange(
            waiting.Values.SelectMany(queue => queue).OrderBy(s => s.Place).Select(s => new AlignedPair(null, s))
        );
        return pairs;
    }

    // A missing step whose like is extra elsewhere was not lost: it came out of order, which is what a person wants to read.
    private static List<AlignedPair> NoteSwaps(List<AlignedPair> pairs, Func<NamedStep, NamedStep, bool> differ)
    {
        for (int i = 0; i < pairs.Count; i++)
        {
            if (pairs[i] is not { Recorded: { } recorded, Live: null })
            {
                continue;
            }
            int found = pairs.FindIndex(pair =>
                pair is { Recorded: null, Live: { } live, Note: null } && IsSame(recorded, live, differ)
            );
            if (found >= 0)
            {
                pairs[i] = pairs[i] with { Note = "It came, but out of order." };
                pairs[found] = pairs[found] with { Note = "It was recorded elsewhere in the order." };
            }
        }
        return pairs;
    }
}
