namespace SioProxy.Storage.Reading;

/// <summary>The rows of a part that match, as plain columns.</summary>
internal sealed class PlainPartReader : IPartReader<List<PlainRow>>
{
    private readonly ReadConnection _connection;
    private readonly bool _ownsConnection;
    private readonly PlainRowScanner _rows;
    private readonly ScanOutput? _output;
    private readonly RowScanner? _scanner;

    /// <param name="ownsConnection">Whether the connection is closed with this reader.</param>
    public PlainPartReader(ReadConnection connection, SearchPlan plan, bool ownsConnection)
    {
        _connection = connection;
        _ownsConnection = ownsConnection;
        _rows = new PlainRowScanner(connection, plan.IsBySql ? plan.Candidates.Sql : null);
        if (!plan.IsBySql)
        {
            _output = new ScanOutput(int.MaxValue, Descending: false, WithRows: false, WithPayload: false);
            _scanner = new RowScanner(connection, plan, _output);
        }
    }

    public List<PlainRow> Read((long Start, long End) part, CancellationToken cancellationToken) =>
        _connection.Transactions.Run(() =>
        {
            if (_scanner is null)
            {
                return _rows.Read(part.Start, part.End);
            }
            _output!.Ids.Clear();
            _ = _scanner.Scan(part.Start, part.End, cancellationToken);
            return _rows.Read(_output.Ids);
        });

    public void Dispose()
    {
        _rows.Dispose();
        _scanner?.Dispose();
        if (_ownsConnection)
        {
            _connection.Dispose();
        }
    }
}
