using System.Globalization;
using SioProxy.Protocol;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Playing;

namespace SioProxy.Tests.Replay.Playing;

/// <summary>
/// A server without sockets that says what was recorded, each step behind the client's steps before it on its socket, an ack
/// behind what it answers, after delays that a seed decides: sockets and acks overtake each other at will. It may be told to
/// leave steps out.
/// </summary>
internal sealed class SimulatedServer
{
    private readonly ScriptedPlay _play;
    private readonly Random _random;
    private readonly IReadOnlySet<int> _leftOut;
    private readonly PriorityQueue<Action, long> _todo = new();
    private readonly Dictionary<int, Conversation> _conversations = [];
    private readonly int _longestDelay;

    public SimulatedServer(ReplayPlan plan, PlayRules rules, int seed, int longestDelay, IReadOnlySet<int> leftOut)
    {
#pragma warning disable CA5394 // a seed that can be played again is what is wanted
        _random = new Random(seed);
#pragma warning restore CA5394
        _longestDelay = longestDelay;
        _leftOut = leftOut;
        _play = new ScriptedPlay(plan, rules);
    }

    /// <summary>How long it took, in the machine's own time.</summary>
    public TimeSpan Elapsed { get; private set; }

    public ReplayResult Run()
    {
        long began = _play.Now;
        for (int i = 0; i < 100_000 && !_play.Machine.IsOver; i++)
        {
            foreach (string asked in _play.Take())
            {
                Take(asked);
            }
            bool hasWork = _todo.TryPeek(out _, out long at);
            long due = _play.Machine.NextDue ?? long.MaxValue;
            Assert.True(hasWork || due < long.MaxValue || _play.Machine.IsOver, "nothing will ever happen");
            if (hasWork && at <= due)
            {
                _play.Wait(Math.Max(0, at - _play.Now) / 1000.0);
                _todo.Dequeue()();
            }
            else if (!_play.Machine.IsOver)
            {
                _play.WaitForDue();
            }
        }
        Assert.True(_play.Machine.IsOver, "the replay does not end");
        Elapsed = TimeSpan.FromMicroseconds(_play.Now - began);
        return _play.Result();
    }

    private void Take(string asked)
    {
        string[] parts = asked.Split(' ', 2);
        bool isCommand = parts[0] is "open" or "close" or "cut";
        int session = int.Parse(parts[isCommand ? 1 : 0], CultureInfo.InvariantCulture);
        switch (parts[0])
        {
            case "open":
                _conversations[session] = new Conversation(_play.Machine.Sessions[session].Recorded.Sockets[0]);
                Later(() => _play.Open(session));
                break;
            case "close" or "cut":
                Later(() => _play.End(session));
                break;
            default:
                Conversation conversation = _conversations[session];
                if (conversation.Sent(parts[1]) is { } ack && !_leftOut.Contains(ack.Number))
                {
                    Later(() => _play.Hear(session, conversation.Wire(ack)));
                }
                Speak(session, conversation);
                break;
        }
    }

    // One step at a time, as what a server sends on a socket keeps its order.
    private void Speak(int session, Conversation conversation)
    {
        if (conversation.IsSpeaking || conversation.Next() is not { } step)
        {
            return;
        }
        conversation.IsSpeaking = true;
        Later(() =>
        {
            conversation.IsSpeaking = false;
            conversation.Said();
            if (!_leftOut.Contains(step.Number))
            {
                _play.Hear(session, conversation.Wire(step));
            }
            Speak(session, conversation);
        });
    }

#pragma warning disable CA5394
    private void Later(Action what) => _todo.Enqueue(what, _play.Now + _random.Next(0, _longestDelay * 1000));
#pragma warning restore CA5394

    private sealed class Conversation(ReplaySocket recorded)
    {
        private readonly Dictionary<int, string> _ackIds = []; // of the client's events, by step
        private readonly HashSet<int> _sent = [];
        private int _next;
        private int _nextOfClient;

        public bool IsSpeaking { get; set; }

        /// <returns>The ack that was recorded for it; null when there is none.</returns>
        public ReplayStep? Sent(string wire)
        {
            while (recorded.Steps[_nextOfClient].From != Direction.ClientToServer)
            {
                _nextOfClient++;
            }
            ReplayStep step = recorded.Steps[_nextOfClient++];
            _sent.Add(step.Number);
            _ackIds[step.Number] = string.Concat(wire[1..].TakeWhile(char.IsAsciiDigit));
            return recorded.Steps.FirstOrDefault(ack =>
                ack is { Kind: StepKind.Ack, From: Direction.ServerToClient } && ack.AckOf == step.Number
            );
        }

        /// <summary>The next step of the server, if all that the client said before it has been sent.</summary>
        public ReplayStep? Next()
        {
            while (_next < recorded.Steps.Count)
            {
                ReplayStep step = recorded.Steps[_next];
                bool isServer = step.From == Direction.ServerToClient;
                if (isServer && step.Kind != StepKind.Ack)
                {
                    return step;
                }
                if (!isServer && !_sent.Contains(step.Number))
                {
                    return null;
                }
                _next++;
            }
            return null;
        }

        public void Said() => _next++;

        public string Wire(ReplayStep step)
        {
            string args = step.Args.GetRawText();
            return step.Kind switch
            {
                StepKind.Connect => "0{\"sid\":\"x\"}",
                StepKind.Ack => $"3{_ackIds[step.AckOf!.Value]}{args}",
                _ => $"2{(step.AsksAck ? step.Number : "")}[\"{step.Name}\",{args[1..]}",
            };
        }
    }
}
