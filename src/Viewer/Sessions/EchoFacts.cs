using SioProxy.Protocol;
using SioProxy.Storage;

namespace SioProxy.Viewer.Sessions;

/// <summary>
/// How many events alike (name and size) the client sends at once after one of the server: a listener that was registered
/// several times sends as many.
/// </summary>
internal sealed class EchoFacts
{
    private const long MostBetween = 50_000; // microseconds between two of a run: one, on a machine that is not loaded
    private const long MostAfter = 2_000_000; // and from what they answer to the first
    private const int MostKinds = 50;

    private readonly Dictionary<(string Namespace, string Cause, string Event), Run> _runs = [];
    private PlainRow? _cause;
    private PlainRow? _first;
    private PlainRow? _last;
    private int _count;

    /// <summary>What was seen of each kind: the server's event, the client's, and how many at once.</summary>
    public IEnumerable<((string Namespace, string Cause, string Event) Kind, Run Run)> Runs
    {
        get
        {
            Finish();
            return _runs.Select(pair => (pair.Key, pair.Value));
        }
    }

    public Run? Find((string Namespace, string Cause, string Event) kind)
    {
        Finish();
        return _runs.GetValueOrDefault(kind);
    }

    public void Add(in PlainRow packet)
    {
        if (!packet.IsEvent)
        {
            return;
        }
        if (packet.Direction == Direction.ServerToClient)
        {
            Finish();
            _cause = packet;
            return;
        }
        if (
            _last is { } last
            && packet.AtMicros - last.AtMicros <= MostBetween
            && packet.Size == last.Size
            && string.Equals(packet.EventName, last.EventName, StringComparison.Ordinal)
            && string.Equals(packet.Namespace, last.Namespace, StringComparison.Ordinal)
        )
        {
            _count++;
            _last = packet;
            return;
        }
        Finish();
        bool isAnswer =
            _cause is { } cause
            && packet.AtMicros - cause.AtMicros <= MostAfter
            && string.Equals(packet.Namespace, cause.Namespace, StringComparison.Ordinal);
        if (isAnswer)
        {
            (_first, _last, _count) = (packet, packet, 1);
        }
    }

    private void Finish()
    {
        if (_first is not { } first || _cause is not { } cause)
        {
            return;
        }
        var kind = (first.Namespace ?? "/", cause.EventName ?? "", first.EventName ?? "");
        if (!_runs.TryGetValue(kind, out Run? run))
        {
            if (_runs.Count == MostKinds)
            {
                (_first, _last) = (null, null);
                return;
            }
            _runs.Add(kind, run = new Run());
        }
        run.Add(_count, first.Id);
        (_first, _last) = (null, null);
    }

    /// <summary>How many at once, over all times.</summary>
    internal sealed class Run
    {
        public int Times { get; private set; }

        public int Least { get; private set; } = int.MaxValue;

        public int Most { get; private set; }

        /// <summary>The first packet of the latest time.</summary>
        public long Row { get; private set; }

        public void Add(int count, long row)
        {
            Times++;
            Least = Math.Min(Least, count);
            Most = Math.Max(Most, count);
            Row = row;
        }
    }
}
