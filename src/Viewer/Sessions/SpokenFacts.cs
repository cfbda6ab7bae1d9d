using SioProxy.Protocol;
using SioProxy.Storage;

namespace SioProxy.Viewer.Sessions;

/// <summary>Which events a session began with, and which it received: what a reconnect ought to repeat.</summary>
internal sealed class SpokenFacts
{
    private const int MostNames = 50;
    private const int MostOpening = 5;
    private const long OpeningTime = 10_000_000;

    private static readonly IReadOnlyDictionary<string, long> NoCounts = new Dictionary<string, long>(
        StringComparer.Ordinal
    );

    private Dictionary<string, long>? _received;
    private HashSet<string>? _sent;
    private List<string>? _opening;
    private long _first;

    public static IReadOnlySet<string> NoNames { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Those of a session without events. Nothing is added to them.</summary>
    public static SpokenFacts None { get; } = new();

    /// <summary>The client's first events, by name.</summary>
    public IReadOnlyList<string> Opening => _opening ?? [];

    /// <summary>Names of the client's events; no more than so many are kept.</summary>
    public IReadOnlySet<string> Sent => _sent ?? NoNames;

    /// <summary>How often which event came from the server.</summary>
    public IReadOnlyDictionary<string, long> Received => _received ?? NoCounts;

    /// <summary>Whether there were too many names to say that one is missing.</summary>
    public bool IsCut { get; private set; }

    public void Add(in PlainRow packet)
    {
        if (packet is not { IsEvent: true, EventName: { } name })
        {
            return;
        }
        if (packet.Direction == Direction.ServerToClient)
        {
            _received ??= new Dictionary<string, long>(StringComparer.Ordinal);
            if (_received.TryGetValue(name, out long count))
            {
                _received[name] = count + 1;
            }
            else if (_received.Count < MostNames)
            {
                _received.Add(name, 1);
            }
            else
            {
                IsCut = true;
            }
            return;
        }
        _first = _first == 0 ? packet.AtMicros : _first;
        _sent ??= new HashSet<string>(StringComparer.Ordinal);
        if (_sent.Contains(name))
        {
            return;
        }
        if (_sent.Count == MostNames)
        {
            IsCut = true;
            return;
        }
        _ = _sent.Add(name);
        if (Opening.Count < MostOpening && packet.AtMicros - _first <= OpeningTime)
        {
            (_opening ??= []).Add(name);
        }
    }
}
