using System.Text;
using SioProxy.Filtering;
using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.Viewer.Sessions;

/// <summary>Feeds a survey from a capture, as far as the capture goes; called again, from there on.</summary>
/// <param name="filter">Which rows it is given.</param>
/// <param name="redactor">What rows and connections go through before anything is concluded from them; null: they stay as they are.</param>
internal sealed class SurveyReader(Filter filter, Redactor? redactor = null)
{
    private const int MostHandshakes = 100_000;
    private const int MostPreflights = 10_000;
    private const int MostDoubled = 1000; // each time

    private readonly SessionSurvey _survey = new();
    private readonly HashSet<long> _asked = [];
    private long _scannedTo;

    /// <summary>Reads on to the end of what there is now, on threads of the reader's.</summary>
    /// <returns>After each part, the last id that is in the survey.</returns>
    public IEnumerable<long> ReadOn(CaptureReader reader, CancellationToken cancellationToken)
    {
        foreach (PlainRowPage page in reader.PlainRows(filter, _scannedTo, cancellationToken))
        {
            foreach (PlainRow row in page.Rows)
            {
                bool isNeeded = _survey.NeedsContent(row);
                bool mayHide = redactor?.MayRename(row.Namespace, row.EventName) is true;
                CapturedRow? content = isNeeded || mayHide ? Row(reader, row.Id) : null;
                _survey.Add(
                    mayHide ? Renamed(row, content as CapturedPacket) : row,
                    isNeeded ? content : null,
                    connection => Connection(reader, connection)?.Target
                );
            }
            _scannedTo = page.ScannedTo;
            yield return _scannedTo;
        }
    }

    /// <summary>What is known by now.</summary>
    public SessionOverview ToOverview(CaptureReader reader, CancellationToken cancellationToken)
    {
        _survey.Set(reader.Sessions());
        foreach (SessionFacts facts in _survey.WithoutHandshake.Take(MostHandshakes).ToList())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_asked.Add(facts.Key) && Connection(reader, facts.FirstConnection) is { } connection)
            {
                _survey.SetHandshake(facts.Key, connection);
            }
        }
        foreach (SessionFacts facts in _survey.ToExamine)
        {
            // How many attachments a packet has is in its payload: looked at only where a session ended right after it.
            facts.LastAttachments = (Row(reader, facts.LastBinary!.Id) as CapturedPacket)?.Attachments.Count ?? 0;
        }
        foreach (DoubledEvent doubled in _survey.ToLookInto.Take(MostDoubled).ToList())
        {
            cancellationToken.ThrowIfCancellationRequested();
            doubled.Examine(row => Arguments(reader, row));
        }
        foreach (Refusal refusal in _survey.ToCompare.Take(MostHandshakes).ToList())
        {
            refusal.Request = Connection(reader, refusal.Connection);
        }
        if (filter.IsAll)
        {
            _survey.SetPreflights(reader.Preflights(MostPreflights).Select(Redacted));
        }
        return _survey.ToOverview();
    }

    // The plain columns are as they were recorded: what a finding may quote of them is as it is in the redacted row. One that is
    // gone by now has no names.
    private static PlainRow Renamed(in PlainRow row, CapturedPacket? redacted) =>
        row with
        {
            Namespace = redacted?.Namespace,
            EventName = redacted?.EventName,
        };

    private CapturedRow? Row(CaptureReader reader, long id) =>
        reader.Get(id) is { } row ? redactor?.Redact(row) ?? row : null;

    private ConnectionEntry? Connection(CaptureReader reader, long id) =>
        reader.Connection(id) is { } connection ? Redacted(connection) : null;

    private ConnectionEntry Redacted(ConnectionEntry connection) => redactor?.Redact(connection) ?? connection;

    private string? Arguments(CaptureReader reader, long row) =>
        Row(reader, row) is CapturedPacket { Attachments.Count: 0 } packet
        && PacketContent.Args(packet) is { } arguments
            ? Encoding.UTF8.GetString(arguments.Span)
            : null;

    /// <summary>An overview of the whole capture.</summary>
    /// <param name="progress">Told the last row that was read, now and then.</param>
    public static SessionOverview Read(
        CaptureReader reader,
        CancellationToken cancellationToken,
        Action<long>? progress = null
    ) => Read(reader, Filter.All, cancellationToken, progress);

    /// <summary>An overview as far as some of the rows give one.</summary>
    public static SessionOverview Read(
        CaptureReader reader,
        Filter filter,
        CancellationToken cancellationToken,
        Action<long>? progress = null,
        Redactor? redactor = null
    )
    {
        var survey = new SurveyReader(filter, redactor);
        foreach (long row in survey.ReadOn(reader, cancellationToken))
        {
            progress?.Invoke(row);
        }
        return survey.ToOverview(reader, cancellationToken);
    }
}
