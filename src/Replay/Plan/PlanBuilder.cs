using System.Globalization;
using SioProxy.Protocol;
using SioProxy.Sessions;

namespace SioProxy.Replay.Plan;

/// <summary>
/// Makes a plan from a capture's rows: pure, whatever store they come from. Add sessions and connections first, then the
/// rows in capture order, then call <see cref="Build"/> once.
/// </summary>
public sealed class PlanBuilder
{
    private readonly Dictionary<long, SessionDraft> _sessions = [];
    private readonly Dictionary<long, int> _stepOfRow = [];
    private readonly List<string> _notes = [];
    private readonly Dictionary<long, ConnectionEntry> _requests = [];
    private readonly List<RefusedHandshake> _refusals = [];
    private readonly List<ReplayClient> _refused = [];
    private readonly List<RefusedHandshake> _outages = [];
    private int _lastStep;

    /// <summary>Adds a session of the capture.</summary>
    /// <param name="session">The session.</param>
    /// <param name="handshake">The connection of its handshake; null when it was not recorded.</param>
    public void AddSession(SessionEntry session, ConnectionEntry? handshake)
    {
        ArgumentNullException.ThrowIfNull(session);
        _sessions[session.Key] = new SessionDraft(session, handshake);
    }

    /// <summary>Adds a connection that belongs to no session: the request of a handshake that was refused.</summary>
    public void AddRequest(ConnectionEntry request)
    {
        ArgumentNullException.ThrowIfNull(request);
        _requests[request.Id] = request;
    }

    /// <summary>Adds the next row, in capture order. Rows of sessions that were not added are passed over.</summary>
    public void AddRow(CapturedRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (row.SessionKey is not { } key || !_sessions.TryGetValue(key, out SessionDraft? session))
        {
            if (row is CapturedGap { SessionKey: null } lost)
            {
                _notes.Add($"Row {row.Id}: something was not recorded ({lost.Why}); it cannot be played.");
            }
            else if (row is CapturedHttp http && RefusedHandshake.Of(http) is { } refused)
            {
                AddRefusal(http, refused);
            }
            return;
        }
        switch (row)
        {
            case CapturedGap gap:
                _notes.Add(
                    $"Row {row.Id}: session {session.Entry.Sid} has a gap ({gap.Why}); what is in it cannot be played."
                );
                break;
            case CapturedPacket { Fault: { } fault } packet:
                _notes.Add($"Row {packet.Id}: {fault.Message} The packet is left out.");
                break;
            case CapturedPacket packet:
                AddPacket(session, packet);
                break;
        }
    }

    /// <summary>The plan of all that was added.</summary>
    public ReplayPlan Build()
    {
        IEnumerable<string> outages =
            _outages.Count == 0
                ? []
                :
                [
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{_outages.Count} handshakes (row {_outages[0].RowId} first) were answered {_outages[0].Status}, as when no server is there; they are not played."
                    ),
                ];
        return new ReplayPlan(ClientChain.Of(_sessions.Values), [.. _notes, .. outages])
        {
            Refusals = _refusals,
            Refused = _refused,
        };
    }

    private void AddRefusal(CapturedHttp row, RefusedHandshake refused)
    {
        _refusals.Add(refused);
        if (!refused.IsMeant)
        {
            _outages.Add(refused);
        }
        else if (refused.Transport is null)
        {
            _notes.Add($"Row {row.Id}: a handshake asked for a transport that there is not; it is not played.");
        }
        else
        {
            ReplaySession session = HandshakeSteps.SessionOf(
                refused,
                _requests.GetValueOrDefault(row.Connection),
                _lastStep + 1
            );
            _lastStep += 2;
            _refused.Add(
                new ReplayClient(
                    string.Create(CultureInfo.InvariantCulture, $"refused client {_refused.Count + 1}"),
                    [session]
                )
            );
        }
    }

    private void AddPacket(SessionDraft session, CapturedPacket packet)
    {
        session.NoteParser(packet);
        session.NoteOpen(packet);
        if (packet.Type is not { } type || StepKinds.Of(type) is not { } kind)
        {
            return;
        }
        int number = ++_lastStep;
        _stepOfRow[packet.Id] = number;
        var step = new ReplayStep
        {
            Number = number,
            RowId = packet.Id,
            AtMicros = packet.AtMicros,
            From = packet.Direction,
            Kind = kind,
            Name = kind == StepKind.Event ? packet.EventName : null,
            IsNameNumeric = packet.IsEventNameNumeric,
            RecoveryOffset = packet.RecoveryOffset,
            Args = StepArguments.Of(packet),
            Attachments = packet.Attachments,
            AsksAck = kind == StepKind.Event && packet.AckId is not null,
            AckOf = packet.AckOf is { } asked && _stepOfRow.TryGetValue(asked, out int step0) ? step0 : null,
            LatencyMicros = packet.LatencyMicros,
            IsTruncated = packet.Truncated,
        };
        if (packet.Truncated)
        {
            _notes.Add(
                $"Row {packet.Id}: only its beginning was recorded; step {number} can be neither sent nor compared."
            );
        }
        session.Add(packet, step);
    }
}
