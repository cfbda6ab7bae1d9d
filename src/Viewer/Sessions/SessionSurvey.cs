using System.Text;
using System.Text.Json;
using SioProxy.Protocol;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.Viewer.Sessions;

/// <summary>
/// Gathers what a capture's rows tell about its sessions: pure, whatever store they come from. Add rows in capture order,
/// then the sessions and their handshakes, and ask for an overview; then go on. One thread at a time.
/// </summary>
internal sealed class SessionSurvey
{
    private const int MaxRefusals = 10_000;
    private const int MaxWholeFaults = 1000;
    private const int MaxAuths = 100_000;

    private readonly Dictionary<long, SessionFacts> _facts = [];
    private readonly Dictionary<long, ConnectionEntry> _handshakes = [];
    private readonly HandshakeHeaders _handshakeHeaders = new();
    private readonly List<Refusal> _refusals = [];
    private readonly Dictionary<string, long> _keyOfSid = new(StringComparer.Ordinal);
    private readonly Dictionary<long, Refusal> _unanswered = [];
    private readonly StringSamples _strings = new();
    private readonly PreflightFacts _preflights = new();
    private readonly Dictionary<string, TwinFacts> _twins = new(StringComparer.Ordinal);
    private int _wholeFaults;

    /// <summary>The latest row that was added.</summary>
    public long LastRow { get; private set; }

    /// <summary>Requests refused beyond those that are kept.</summary>
    public long RefusalsNotKept { get; private set; }

    /// <summary>When the latest row was.</summary>
    public long LatestMicros { get; private set; }

    /// <summary>Whether a row must be read whole before it is added.</summary>
    public bool NeedsContent(in PlainRow row) =>
        row.Kind is RowKind.Http or RowKind.Close
        || row.Type is SocketIoPacketType.Connect or SocketIoPacketType.ConnectError
        || (row.FaultCode is not null && _wholeFaults < MaxWholeFaults)
        || _strings.Wants(row);

    /// <summary>Whether the handshake's connection of a session should be given: <see cref="SetHandshake"/>.</summary>
    public IEnumerable<SessionFacts> WithoutHandshake =>
        _facts.Values.Where(facts => facts.FirstConnection != 0 && !_handshakes.ContainsKey(facts.Key));

    /// <summary>Sessions that ended soon after a packet with attachments, of which nobody has said yet how many it has.</summary>
    public IEnumerable<SessionFacts> ToExamine =>
        _facts.Values.Where(facts =>
            facts is { Entry.EndedAtMicros: { } ended, LastBinary: { } packet, LastAttachments: null }
            && ended - packet.AtMicros < 5_000_000
        );

    /// <summary>Events that came several times at once, of which nobody has said yet whether they have the same arguments.</summary>
    public IEnumerable<DoubledEvent> ToLookInto =>
        _facts.Values.SelectMany(facts => facts.Doubled.Found.Where(doubled => doubled.AreAlike is null));

    /// <summary>Refusals of sessions whose handshake set a cookie: their requests should be given.</summary>
    public IEnumerable<Refusal> ToCompare =>
        _facts
            .Values.Where(facts =>
                facts.Refusals.Count > 0
                && _handshakes.TryGetValue(facts.Key, out ConnectionEntry? handshake)
                && HeaderValues.Of(handshake.ResponseHeaders, "Set-Cookie") is not null
            )
            .SelectMany(facts => facts.Refusals.Where(refusal => refusal is { Code: 1, Request: null }).Take(1));

    /// <param name="row">The next row.</param>
    /// <param name="content">The same row, whole; null when <see cref="NeedsContent"/> does not ask for it.</param>
    /// <param name="target">Gives the target of a connection's request; null when it is not known.</param>
    public void Add(in PlainRow row, CapturedRow? content, Func<long, string?> target)
    {
        LastRow = row.Id;
        LatestMicros = Math.Max(LatestMicros, row.AtMicros);
        switch (content)
        {
            case CapturedHttp http:
                Add(Refusal.Of(http), http.SessionKey);
                return;
            case CapturedClose close when _unanswered.Remove(close.Connection, out Refusal? unanswered):
                unanswered.EndedAtMicros = close.AtMicros;
                unanswered.EndedBy = close.By;
                break;
            case CapturedPacket { Fault: { } fault } packet:
                AddFault(packet, fault, target);
                break;
        }
        if (row.SessionKey is not { } key)
        {
            return;
        }
        SessionFacts facts = FactsOf(key);
        facts.Add(row);
        switch (content)
        {
            case CapturedClose close:
                facts.Add(close);
                break;
            case CapturedPacket { Type: SocketIoPacketType.Connect } connect:
                AddConnect(facts, connect);
                break;
            case CapturedPacket { Type: SocketIoPacketType.ConnectError } error:
                NamespaceFacts space = facts.Namespace(error.Namespace ?? "/");
                space.Refused = ErrorMessage(error);
                space.RefusedRow = error.Id;
                break;
            case CapturedPacket packet when row.IsEvent:
                _strings.Add(packet);
                break;
        }
    }

