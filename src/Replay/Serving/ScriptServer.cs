using System.Globalization;
using SioProxy.Endpoints.SocketIo;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Live;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Rules;

namespace SioProxy.Replay.Serving;

/// <summary>
/// Plays the recorded server of a plan to live clients: what they do consumes the recorded client steps and releases the
/// recorded server's. Pure: no I/O, no clock; told what happened and when, it says what to do. Not thread-safe.
/// All times are microseconds since the Unix epoch.
/// </summary>
public sealed class ScriptServer
{
    private readonly ReplayPlan _plan;
    private readonly ServingOptions _options;
    private readonly List<ScriptClient> _clients;
    private readonly Dictionary<int, ScriptLink> _links = [];
    private readonly Queue<ServingAction> _actions = new();
    private readonly LiveValues _values;
    private readonly ScriptMatcher _matcher;
    private readonly ScriptSchedule _schedule;
    private readonly ScriptAssignment _assignment;
    private readonly LiveLog _log = new();
    private readonly ScriptDialogue _dialogue;
    private readonly ScriptRefusals _refusals;
    private int _lastLink;

    /// <summary>Starts with nobody there.</summary>
    /// <param name="newId">Makes ids for sockets, never the same twice.</param>
    public ScriptServer(ReplayPlan plan, ServingOptions options, Func<string> newId)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        _plan = plan with { Refused = [] }; // those who were refused are seen to by ScriptRefusals
        _options = options;
        _clients = [.. plan.Clients.Select(client => new ScriptClient(client, options.Rules))];
        _values = new LiveValues(plan, options.Rules, newId);
        _matcher = new ScriptMatcher(options.Rules, _values, options.Lenient);
        _schedule = new ScriptSchedule(_clients, options.Pace);
        _dialogue = new ScriptDialogue(_matcher, _values, _log, _actions, options.OnUnknown, newId);
        _assignment = new ScriptAssignment(_clients, _matcher, _values, options.Assign);
        _refusals = new ScriptRefusals(plan.Refusals, _clients);
    }

    /// <summary>Whether every recorded client was played to its last session, and has left.</summary>
    public bool IsServed => _clients.TrueForAll(client => client.IsServed);

    /// <summary>How many live connections there are.</summary>
    public int LinkCount => _links.Count;

    /// <summary>When <see cref="Advance"/> has to be called at the latest; null when nothing waits for its time.</summary>
    public long? NextDueAt
    {
        get
        {
            long? next = null;
            foreach (ScriptLink link in _links.Values)
            {
                foreach (ScriptSocket socket in link.Joined.Values.Where(socket => socket.HasOutbox))
                {
                    Earlier(ref next, _schedule.DueAt(socket.Next));
                }
                if (EndOf(link) is { } end)
                {
                    Earlier(ref next, _schedule.EndDueAt(link.Session!, end.AtMicros));
                }
            }
            return next;
        }
    }

    /// <summary>A live client asks for a session.</summary>
    /// <returns>Why it does not get one, as the recorded one did not; null: call <see cref="Open"/>.</returns>
    public RefusedHandshake? Ask(LiveHandshake handshake)
    {
        ArgumentNullException.ThrowIfNull(handshake);
        RefusedHandshake? refusal = _refusals.Take(handshake);
        if (refusal is not null)
        {
            Tell($"A handshake is refused as row {refusal.RowId} was: {refusal.Status}, {refusal.Message}");
        }
        return refusal;
    }

    /// <summary>A live client opened a session.</summary>
    /// <param name="sid">The sid that it was given.</param>
    /// <returns>The connection's number, by which the other calls name it.</returns>
    public int Open(LiveHandshake handshake, string sid, long at)
    {
        ArgumentNullException.ThrowIfNull(handshake);
        Advance(at);
        var link = new ScriptLink(++_lastLink, handshake, sid, at);
        _links.Add(link.Id, link);
        if (handshake.Version == EngineIoVersion.V3)
        {
            Assign(link, connect: null, "/", namespaceQuery: null);
            _dialogue.JoinRoot(link, at);
        }
        Advance(at);
        return link.Id;
    }

    /// <summary>The parser that a connection's recorded client used; null while that is not known.</summary>
    public SocketIoParser? ParserOf(int link) => _links.GetValueOrDefault(link)?.Session?.Recorded.Parser;

    /// <summary>A live client sent a packet.</summary>
    public void Receive(int link, SocketIoMessage message, long at)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (!_links.TryGetValue(link, out ScriptLink? from))
        {
            return;
        }
        Advance(at);
        if (message.Type == SocketIoPacketType.Connect)
        {
            ReplayStep connect = LiveStep.Of(message, Direction.ClientToServer, 0, at);
            if (from is { Session: null, IsExtra: false })
            {
                Assign(from, connect, message.Namespace, message.NamespaceQuery);
            }
            _dialogue.Join(from, message, connect, at);
        }
        else if (from.Joined.TryGetValue(message.Namespace, out ScriptSocket? socket))
        {
            _dialogue.Hear(from, socket, message, at);
        }
        else if (from.Extra.TryGetValue(message.Namespace, out LiveSocket? extra))
        {
            _dialogue.HearExtra(from, extra, message, at);
        }
        Advance(at);
    }

    /// <summary>A live client's session is over, whoever ended it.</summary>
    public void Close(int link, long at)
    {
        if (_links.Remove(link, out ScriptLink? gone))
        {
            if (gone.Session is { } session && session.Client.Link == gone)
            {
                session.Client.Link = null;
                Tell($"{session.Client.Recorded.Name} left.");
            }
            Advance(at);
        }
    }

    /// <summary>Does what is due.</summary>
    public void Advance(long at)
    {
        bool isChanged;
        do
        {
            isChanged = false;
            foreach (ScriptLink link in _links.Values)
            {
                isChanged |= AdvanceSockets(link, at) | AdvanceEnd(link, at);
            }
        } while (isChanged);
    }

    /// <summary>Takes the next thing to do; false when there is none.</summary>
    public bool TryTake(out ServingAction? action) => _actions.TryDequeue(out action);

    /// <summary>What was really said, beside what was recorded.</summary>
    public ReplayResult Report()
    {
        List<ReplayClient> live =
        [
            .. _clients.Select(client => client.Recorded with { Sessions = [.. client.Sessions.Select(PlanOf)] }),
            .. _log.Extras,
        ];
        var facts = new PlayFacts { Connections = [.. _refusals.Unused] };
        return PlanComparer.Compare(_plan, new ReplayPlan(live, _log.Notes), _options.Rules, facts);
    }

    private static void Earlier(ref long? next, long due) => next = next is { } known ? Math.Min(known, due) : due;

    private ReplaySession PlanOf(ScriptSession session) =>
        session.Recorded with
        {
            Sockets = [.. session.Live.Select(socket => socket.ToPlan(_values.WithoutSecrets))],
        };

    private bool AdvanceSockets(ScriptLink link, long at)
    {
        bool isChanged = false;
        foreach (ScriptSocket socket in link.Joined.Values.ToArray()) // what is said may end one
        {
            while (socket.HasOutbox && _schedule.DueAt(socket.Next) <= at)
            {
                isChanged = true;
                _schedule.NoteDue(socket.Next);
                _dialogue.Say(link, socket.Next, at);
            }
        }
        return isChanged;
    }

    private bool AdvanceEnd(ScriptLink link, long at)
    {
        if (EndOf(link) is not { } end || _schedule.EndDueAt(link.Session!, end.AtMicros) > at)
        {
            return false;
        }
        link.Session!.IsEnded = true;
        _actions.Enqueue(new ServingAction.Close(link.Id));
        return true;
    }

    // Only an end that the server meant can be played: not one that a silent client, or nonsense from it, brought about.
    private static SessionEnd? EndOf(ScriptLink link) =>
        link.Session
            is {
                IsEnded: false,
                Recorded.End: { By: Sessions.ClosedBy.Server, Reason: not "ping timeout" } end
            } session
        && session.Client.Link == link
        && session.Sockets.All(socket => socket is { IsDone: true, HasOutbox: false })
            ? end
            : null;

    private void Assign(ScriptLink link, ReplayStep? connect, string namespaceName, string? namespaceQuery)
    {
        ScriptSession? session = _assignment.Choose(link, connect, namespaceName, namespaceQuery);
        if (session is null)
        {
            link.IsExtra = true;
            _log.AddExtraClient(link);
            Tell("A client came for whom nothing is recorded.");
            return;
        }
        ScriptClient client = session.Client;
        if (client.Link is { } former)
        {
            _actions.Enqueue(new ServingAction.Close(former.Id));
        }
        link.IsResumed = session == client.Current;
        link.Session = session;
        client.Link = link;
        client.Begin(session);
        session.OpenedAt = link.OpenedAt;
        if (link.Handshake.Version == EngineIoVersion.V3)
        {
            _values.BindSid(session.Recorded.Sid, link.Sid, session.Sockets.Select(s => s.Recorded.Namespace));
        }
        int number = client.Sessions.ToList().IndexOf(session) + 1;
        Tell(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{client.Recorded.Name} came, session {number} of {client.Sessions.Count}{(link.IsResumed ? ", again" : "")}."
            )
        );
    }

    private void Tell(string text) => _actions.Enqueue(new ServingAction.Tell(text));
}
