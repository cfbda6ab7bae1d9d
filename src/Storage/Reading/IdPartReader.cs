namespace SioProxy.Storage.Reading;

/// <summary>The ids of the rows of a part that match.</summary>
internal sealed class IdPartReader : IPartReader<List<long>>
{
    private readonly ReadConnection _connection;
    private readonly ScanOutput _output;
    private readonly RowScanner _scanner;

    /// <param name="connection">Belongs to this reader from now on.</param>
    public IdPartReader(ReadConnection connection, SearchPlan plan, bool descending)
    {
        _connection = connection;
        _output = new ScanOutput(int.MaxValue, descending, WithRows: false, WithPayload: false);
        _scanner = new RowScanner(connection, plan, _output);
    }

    public List<long> Read((long Start, long End) part, CancellationToken cancellationToken) =>
        _connection.Transactions.Run(() =>
        {
            _output.Ids.Clear();
            _ = _scanner.Scan(part.Start, part.End, cancellationToken);
            return new List<long>(_output.Ids);
        });

    public void Dispose()
    {
        _scanner.Dispose();
        _connection.Dispose();
    }
}
