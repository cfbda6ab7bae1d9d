using System.Text;
using SioProxy.Endpoints.SocketIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Playing;

namespace SioProxy.Tests.Replay.Playing;

/// <summary>Plays a script on the machine without sockets: the test is the server, and the clock.</summary>
internal sealed class ScriptedPlay
{
    private readonly ReplayPlan _plan;
    private readonly PlayRules _rules;
    private readonly PlayMachine _machine;
    private readonly List<string> _done = [];

    public ScriptedPlay(ReplayPlan plan, PlayRules? rules = null)
    {
        _plan = plan;
        _rules = rules ?? new PlayRules();
        _machine = new PlayMachine(plan, _rules);
        _machine.Start(Now);
        Go();
    }

    /// <summary>Microseconds since the Unix epoch, another day than the script's.</summary>
    public long Now { get; private set; } = Script.Begin + 100_000_000_000;

    public PlayMachine Machine => _machine;

    /// <summary>What the machine asked for since the last look: <c>open 0</c>, <c>0 42["chat"]</c>, <c>close 0</c>.</summary>
    public IReadOnlyList<string> Take()
    {
        string[] done = [.. _done];
        _done.Clear();
        return done;
    }

    public ScriptedPlay Open(int session)
    {
        _machine.OnOpened(_machine.Sessions[session], Now);
        return Go();
    }

    public ScriptedPlay Refuse(int session, string why)
    {
        _machine.OnRefused(_machine.Sessions[session], why, Now);
        return Go();
    }

    /// <summary>The server answers a handshake that it was recorded to refuse; no status: it accepts it.</summary>
    public ScriptedPlay Answer(int session, int? status = null, string body = "")
    {
        _machine.OnAnswered(
            _machine.Sessions[session],
            status is { } refused
                ? new HandshakeAnswer(IsAccepted: false, HandshakeSteps.Refused(refused, body))
                : new HandshakeAnswer(IsAccepted: true, HandshakeSteps.Accepted),
            Now
        );
        return Go();
    }

    public ScriptedPlay End(int session, string reason = "transport close")
    {
        _machine.OnEnded(_machine.Sessions[session], reason, Now);
        return Go();
    }

    /// <summary>The server says something, as on the wire without the engine's type: <c>2["chat"]</c>.</summary>
    public ScriptedPlay Hear(int session, string wire)
    {
        byte[] raw = Encoding.UTF8.GetBytes(wire);
        SocketIoDecoder.Decode(raw, SocketIoRevision.V5, out SocketIoPacket packet, out _);
        var message = new SocketIoMessage
        {
            Type = packet.Type,
            Namespace = Encoding.UTF8.GetString(packet.Namespace.Span),
            AckId = packet.AckId,
            Payload = packet.Payload,
            EventName = packet.EventNameToken is { } name ? Encoding.UTF8.GetString(name.Span).Trim('"') : null,
        };
        _machine.OnReceived(_machine.Sessions[session], message, Now);
        return Go();
    }

    public ScriptedPlay Wait(double millis)
    {
        Now += (long)(millis * 1000);
        return Go();
    }

    /// <summary>Lets time pass to the next moment at which something is due.</summary>
    public ScriptedPlay WaitForDue()
    {
        Now = Assert.NotNull(_machine.NextDue);
        return Go();
    }

    public ReplayResult Result(string? failure = null) =>
        PlanComparer.Compare(_plan, _machine.LivePlan(), _rules.Rules, PlayOutcome.FactsOf(_machine, failure));

    private ScriptedPlay Go()
    {
        foreach (PlayAction action in _machine.Advance(Now))
        {
            _done.Add(
                action switch
                {
                    PlayAction.Open => $"open {action.Session.Index}",
                    PlayAction.Close close => $"{(close.IsAbrupt ? "cut" : "close")} {action.Session.Index}",
                    PlayAction.Send send => $"{action.Session.Index} {Wire(send.Message)}",
                    _ => "?",
                }
            );
        }
        return this;
    }

    private static string Wire(SocketIoMessage message)
    {
        string space = string.Equals(message.Namespace, "/", StringComparison.Ordinal) ? "" : message.Namespace + ",";
        return $"{(int)message.Type}{space}{message.AckId}{message.PayloadText}";
    }
}
