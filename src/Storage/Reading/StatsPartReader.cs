namespace SioProxy.Storage.Reading;

/// <summary>Adds the matching rows of a part up.</summary>
internal sealed class StatsPartReader : IPartReader<StatsBuilder>
{
    private readonly ReadConnection _connection;
    private readonly bool _ownsConnection;
    private readonly StatsScanner _stats;
    private readonly ScanOutput? _output;
    private readonly RowScanner? _scanner;

    /// <param name="ownsConnection">Whether the connection is closed with this reader.</param>
    public StatsPartReader(ReadConnection connection, SearchPlan plan, bool ownsConnection)
    {
        _connection = connection;
        _ownsConnection = ownsConnection;
        _stats = new StatsScanner(connection, plan.IsBySql ? plan.Candidates.Sql : null);
        if (!plan.IsBySql)
        {
            _output = new ScanOutput(int.MaxValue, Descending: false, WithRows: false, WithPayload: false);
            _scanner = new RowScanner(connection, plan, _output);
        }
    }

    public StatsBuilder Read((long Start, long End) part, CancellationToken cancellationToken) =>
        _connection.Transactions.Run(() =>
        {
            var stats = new StatsBuilder();
            if (_scanner is null)
            {
                _stats.Add(part.Start, part.End, stats);
                return stats;
            }
            _output!.Ids.Clear();
            _ = _scanner.Scan(part.Start, part.End, cancellationToken);
            _stats.Add(_output.Ids, stats);
            return stats;
        });

    public void Dispose()
    {
        _stats.Dispose();
        _scanner?.Dispose();
        if (_ownsConnection)
        {
            _connection.Dispose();
        }
    }
}
