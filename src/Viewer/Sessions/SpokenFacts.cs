using SioProxy.Protocol;
using SioProxy.Storage;

namespace SioProxy.Viewer.Sessions;

/// <summary>Which events a session began with, and which it received: what a reconnect ought to repeat.</summary>
internal sealed class SpokenFacts
{
    private const int MostNames = 50;
    private const int MostOpening = 5;
    private const long OpeningTime = 10_000_000;

    private readonly Dictionary<string, long> _received = new(StringComparer.Ordinal);
    private readonly HashSet<string> _sent = new(StringComparer.Ordinal);
    private readonly List<string> _opening = [];
    private long _first;

    /// <summary>The client's first events, by name.</summary>
    public IReadOnlyList<string> Opening => _opening;

    /// <summary>Names of the client's events; no more than so many are kept.</summary>
    public IReadOnlySet<string> Sent => _sent;

    /// <summary>How often which event came from the server.</summary>
    public IReadOnlyDictionary<string, long> Received => _received;

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
        if (_opening.Count < MostOpening && packet.AtMicros - _first <= OpeningTime)
        {
            _opening.Add(name);
        }
    }
}
