using System.Text;
using System.Text.Json;
using SioProxy.Protocol;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;

namespace SioProxy.Viewer.Sessions;

/// <summary>
/// Gathers what a capture's rows tell about its sessions: pure, whatever store they come from. Add rows in capture order,
/// then the sessions and their handshakes, and ask for an overview; then go on. One thread at a time.
/// </summary>
internal sealed class SessionSurvey
{
    private const int MaxRefusals = 10_000;
    private const int MaxWholeFaults = 1000;

    private readonly Dictionary<long, SessionFacts> _facts = [];
    private readonly Dictionary<long, ConnectionEntry> _handshakes = [];
    private readonly List<Refusal> _refusals = [];
    private readonly Dictionary<string, long> _keyOfSid = new(StringComparer.Ordinal);
    private int _wholeFaults;

    /// <summary>The latest row that was added.</summary>
    public long LastRow { get; private set; }

    /// <summary>Requests refused beyond those that are kept.</summary>
    public long RefusalsNotKept { get; private set; }

    /// <summary>Whether a row that was read without its payload must be read with it before it is added.</summary>
    public bool NeedsContent(CapturedRow row) =>
        row is CapturedPacket packet
        && (
            packet.Type is SocketIoPacketType.Connect or SocketIoPacketType.ConnectError
            || (packet.Fault is not null && _wholeFaults < MaxWholeFaults)
        );

    /// <summary>Whether the handshake's connection of a session should be given: <see cref="SetHandshake"/>.</summary>
    public IEnumerable<SessionFacts> WithoutHandshake =>
        _facts.Values.Where(facts => facts.FirstConnection != 0 && !_handshakes.ContainsKey(facts.Key));

    /// <summary>Sessions that ended soon after a packet with attachments, which should be given with them.</summary>
    public IEnumerable<SessionFacts> ToExamine =>
        _facts.Values.Where(facts =>
            facts is { Entry.EndedAtMicros: { } ended, LastBinary: { } packet } && ended - packet.AtMicros < 5_000_000
        );

    /// <param name="target">Gives the target of a connection's request; null when it is not known.</param>
    public void Add(CapturedRow row, Func<long, string?> target)
    {
        LastRow = row.Id;
        if (row is CapturedHttp http)
        {
            Add(Refusal.Of(http), http.SessionKey);
            return;
        }
        if (row is CapturedPacket { Fault: { } fault } packet)
        {
            _wholeFaults++;
            if (
                fault.Code is FaultCode.NotWebSocket
                && Refusal.Of(packet, target(packet.Connection) ?? "") is { } refusal
            )
            {
                Add(refusal, packet.SessionKey);
            }
        }
        if (row.SessionKey is not { } key)
        {
            return;
        }
        if (!_facts.TryGetValue(key, out SessionFacts? facts))
        {
            facts = new SessionFacts(key);
            _facts.Add(key, facts);
        }
        facts.Add(row);
        switch (row)
        {
            case CapturedPacket { Type: SocketIoPacketType.Connect } connect:
                AddConnect(facts, connect);
                break;
            case CapturedPacket { Type: SocketIoPacketType.ConnectError } error:
                NamespaceFacts space = facts.Namespace(error.Namespace ?? "/");
                space.Refused = ErrorMessage(error);
                space.RefusedRow = error.Id;
                break;
        }
    }

    /// <summary>Brings the sessions up to date.</summary>
    public void Set(IEnumerable<SessionEntry> sessions)
    {
        foreach (SessionEntry session in sessions)
        {
            if (!_facts.TryGetValue(session.Key, out SessionFacts? facts))
            {
                facts = new SessionFacts(session.Key);
                _facts.Add(session.Key, facts);
            }
            facts.Entry = session;
            _keyOfSid[session.Sid] = session.Key;
        }
    }

    public void SetHandshake(long sessionKey, ConnectionEntry connection) => _handshakes[sessionKey] = connection;

    /// <summary>What is known by now.</summary>
    public SessionOverview ToOverview()
    {
        List<SessionFacts> known =
        [
            .. _facts
                .Values.Where(facts => facts.Entry is not null)
                .OrderBy(facts => facts.Entry!.OpenedAtMicros)
                .ThenBy(facts => facts.Key),
        ];
        var patterns = SessionPatterns.Of(known);
        var chains = new ClientChains();
        var clients = new List<List<SessionReport>>();
        foreach (SessionFacts facts in known)
        {
            SessionEntry entry = facts.Entry!;
            ConnectionEntry? handshake = _handshakes.GetValueOrDefault(facts.Key);
            int client = chains.Add(
                new ClientTrace(
                    entry.OpenedAtMicros,
                    entry.EndedAtMicros,
                    ClientIdentity.Of(entry, handshake, facts.Auth),
                    facts.RecoveredPid,
                    facts.IssuedPids
                )
            );
            if (client == clients.Count)
            {
                clients.Add([]);
            }
            clients[client].Add(SessionReport.Of(facts, handshake, SessionDiagnoser.Of(facts, patterns)));
        }
        return new SessionOverview(
            [.. clients.Select((sessions, i) => new ClientReport(i + 1, sessions))],
            RefusalGroup.Of(_refusals),
            LastRow,
            RefusalsNotKept
        );
    }

    private void Add(Refusal refusal, long? sessionKey)
    {
        if (refusal.Sid is { } sid && sessionKey is null && _keyOfSid.TryGetValue(sid, out long known))
        {
            sessionKey = known;
        }
        if (sessionKey is { } key)
        {
            if (!_facts.TryGetValue(key, out SessionFacts? facts))
            {
                facts = new SessionFacts(key);
                _facts.Add(key, facts);
            }
            facts.Add(refusal);
        }
        else if (_refusals.Count < MaxRefusals)
        {
            _refusals.Add(refusal);
        }
        else
        {
            RefusalsNotKept++;
        }
    }

    private static void AddConnect(SessionFacts facts, CapturedPacket connect)
    {
        if (PacketContent.Data(connect) is not { IsEmpty: false } data)
        {
            return;
        }
        JsonElement payload;
        try
        {
            payload = JsonElement.Parse(data.Span, new JsonDocumentOptions { MaxDepth = 512 });
        }
        catch (JsonException)
        {
            return;
        }
        string? pid = ClientIdentity.Pid(payload);
        if (connect.Direction == Direction.ClientToServer)
        {
            facts.Auth ??= ClientIdentity.OfAuth(payload);
            facts.RecoveredPid ??= pid;
        }
        else if (pid is not null)
        {
            _ = facts.IssuedPids.Add(pid);
        }
    }

    private static string ErrorMessage(CapturedPacket error)
    {
        if (PacketContent.Data(error) is not { IsEmpty: false } data)
        {
            return "";
        }
        try
        {
            JsonElement payload = JsonElement.Parse(data.Span, new JsonDocumentOptions { MaxDepth = 512 });
            return payload.ValueKind switch
            {
                JsonValueKind.String => payload.GetString() ?? "",
                JsonValueKind.Object
                    when payload.TryGetProperty("message", out JsonElement message)
                        && message.ValueKind == JsonValueKind.String => message.GetString() ?? "",
                _ => payload.GetRawText(),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Encoding.UTF8.GetString(data.Span);
        }
    }
}
