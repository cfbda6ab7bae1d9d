using SioProxy.Protocol;

namespace SioProxy.Sessions;

/// <summary>
/// Tells which ack answers which event within one session: by namespace and id, apart for each direction, as the same id may be in
/// flight both ways. Bounded: of events that nobody answers the oldest are given up.
/// </summary>
public sealed class AckMatcher
{
    /// <summary>Most events of one direction that are waited for at once.</summary>
    public const int MaxWaiting = 10_000;

    private Waiting? _fromClient; // most sessions ask in one direction, or not at all
    private Waiting? _fromServer;

    /// <summary>An event asks for an ack. An id that is still waited for is asked anew (the older request is given up).</summary>
    /// <param name="direction">The direction of the event.</param>
    public AckRequest Ask(Direction direction, string nsp, long id, long atMicros)
    {
        var request = new AckRequest(atMicros);
        (Of(direction) ??= new Waiting()).Add(new Key(nsp, id), request);
        return request;
    }

    /// <summary>An ack passes: the request that it answers, or null when there is none (any more: an ack answers once).</summary>
    /// <param name="direction">The direction of the ack, which is the opposite of its event's.</param>
    public AckRequest? Answer(Direction direction, string nsp, long id) =>
        Of(direction == Direction.ClientToServer ? Direction.ServerToClient : Direction.ClientToServer)
            ?.Take(new Key(nsp, id));

    private ref Waiting? Of(Direction direction)
    {
        if (direction == Direction.ClientToServer)
        {
            return ref _fromClient;
        }
        return ref _fromServer;
    }

    private readonly record struct Key(string Namespace, long Id);

    private sealed class Waiting
    {
        private readonly Dictionary<Key, AckRequest> _requests = [];
        private Queue<(Key Key, AckRequest Request)> _order = new();

        public void Add(Key key, AckRequest request)
        {
            _requests[key] = request;
            _order.Enqueue((key, request));
            while (_requests.Count > MaxWaiting)
            {
                (Key oldest, AckRequest given) = _order.Dequeue();
                if (IsWaiting(oldest, given))
                {
                    _requests.Remove(oldest);
                }
            }
            if (_order.Count > (2 * _requests.Count) + 64)
            {
                DropAnswered();
            }
        }

        public AckRequest? Take(Key key) => _requests.Remove(key, out AckRequest? request) ? request : null;

        private bool IsWaiting(Key key, AckRequest request) =>
            _requests.TryGetValue(key, out AckRequest? waiting) && ReferenceEquals(waiting, request);

        private void DropAnswered()
        {
            var waiting = new Queue<(Key, AckRequest)>(_requests.Count + 64);
            foreach ((Key key, AckRequest request) in _order)
            {
                if (IsWaiting(key, request))
                {
                    waiting.Enqueue((key, request));
                }
            }
            _order = waiting;
        }
    }
}
