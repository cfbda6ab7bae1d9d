using System.Globalization;
using SioProxy.Endpoints.SocketIo;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Replay.Live;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Values;

namespace SioProxy.Replay.Serving;

/// <summary>What is said on the sockets: which recorded step a live packet consumes, and what the recorded server says to it.</summary>
internal sealed class ScriptDialogue(
    ScriptMatcher matcher,
    LiveValues values,
    LiveLog log,
    Queue<ServingAction> actions,
    UnknownPolicy onUnknown,
    Func<string> newId
)
{
    private readonly YeastIds _offsets = new();

    /// <summary>On protocol 4 the server joins the client to <c>/</c> unasked.</summary>
    public void JoinRoot(ScriptLink link, long at)
    {
        var connect = new SocketIoMessage { Type = SocketIoPacketType.Connect };
        if (link.Session is not { } session)
        {
            JoinExtra(link, connect, isAsked: false, at);
            return;
        }
        ScriptSocket? socket = session.Sockets.FirstOrDefault(s => s is { HasBegun: false, Recorded.Namespace: "/" });
        if (socket is not null)
        {
            Begin(link, socket, connect, live: null, at);
        }
        else if (session.Sockets.LastOrDefault(s => s.Recorded.Namespace is "/") is { } former)
        {
            Rejoin(link, former, live: null, at);
        }
        else
        {
            Send(link, connect);
        }
    }

    /// <summary>A client asks for a namespace.</summary>
    /// <param name="live">The same as a step, not yet numbered.</param>
    public void Join(ScriptLink link, SocketIoMessage message, ReplayStep live, long at)
    {
        if (link.Joined.ContainsKey(message.Namespace) || link.Extra.ContainsKey(message.Namespace))
        {
            return; // a second CONNECT means nothing
        }
        if (link.Session is not { } session)
        {
            JoinExtra(link, message, isAsked: true, at);
        }
        else if (matcher.FindSocket(session, message.Namespace, live) is { } socket)
        {
            Begin(link, socket, message, live, at);
        }
        else if (link.IsResumed && session.Sockets.LastOrDefault(IsFormer) is { } former)
        {
            Rejoin(link, former, live, at);
        }
        else
        {
            var unknown = new LiveSocket(message.Namespace, message.NamespaceQuery);
            session.Live.Add(unknown);
            log.Add(unknown, live);
            Refuse(link, unknown, "Invalid namespace", at);
        }

        bool IsFormer(ScriptSocket socket) =>
            string.Equals(socket.Recorded.Namespace, message.Namespace, StringComparison.Ordinal);
    }

    /// <summary>A client says something on a namespace that it has joined.</summary>
    public void Hear(ScriptLink link, ScriptSocket socket, SocketIoMessage message, long at)
    {
        ScriptStep? asked = message.IsAck ? socket.TakeAsked(message.AckId) : null;
        ReplayStep live = LiveStep.Of(message, Direction.ClientToServer, 0, at, asked?.LiveNumber);
        (ScriptStep Step, MatchKind Kind)? found = message.IsAck ? FoundAck(socket, asked) : matcher.Find(socket, live);
        if (found is { } match)
        {
            Consume(link, match.Step, message, live, at);
            string how = match.Kind == MatchKind.Name ? ", by its name only" : "";
            Tell(link, $"{Words(live)} is step {Number(match.Step)}{how}.");
        }
        else
        {
            log.Add(socket.Live!, live);
            if (message.IsEvent && !matcher.IsOpen(live))
            {
                Tell(link, $"{Words(live)} was not recorded{(onUnknown == UnknownPolicy.Ignore ? ": ignored" : "")}.");
                Answer(link, message, at);
            }
        }
        if (message.Type == SocketIoPacketType.Disconnect)
        {
            link.Joined.Remove(message.Namespace);
        }
    }

    /// <summary>A client for whom nothing is recorded says something.</summary>
    public void HearExtra(ScriptLink link, LiveSocket socket, SocketIoMessage message, long at)
    {
        log.Add(socket, LiveStep.Of(message, Direction.ClientToServer, 0, at));
        if (message.Type == SocketIoPacketType.Disconnect)
        {
            link.Extra.Remove(message.Namespace);
        }
        else if (message.IsEvent)
        {
            Answer(link, message, at);
        }
    }

    /// <summary>The recorded server says a step, if it still can.</summary>
    public void Say(ScriptLink link, ScriptStep step, long at)
    {
        ScriptSocket socket = step.Socket;
        socket.Remove(step);
        ScriptStep? asked = socket.Find(step.Recorded.AckOf);
        if (step.Recorded.Kind == StepKind.Ack && asked?.LiveAckId is null)
        {
            return; // what it answers has not come yet (it goes out when that does), or did not ask this time
        }
        long? ackId = step.Recorded.AsksAck ? socket.Ask(step) : asked?.LiveAckId;
        string? offset = step.Recorded.RecoveryOffset is null ? null : _offsets.Next(at / 1000);
        SocketIoMessage message = values.Payload.MessageOf(
            step.Recorded,
            socket.Recorded.Namespace,
            namespaceQuery: null,
            ackId,
            offset
        );
        Send(link, message);
        ReplayStep live = LiveStep.Of(
            message,
            Direction.ServerToClient,
            0,
            at,
            asked?.LiveNumber,
            hasOffset: offset is not null
        );
        live = log.Add(socket.Live!, live);
        step.DoneAt = at;
        step.LiveNumber = live.Number;
        values.Comparer.Bind(step.Recorded, live);
        if (step.Recorded.Kind is StepKind.ConnectError or StepKind.Disconnect)
        {
            link.Joined.Remove(socket.Recorded.Namespace);
        }
    }

    private static (ScriptStep Step, MatchKind Kind)? FoundAck(ScriptSocket socket, ScriptStep? asked) =>
        asked is not null && ScriptMatcher.FindAck(socket, asked) is { } step ? (step, MatchKind.Exact) : null;

    private void Begin(ScriptLink link, ScriptSocket socket, SocketIoMessage message, ReplayStep? live, long at)
    {
        socket.Live = new LiveSocket(socket.Recorded.Namespace, message.NamespaceQuery);
        socket.Session.Live.Add(socket.Live);
        link.Joined[socket.Recorded.Namespace] = socket;
        ScriptStep? connect = socket.Steps.FirstOrDefault(step =>
            step is { IsClients: true, Recorded.Kind: StepKind.Connect }
        );
        socket.Release(-1);
        if (connect is not null && live is not null)
        {
            Consume(link, connect, message, live, at);
        }
        else if (live is not null)
        {
            log.Add(socket.Live, live);
        }
        bool isAnswered = socket.Steps.Any(step =>
            step is { IsClients: false, Recorded.Kind: StepKind.Connect or StepKind.ConnectError }
        );
        // Of a part of a conversation only the answer may be missing; a CONNECT that nobody answered stays so.
        if (!isAnswered && (connect is null || socket.Steps.Count > 1))
        {
            Send(link, Welcome(link, socket.Recorded.Namespace, newId()));
        }
    }

    // The recorded client did not come back here: the live one gets the same answer again and goes on where it was.
    private void Rejoin(ScriptLink link, ScriptSocket socket, ReplayStep? live, long at)
    {
        link.Joined[socket.Recorded.Namespace] = socket;
        socket.ForgetAcks();
        if (socket.Live is null)
        {
            socket.Live = new LiveSocket(socket.Recorded.Namespace, socket.Recorded.NamespaceQuery);
            socket.Session.Live.Add(socket.Live);
        }
        if (live is not null)
        {
            log.Add(socket.Live, live);
        }
        SocketIoMessage welcome = Welcome(link, socket.Recorded.Namespace, newId());
        Send(link, welcome);
        log.Add(socket.Live, LiveStep.Of(welcome, Direction.ServerToClient, 0, at));
    }

    private void JoinExtra(ScriptLink link, SocketIoMessage message, bool isAsked, long at)
    {
        LiveSocket socket = log.AddExtraSocket(link, message.Namespace, message.NamespaceQuery);
        if (isAsked)
        {
            log.Add(socket, LiveStep.Of(message, Direction.ClientToServer, 0, at));
        }
        if (onUnknown == UnknownPolicy.Error)
        {
            Refuse(link, socket, "Nothing is recorded for this client", at);
            return;
        }
        link.Extra[message.Namespace] = socket;
        Send(link, Welcome(link, message.Namespace, newId()));
        if (onUnknown == UnknownPolicy.PassThrough)
        {
            actions.Enqueue(new ServingAction.Forward(link.Id, message));
        }
    }

    private void Consume(ScriptLink link, ScriptStep step, SocketIoMessage message, ReplayStep live, long at)
    {
        ScriptSocket socket = step.Socket;
        foreach (ScriptStep earlier in socket.WaitingBefore(step.Named.Place))
        {
            Say(link, earlier, at);
        }
        live = log.Add(socket.Live!, live);
        step.DoneAt = at;
        step.LiveNumber = live.Number;
        step.LiveAckId = message.AckId;
        values.Comparer.Bind(step.Recorded, live);
        foreach (ScriptStep ack in socket.AcksOf(step))
        {
            socket.Add(ack);
        }
        socket.Release(step.Named.Place);
    }

    private void Answer(ScriptLink link, SocketIoMessage message, long at)
    {
        if (onUnknown == UnknownPolicy.PassThrough)
        {
            actions.Enqueue(new ServingAction.Forward(link.Id, message));
        }
        else if (onUnknown == UnknownPolicy.Error)
        {
            var disconnect = new SocketIoMessage
            {
                Type = SocketIoPacketType.Disconnect,
                Namespace = message.Namespace,
            };
            Send(link, disconnect);
            LiveSocket? socket = link.Joined.GetValueOrDefault(message.Namespace)?.Live;
            socket ??= link.Extra.GetValueOrDefault(message.Namespace);
            log.Add(socket!, LiveStep.Of(disconnect, Direction.ServerToClient, 0, at));
            link.Joined.Remove(message.Namespace);
            link.Extra.Remove(message.Namespace);
        }
    }

    private void Refuse(ScriptLink link, LiveSocket socket, string why, long at)
    {
        byte[] text = JsonScalars.Quoted(why);
        byte[] payload =
            link.Handshake.Version == EngineIoVersion.V3 ? text : [.. "{\"message\":"u8, .. text, (byte)'}'];
        var refusal = new SocketIoMessage
        {
            Type = SocketIoPacketType.ConnectError,
            Namespace = socket.Namespace,
            Payload = payload,
        };
        Send(link, refusal);
        log.Add(socket, LiveStep.Of(refusal, Direction.ServerToClient, 0, at));
    }

    private static SocketIoMessage Welcome(ScriptLink link, string namespaceName, string id)
    {
        byte[] payload = [.. "{\"sid\":"u8, .. JsonScalars.Quoted(id), (byte)'}'];
        return new SocketIoMessage
        {
            Type = SocketIoPacketType.Connect,
            Namespace = namespaceName,
            Payload = link.Handshake.Version == EngineIoVersion.V3 ? null : (ReadOnlyMemory<byte>?)payload,
        };
    }

    private static string Words(ReplayStep live) =>
        live.Kind == StepKind.Event ? $"\"{live.Name}\"" : live.Kind.ToString().ToUpperInvariant();

    private static string Number(ScriptStep step) => step.Recorded.Number.ToString(CultureInfo.InvariantCulture);

    private void Send(ScriptLink link, SocketIoMessage message) =>
        actions.Enqueue(new ServingAction.Send(link.Id, message));

    private void Tell(ScriptLink link, string text)
    {
        string who = link.Session?.Client.Recorded.Name ?? "an extra client";
        actions.Enqueue(new ServingAction.Tell($"{who}: {text}"));
    }
}
