using SioProxy.Filtering;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Viewer.Filters;
using SioProxy.Viewer.Sessions;

namespace SioProxy.Viewer.Details;

/// <summary>
/// What the session of a row suffers from: as the survey of the whole capture says, else by the session's own rows. Keeps the
/// latest answer; very long sessions are not read for it.
/// </summary>
internal sealed class DiagnosesOfSession(CaptureSurvey survey)
{
    private const long MaxPackets = 20_000;

    private long _key;
    private long _lastAt;
    private IReadOnlyList<Diagnosis> _known = [];

    public IReadOnlyList<Diagnosis> Of(CaptureReader reader, CapturedRow row, CancellationToken stop)
    {
        if (row is CapturedHttp http && RefusalDiagnoser.Of(Refusal.Of(http)) is { } refused && http.SessionKey is null)
        {
            return [refused];
        }
        if (
            row is CapturedPacket { SessionKey: null, Fault: not null } packet
            && Refusal.Of(packet, reader.Connection(packet.Connection)?.Target ?? "") is { } refusal
        )
        {
            return RefusalDiagnoser.Of(refusal) is { } diagnosis ? [diagnosis] : [];
        }
        if (row.SessionKey is not { } key || reader.Session(key) is not { } session)
        {
            return [];
        }
        if (survey.DiagnosesOf(key, row.Id) is { } known)
        {
            return known;
        }
        if (session.ClientPackets + session.ServerPackets > MaxPackets)
        {
            return [];
        }
        if (key != _key || session.LastAtMicros != _lastAt)
        {
            _known = Read(reader, session, stop);
            (_key, _lastAt) = (key, session.LastAtMicros);
        }
        return _known;
    }

    private static IReadOnlyList<Diagnosis> Read(CaptureReader reader, SessionEntry session, CancellationToken stop)
    {
        Filter ofSession = Filter.Parse(FilterTerms.ForSessions([session.Sid]));
        return SurveyReader
                .Read(reader, ofSession, stop)
                .Sessions.FirstOrDefault(report => report.Session.Key == session.Key)
                ?.Diagnoses
            ?? [];
    }
}
