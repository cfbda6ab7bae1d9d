using SioProxy.Filtering;
using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.Viewer.Sessions;

/// <summary>Feeds a survey from a capture, as far as the capture goes; called again, from there on.</summary>
/// <param name="filter">Which rows it is given.</param>
internal sealed class SurveyReader(Filter filter)
{
    private const long Bite = 1 << 14; // ids between two looks at progress and cancellation
    private const int MostHandshakes = 100_000;

    private readonly SessionSurvey _survey = new();
    private readonly HashSet<long> _examined = [];
    private readonly HashSet<long> _asked = [];
    private long _scannedTo;

    /// <summary>Whether everything that the capture had at the last look is in the survey.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>Reads on for a while, so that a large capture shows what is known so far.</summary>
    /// <returns>Whether something is left to read.</returns>
    public bool ReadOn(CaptureReader reader, CancellationToken cancellationToken)
    {
        RowPage page = reader.ReadPage(
            new RowQuery
            {
                Filter = filter,
                AfterId = _scannedTo,
                Limit = (int)Bite,
                MaxScanned = Bite,
                WithPayload = false,
            },
            cancellationToken
        );
        foreach (CapturedRow row in page.Rows)
        {
            _survey.Add(
                _survey.NeedsContent(row) ? reader.Get(row.Id) ?? row : row,
                connection => reader.Connection(connection)?.Target
            );
        }
        _scannedTo = page.ScannedTo;
        IsAtEnd = page.IsEnd;
        return !page.IsEnd;
    }

    /// <summary>What is known by now.</summary>
    public SessionOverview ToOverview(CaptureReader reader, CancellationToken cancellationToken)
    {
        _survey.Set(reader.Sessions());
        foreach (SessionFacts facts in _survey.WithoutHandshake.Take(MostHandshakes).ToList())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!_asked.Add(facts.Key))
            {
                continue; // its connection is not there
            }
            if (reader.Connection(facts.FirstConnection) is { } connection)
            {
                _survey.SetHandshake(facts.Key, connection);
            }
        }
        Examine(reader);
        return _survey.ToOverview();
    }

    /// <summary>An overview of the whole capture.</summary>
    public static SessionOverview Read(CaptureReader reader, CancellationToken cancellationToken) =>
        Read(reader, Filter.All, cancellationToken);

    /// <summary>An overview as far as some of the rows give one.</summary>
    public static SessionOverview Read(CaptureReader reader, Filter filter, CancellationToken cancellationToken)
    {
        var survey = new SurveyReader(filter);
        while (survey.ReadOn(reader, cancellationToken)) { }
        return survey.ToOverview(reader, cancellationToken);
    }

    // How many attachments a packet has is in its payload: looked at only where a session ended right after it.
    private void Examine(CaptureReader reader)
    {
        foreach (SessionFacts facts in _survey.ToExamine.ToList())
        {
            if (_examined.Add(facts.LastBinary!.Id))
            {
                facts.LastBinary = reader.Get(facts.LastBinary.Id) as CapturedPacket ?? facts.LastBinary;
            }
        }
    }
}
