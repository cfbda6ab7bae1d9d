using System.Runtime.InteropServices;
using SioProxy.Protocol;
using SioProxy.Protocol.SocketIo;
using SioProxy.Storage;

namespace SioProxy.Viewer.Sessions;

/// <summary>
/// Events alike (name and size) that the server sends several times at once, time after time. Whether their arguments are alike
/// is to be looked up: a plain row does not tell.
/// </summary>
internal sealed class DoubledFacts
{
    /// <summary>So many times, one after the other, before anything is said of it.</summary>
    public const int EnoughTimes = 3;

    private const long MostBetween = 5_000; // microseconds between two at once: a loop sends them in one go
    private const long LeastApart = 10; // so many times longer than that it takes until the next time: else it is a stream
    private const int MostAtOnce = 10;
    private const int MostKinds = 30;

    private Dictionary<(string Namespace, string Event), Kind>? _kinds;

    /// <summary>Those of a session without events. Nothing is added to them.</summary>
    public static DoubledFacts None { get; } = new();

    /// <summary>What came several times at once often enough, the latest times of each.</summary>
    public IEnumerable<DoubledEvent> Found =>
        _kinds?.Where(pair => pair.Value.Found is not null).Select(pair => pair.Value.Found!) ?? [];

    public void Add(in PlainRow packet)
    {
        if (
            packet is not { Type: SocketIoPacketType.Event, Direction: Direction.ServerToClient, EventName: { } name }
            || packet.Transport != Transport.WebSocket // what a poll brings was sent at any time before
        )
        {
            return;
        }
        _kinds ??= [];
        (string, string) key = (packet.Namespace ?? "/", name);
        if (!_kinds.ContainsKey(key) && _kinds.Count == MostKinds)
        {
            return;
        }
        ref Kind kind = ref CollectionsMarshal.GetValueRefOrAddDefault(_kinds, key, out bool isKnown);
        if (isKnown && packet.Size == kind.Size && packet.AtMicros - kind.LastMicros is >= 0 and <= MostBetween)
        {
            kind.Count++;
            kind.SecondRow = kind.Count == 2 ? packet.Id : kind.SecondRow;
            kind.LastMicros = packet.AtMicros;
            return;
        }
        if (isKnown)
        {
            kind.Finish(name, packet.AtMicros);
        }
        kind.Size = packet.Size;
        (kind.Row, kind.Count, kind.FirstMicros, kind.LastMicros) = (packet.Id, 1, packet.AtMicros, packet.AtMicros);
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Kind
    {
        public long Row;
        public long SecondRow;
        public long FirstMicros;
        public long LastMicros;
        public long Size;
        public int Count;
        private List<(long First, long Second)>? _streak;

        public DoubledEvent? Found { get; private set; }

        public void Finish(string name, long nextMicros)
        {
            bool isApart = nextMicros - LastMicros > Math.Max(MostBetween, LeastApart * (LastMicros - FirstMicros));
            if (Count is < 2 or > MostAtOnce || !isApart)
            {
                _streak = null;
                return;
            }
            _streak ??= [];
            _streak.Add((Row, SecondRow));
            if (_streak.Count > EnoughTimes)
            {
                _streak.RemoveAt(0);
            }
            if (_streak.Count == EnoughTimes && Found is not { AreAlike: true })
            {
                Found = new DoubledEvent(name, Count, [.. _streak]);
            }
        }
    }
}
