using SioProxy.Sessions;

namespace SioProxy.Storage.Writing;

/// <summary>Brings what waits in the spill log into the capture, and a row that tells of what can no longer be read there.</summary>
/// <param name="nextRowId">The id that the capture's next row must have.</param>
internal sealed class SpillMerge(SpillLog spill, Func<long> nextRowId)
{
    private readonly List<CaptureEntry> _merged = [];
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
        if (count > 0 && !(TellMissing(append) && append(_merged)))
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
    /// Tells of rows that waited in memory, before those that were spilled, when the recorder was killed. A capture that has none
    /// yet took the place of one that was moved: the rows are in that.
    /// </summary>
    private bool TellMissing(Func<List<CaptureEntry>, bool> append)
    {
        long next = nextRowId();
        if (next == 1 || FirstRow() is not var (id, at) || id <= next || id - 1 <= _toldTo)
        {
            return true;
        }
        var gap = new CapturedGap
        {
            Id = next,
            AtMicros = at,
            Connection = 0, // all of them
            Client = "",
            FromMicros = at,
            ToMicros = at,
            Packets = id - next,
            Why = "the recorder was killed: what waited in memory is lost, up to the row behind this one",
        };
        if (!append([gap]))
        {
            return false;
        }
        _toldTo = id - 1;
        return true;
    }

    private (long Id, long At)? FirstRow()
    {
        foreach (CaptureEntry entry in _merged)
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
            var gap = new CapturedGap
            {
                Id = next,
                AtMicros = damage.LastAt,
                Connection = 0, // all of them
                Client = "",
                FromMicros = damage.LastAt,
                ToMicros = damage.LastAt,
                Packets = lost,
                Why =
                    "the spill log was damaged on the disk: what waited there is lost, up to the row before the next one",
            };
            if (!append([gap]))
            {
                return;
            }
            _toldTo = damage.LastRowId;
        }
        _damage = null;
    }
}