    private void AddFault(CapturedPacket packet, DecodeFault fault, Func<long, string?> target)
    {
        _wholeFaults++;
        if (fault.Code is FaultCode.NotWebSocket && Refusal.Of(packet, target(packet.Connection) ?? "") is { } refusal)
        {
            Add(refusal, packet.SessionKey);
        }
    }

    /// <summary>Brings the sessions up to date.</summary>
    public void Set(IEnumerable<SessionEntry> sessions)
    {
        foreach (SessionEntry session in sessions)
        {
            FactsOf(session.Key).Entry = session;
            _keyOfSid[session.Sid] = session.Key;
        }
    }

    public void SetHandshake(long sessionKey, ConnectionEntry connection)
    {
        ConnectionEntry reduced = _handshakeHeaders.Reduce(connection);
        _handshakes[sessionKey] = reduced;
        FactsOf(sessionKey).Agent = ClientIdentity.Agent(reduced);
    }

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
        var patterns = SessionPatterns.Of(known, LatestMicros);
        var chains = new ClientChains();
        var clients = new List<List<SessionFacts>>();
        foreach (SessionFacts facts in known)
        {
            SessionEntry entry = facts.Entry!;
            ConnectionEntry? handshake = _handshakes.GetValueOrDefault(facts.Key);
            int client = chains.Add(
                new ClientTrace(
                    entry.OpenedAtMicros,
                    entry.EndedAtMicros,
                    ClientIdentity.Of(entry, handshake, facts.Auth),
                    facts.Recovery?.Pid,
                    facts.IssuedPids
                )
            );
            if (client == clients.Count)
            {
                clients.Add([]);
            }
            clients[client].Add(facts);
        }
        List<ClientReport> reports = [.. clients.Select((chain, i) => Report(i + 1, chain, patterns))];
        return new SessionOverview(
            reports,
            RefusalGroup.Of(_refusals),
            LastRow,
            RefusalsNotKept,
            [.. patterns.Restarts.Select(RestartDiagnoser.Of), .. _preflights.Diagnoses(), .. _strings.Diagnoses()]
        );
    }

    private ClientReport Report(int number, List<SessionFacts> chain, SessionPatterns patterns) =>
        new(
            number,
            [
                .. chain.Select(
                    (facts, place) =>
                    {
                        ConnectionEntry? handshake = _handshakes.GetValueOrDefault(facts.Key);
                        var context = new SessionContext(facts, handshake, chain, place, patterns);
                        return SessionReport.Of(facts, handshake, SessionDiagnoser.Of(context));
                    }
                ),
            ]
        );

    public void SetPreflights(IEnumerable<ConnectionEntry> preflights) => _preflights.Add(preflights);

    private SessionFacts FactsOf(long key)
    {
        if (!_facts.TryGetValue(key, out SessionFacts? facts))
        {
            _facts.Add(key, facts = new SessionFacts(key));
        }
        return facts;
    }

    private void Add(Refusal refusal, long? sessionKey)
    {
        if (refusal.Status is null && _unanswered.Count < MaxRefusals)
        {
            _unanswered[refusal.Connection] = refusal;
        }
        if (refusal.Sid is { } sid && sessionKey is null && _keyOfSid.TryGetValue(sid, out long known))
        {
            sessionKey = known;
        }
        if (sessionKey is { } key)
        {
            FactsOf(key).Add(refusal);
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

    private void AddConnect(SessionFacts facts, CapturedPacket connect)
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
            JoinOthers(facts);
            facts.Recovery ??= pid is null
                ? null
                : new RecoveryFacts(
                    pid,
                    connect.Namespace ?? "/",
                    CapturedJson.Find(payload, "offset") is not null,
                    connect.Id,
                    connect.AtMicros
                );
        }
        else if (pid is not null)
        {
            facts.AddPid(pid);
        }
    }

    private void JoinOthers(SessionFacts facts)
    {
        if (facts.Auth is not { } auth)
        {
            return;
        }
        if (_twins.TryGetValue(auth, out TwinFacts? twins) || _twins.Count < MaxAuths)
        {
            _twins[auth] = twins ??= new TwinFacts();
            facts.Join(twins);
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
                JsonValueKind.String => CapturedJson.Of(payload),
                JsonValueKind.Object
                    when CapturedJson.Find(payload, "message") is { ValueKind: JsonValueKind.String } message =>
                    CapturedJson.Of(message),
                _ => payload.GetRawText(),
            };
        }
        catch (JsonException)
        {
            return Encoding.UTF8.GetString(data.Span);
        }
    }
}
