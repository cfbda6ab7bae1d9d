namespace SioProxy.Storage.Reading;

/// <summary>What a scanner makes of the rows of a part that match, whether SQL alone can tell them or their payloads must be looked at.</summary>
internal sealed class PartReader<TResult> : IPartReader<TResult>
{
    private readonly ReadConnection _connection;
    private readonly bool _ownsConnection;
    private readonly IPartScanner<TResult> _rows;
    private readonly ScanOutput? _output;
    private readonly RowScanner? _scanner;

    /// <param name="ownsConnection">Whether the connection is closed with this reader.</param>
    /// <param name="scanner">Makes the scanner, given what SQL can tell of the filter; null: it is given ids.</param>
    public PartReader(
        ReadConnection connection,
        SearchPlan plan,
        bool ownsConnection,
        Func<ReadConnection, SqlCondition?, IPartScanner<TResult>> scanner
    )
    {
        _connection = connection;
        _ownsConnection = ownsConnection;
        _rows = scanner(connection, plan.IsBySql ? plan.Candidates.Sql : null);
        if (!plan.IsBySql)
        {
            _output = new ScanOutput(int.MaxValue, Descending: false, WithRows: false, WithPayload: false);
            _scanner = new RowScanner(connection, plan, _output);
        }
    }

    public TResult Read((long Start, long End) part, CancellationToken cancellationToken) =>
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
