using SioProxy.Filtering;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Storage.Formats.Html;
using SioProxy.Viewer.Sessions;

namespace SioProxy.Viewer.Commands;

/// <summary>
/// What is wrong with what an exported page shows: of the sessions and the rows that are on it, or of the whole capture when
/// all of it is.
/// </summary>
/// <param name="redactor">
/// What the capture goes through before anything is concluded from it, as a conclusion may quote it; null: it stays as it is.
/// </param>
internal sealed class PageProblems(CaptureReader reader, Filter filter, Redactor? redactor)
{
    private const int MostCases = 1000; // of each problem, however many it counts

    private readonly HashSet<string> _sids = new(StringComparer.Ordinal);
    private readonly HashSet<long> _rows = [];

    /// <summary>A row is on the page.</summary>
    public void Note(CapturedRow row)
    {
        _rows.Add(row.Id);
        if (row.Session is { } sid)
        {
            _sids.Add(sid);
        }
    }

    /// <summary>Looks through the capture.</summary>
    public IReadOnlyList<HtmlProblem> Read(CancellationToken cancellationToken, Action<long>? progress = null)
    {
        IReadOnlyList<ProblemGroup> Survey(Redactor? by, Func<ProblemCase, bool> isWanted) =>
            ProblemGroup.Of(SurveyReader.Read(reader, Filter.All, cancellationToken, progress, by), isWanted);

        Func<ProblemCase, bool> isWanted = IsOnPage;
        if (redactor is not null)
        {
            // What is masked is no longer equal to what is not: what only the masks seem to show is not there.
            HashSet<(string, long?, string?)> real =
            [
                .. Survey(by: null, IsOnPage).SelectMany(group => group.Cases).Select(Identity),
            ];
            isWanted = each => real.Contains(Identity(each));
        }
        return [.. Survey(redactor, isWanted).Select(Problem)];
    }

    // Nothing that a mask may be in: a refused request's session is what its query says.
    private static (string Code, long? Row, string? Sid) Identity(ProblemCase each) =>
        (each.Diagnosis.Code, each.Diagnosis.Row, each.Diagnosis.Row is null ? each.Sid : null);

    private bool IsOnPage(ProblemCase each) =>
        filter.IsAll
        || (each.Sid is { } sid && _sids.Contains(sid))
        || (each.Diagnosis.Row is { } row && _rows.Contains(row));

    private static HtmlProblem Problem(ProblemGroup group) =>
        new(
            group.Code,
            group.Example.ConfidenceWord,
            group.Example.Finding,
            group.Example.Advice,
            group.Cases.Count,
            [
                .. group
                    .Cases.Take(MostCases)
                    .Select(each => new HtmlProblemCase(
                        each.Sid,
                        each.Client,
                        string.Equals(each.Diagnosis.Finding, group.Example.Finding, StringComparison.Ordinal)
                            ? null
                            : each.Diagnosis.Finding,
                        each.Diagnosis.Row
                    )),
            ]
        );
}
