namespace SioProxy.Viewer.Details;

/// <summary>Where jumps began, so that one can come back.</summary>
internal sealed class JumpHistory
{
    private const int Max = 1000;

    private readonly List<long> _rows = [];

    public bool CanGoBack => _rows.Count > 0;

    public void Note(long row)
    {
        if (_rows.Count == Max)
        {
            _rows.RemoveAt(0);
        }
        _rows.Add(row);
    }

    /// <summary>The row that the latest jump began at; null when there is none left.</summary>
    public long? Back()
    {
        if (_rows.Count == 0)
        {
            return null;
        }
        long row = _rows[^1];
        _rows.RemoveAt(_rows.Count - 1);
        return row;
    }
}
