using SioProxy.Storage.Rows;
using SioProxy.Storage.Sqlite;
using SQLitePCL;

namespace SioProxy.Storage.Writing;

/// <summary>Notes what occurs in the segment being filled, and stores that when the next one begins.</summary>
internal sealed class SegmentBuilder(sqlite3 database, string path) : IDisposable
{
    private const int MaxValues = 512;
    private const int Fields = 6;

    private readonly HashSet<long>[] _values = [.. Enumerable.Range(0, Fields).Select(_ => new HashSet<long>())];
    private readonly long[] _latest = new long[Fields];
    private readonly Statement _insert = new(
        database,
        path,
        "INSERT OR REPLACE INTO segment VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)"
    );
    private readonly Statement _insertValue = new(
        database,
        path,
        "INSERT OR IGNORE INTO segment_index (field, value, segment) VALUES (?1, ?2, ?3)"
    );
    private SegmentSummary _summary;
    private long _segment = -1;

    public void Add(in RowColumns row, in RowWords words)
    {
        long segment = row.Id >> Segments.Shift;
        if (segment != _segment)
        {
            Store();
            Clear();
            _segment = segment;
        }
        _summary.Add(row);
        Note(SegmentField.Session, row.SessionKey);
        Note(SegmentField.Event, words.Event);
        Note(SegmentField.Namespace, words.Namespace);
        Note(SegmentField.Client, words.Client);
        Note(SegmentField.Node, words.Node);
        Note(SegmentField.Fault, words.Fault);
    }

    public void Clear()
    {
        _segment = -1;
        _summary = default;
        Array.Fill(_latest, -1);
        foreach (HashSet<long> values in _values)
        {
            values.Clear();
        }
    }

    public void Dispose()
    {
        _insert.Dispose();
        _insertValue.Dispose();
    }

    private void Note(SegmentField field, long? value)
    {
        int index = (int)field - 1;
        if (value is not { } known || known == _latest[index]) // the same as the row before it: most often
        {
            return;
        }
        _latest[index] = known;
        if (_values[index].Count <= MaxValues)
        {
            _ = _values[index].Add(known);
        }
    }

    private void Store()
    {
        if (_segment < 0 || _summary.Rows == 0)
        {
            return;
        }
        _summary.Bind(_insert, _segment);
        _insert.Execute();
        for (int index = 0; index < Fields; index++)
        {
            if (_values[index].Count > MaxValues)
            {
                StoreValue(index, Segments.AnyValue);
                continue;
            }
            foreach (long value in _values[index])
            {
                StoreValue(index, value);
            }
        }
    }

    private void StoreValue(int index, long value)
    {
        _insertValue.Bind(1, index + 1L);
        _insertValue.Bind(2, value);
        _insertValue.Bind(3, _segment);
        _insertValue.Execute();
    }
}
