using System.Collections;
using System.Numerics;

namespace SioProxy.Storage;

/// <summary>
/// Ids of rows, ascending, a bit each: ten million take 1.3 MB. Ids may be added in any order. The n-th, and the place of an
/// id, are found in microseconds. One thread at a time.
/// </summary>
public sealed class RowIdSet : IReadOnlyList<long>
{
    private const int Shift = 12;
    private const int Words = (1 << Shift) / 64;

    private readonly List<Part> _parts = []; // ascending by number
    private int _latest; // where the last id went: the next one most often goes there too
    private int _counted; // parts before this one know how many ids are before them

    /// <summary>How many ids there are.</summary>
    public int Count { get; private set; }

    /// <summary>The id at a place, from 0 on in ascending order.</summary>
    public long this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            CountUp();
            int low = 0;
            int high = _parts.Count - 1;
            while (low < high)
            {
                int middle = (low + high + 1) / 2;
                (low, high) = _parts[middle].Before <= index ? (middle, high) : (low, middle - 1);
            }
            return _parts[low].At(index - _parts[low].Before);
        }
    }

    /// <summary>Adds an id.</summary>
    /// <returns>False when it was there already.</returns>
    public bool Add(long id)
    {
        long number = id >> Shift;
        if (_latest >= _parts.Count || _parts[_latest].Number != number)
        {
            _latest = Find(number);
            if (_latest < 0)
            {
                _latest = ~_latest;
                _parts.Insert(_latest, new Part(number));
                _counted = Math.Min(_counted, _latest);
            }
        }
        if (!_parts[_latest].Add((int)(id & ((1 << Shift) - 1))))
        {
            return false;
        }
        Count++;
        _counted = Math.Min(_counted, _latest + 1);
        return true;
    }

    /// <summary>Adds ids.</summary>
    public void AddRange(IEnumerable<long> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        foreach (long id in ids)
        {
            _ = Add(id);
        }
    }

    /// <summary>Whether an id is there.</summary>
    public bool Contains(long id) =>
        Find(id >> Shift) is >= 0 and var part && _parts[part].Has((int)(id & ((1 << Shift) - 1)));

    /// <summary>How many ids are smaller than this one: its place, if it is there, else that of the next one.</summary>
    public int CountBefore(long id)
    {
        CountUp();
        int part = Find(id >> Shift);
        if (part < 0)
        {
            part = ~part;
            return part == _parts.Count ? Count : _parts[part].Before;
        }
        return _parts[part].Before + _parts[part].CountBefore((int)(id & ((1 << Shift) - 1)));
    }

    /// <summary>Takes all ids out.</summary>
    public void Clear()
    {
        _parts.Clear();
        (Count, _latest, _counted) = (0, 0, 0);
    }

    /// <inheritdoc/>
    public IEnumerator<long> GetEnumerator()
    {
        foreach (Part part in _parts)
        {
            for (int i = 0; i < part.Count; i++)
            {
                yield return part.At(i);
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int Find(long number)
    {
        int low = 0;
        int high = _parts.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            long there = _parts[middle].Number;
            if (there == number)
            {
                return middle;
            }
            (low, high) = there < number ? (middle + 1, high) : (low, middle - 1);
        }
        return ~low;
    }

    private void CountUp()
    {
        for (; _counted < _parts.Count; _counted++)
        {
            _parts[_counted].Before = _counted == 0 ? 0 : _parts[_counted - 1].Before + _parts[_counted - 1].Count;
        }
    }

    /// <summary>The ids that share their upper bits.</summary>
    private sealed class Part(long number)
    {
        private readonly ulong[] _bits = new ulong[Words];

        public long Number { get; } = number;

        public int Before { get; set; }

        public int Count { get; private set; }

        public bool Add(int place)
        {
            ulong bit = 1UL << (place & 63);
            if ((_bits[place >> 6] & bit) != 0)
            {
                return false;
            }
            _bits[place >> 6] |= bit;
            Count++;
            return true;
        }

        public bool Has(int place) => (_bits[place >> 6] >> (place & 63) & 1) != 0;

        public int CountBefore(int place)
        {
            int count = 0;
            for (int word = 0; word < place >> 6; word++)
            {
                count += BitOperations.PopCount(_bits[word]);
            }
            return count + BitOperations.PopCount(_bits[place >> 6] & ((1UL << (place & 63)) - 1));
        }

        public long At(int index)
        {
            int word = 0;
            while (BitOperations.PopCount(_bits[word]) is var count && count <= index)
            {
                index -= count;
                word++;
            }
            ulong bits = _bits[word];
            for (; index > 0; index--)
            {
                bits &= bits - 1;
            }
            return (Number << Shift) + (word << 6) + BitOperations.TrailingZeroCount(bits);
        }
    }
}
