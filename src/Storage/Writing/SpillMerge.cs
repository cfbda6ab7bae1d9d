using SioProxy.Sessions;

namespace SioProxy.Storage.Writing;

/// <summary>Brings what waits in the spill log into the capture, and a row that tells of what can no longer be read there.</summary>
/// <param name="nextRowId">The id that the capture's next row must have.</param>
internal sealed class SpillMerge(SpillLog spill, Func<long> nextRowId)
{
    private const int AsideBytes = 4 << 20;

    private readonly List<CaptureEntry> _merged = [];
    private readonly List<CaptureEntry> _aside = [];
    private SpillDamage? _damage; // that no row tells of yet
    private long _toldTo; // the last id that a gap row tells of

    /// <summary>Moves up to about <paramref name="maxBytes"/> of the spill log into the capture, in order.</summary>
    /// <param name="append">Returns whether the entries need not stay in the log.</param>
    /// <returns>How many entries were moved.</returns>
    public int Run(int maxBytes, Func<List<CaptureEntry>, bool> append)
    {
        TellDamage(append);
        _merged.Clear();
        long bytes = spill.Peek(maxBytes, _merged, out SpillDamage? damage);
        _damage = damage ?? _damage;
        int count = _merged.Count;
        if (count > 0 && !(BringBackMissing(append) && append(_merged)))
        {
            _merged.Clear();
            return 0;
        }
        spill.Release(bytes, count);
        foreach (CaptureEntry entry in _merged)
        {
            (entry as PacketRun)?.Recycle();
        }
        _merged.Clear();
        TellDamage(append);
        return count;
    }

    /// <summary>
    /// Brings back rows that waited in memory, before those that were spilled, when the recorder was killed: from the copies that it
    /// put aside, or else with a row that tells of them. A capture that has none yet took the place of one that was moved: the
    /// rows are in that.
    /// </summary>
    private bool BringBackMissing(Func<List<CaptureEntry>, bool> append)
    {
        if (FirstRow(_merged) is not var (id, at) || id <= nextRowId() || id - 1 <= _toldTo)
        {
            return true;
        }
        if (!StoreAside(append))
        {
            return false;
        }
        long next = nextRowId();
        if (next == 1 || id <= next)
        {
            return true;
        }
        CapturedGap gap = Missing(
            next,
            at,
            id - next,
            "the recorder was killed: what waited in memory is lost, up to the row behind this one"
        );
        _merged.Insert(0, gap); // in one transaction with what follows: told once
        return true;
    }

    private bool StoreAside(Func<List<CaptureEntry>, bool> append)
    {
        long position = 0;
        bool hasMore;
        do
        {
            _aside.Clear();
            hasMore = spill.PeekAside(ref position, AsideBytes, _aside);
            // What does not follow the capture's last row is of another capture, or there twice: stored rows are passed over.
            if (FirstRow(_aside) is var (id, _) && id <= nextRowId() && !append(_aside))
            {
                return false;
            }
        } while (hasMore);
        _aside.Clear();
        return true;
    }

    private static (long Id, long At)? FirstRow(List<CaptureEntry> entries)
    {
        foreach (CaptureEntry entry in entries)
        {
            switch (entry)
            {
                case PacketRun { Count: > 0 } run:
                    return (run.FirstId, run.Packets[0].AtMicros);
                case CapturedRow row:
                    return (row.Id, row.AtMicros);
                default:
                    break;
            }
        }
        return null;
    }

    // Ids have no holes but these: the gap has the first id of what was lost.
    private void TellDamage(Func<List<CaptureEntry>, bool> append)
    {
        if (_damage is not { } damage)
        {
            return;
        }
        long next = nextRowId();
        long lost = damage.LastRowId - next + 1;
        if (lost > 0)
        {
            CapturedGap gap = Missing(
                next,
                damage.LastAt,
                lost,
                "the spill log was damaged on the disk: what waited there is lost, up to the row before the next one"
            );
            if (!append([gap]))
            {
                return;
            }
            _toldTo = damage.LastRowId;
        }
        _damage = null;
    }

    private static CapturedGap Missing(long id, long at, long packets, string why) =>
        new()
        {
            Id = id,
            AtMicros = at,
            Connection = 0, // all of them
            Client = "",
            FromMicros = at,
            ToMicros = at,
            Packets = packets,
            Why = why,
        };
}
