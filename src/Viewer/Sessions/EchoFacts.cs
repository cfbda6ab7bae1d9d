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

    private Dictionary<(string Namespace, string Cause, string Event), Run>? _runs;

    // The server's latest event, and the run of the client's that may answer it.
    private (long AtMicros, string? Namespace, string? Event)? _cause;
    private (long Row, long LastMicros, long Size, string? Namespace, string? Event)? _run;
    private int _count;

    /// <summary>Those of a session without events. Nothing is added to them.</summary>
    public static EchoFacts None { get; } = new();

    /// <summary>What was seen of each kind: the server's event, the client's, and how many at once.</summary>
    public IEnumerable<((string Namespace, string Cause, string Event) Kind, Run Run)> Runs
    {
        get
        {
            Finish();
            return _runs?.Select(pair => (pair.Key, pair.Value)) ?? [];
        }
    }

    public Run? Find((string Namespace, string Cause, string Event) kind)
    {
        Finish();
        return _runs?.GetValueOrDefault(kind);
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
            _cause = (packet.AtMicros, packet.Namespace, packet.EventName);
            return;
        }
        if (
            _run is { } run
            && packet.AtMicros - run.LastMicros <= MostBetween
            && packet.Size == run.Size
            && string.Equals(packet.EventName, run.Event, StringComparison.Ordinal)
            && string.Equals(packet.Namespace, run.Namespace, StringComparison.Ordinal)
        )
        {
            _count++;
            _run = run with { LastMicros = packet.AtMicros };
            return;
        }
        Finish();
        bool isAnswer =
            _cause is { } cause
            && packet.AtMicros - cause.AtMicros <= MostAfter
            && string.Equals(packet.Namespace, cause.Namespace, StringComparison.Ordinal);
        if (isAnswer)
        {
            _run = (packet.Id, packet.AtMicros, packet.Size, packet.Namespace, packet.EventName);
            _count = 1;
        }
    }

    private void Finish()
    {
        if (_run is not { } run || _cause is not { } cause)
        {
            return;
        }
        _run = null;
        var kind = (run.Namespace ?? "/", cause.Event ?? "", run.Event ?? "");
        _runs ??= [];
        if (!_runs.TryGetValue(kind, out Run? runs))
        {
            if (_runs.Count == MostKinds)
            {
                return;
            }
            _runs.Add(kind, runs = new Run());
        }
        runs.Add(_count, run.Row);
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
