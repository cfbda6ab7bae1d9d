namespace SioProxy.Endpoints.SocketIo;

/// <summary>What a namespace remembers for clients that come back: recent events, and the places of those who were lost.</summary>
internal sealed class RecoveryLog(TimeSpan keepFor, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Queue<(DateTimeOffset At, Kept Event)> _events = new();
    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);
    private readonly YeastIds _offsets = new();

    /// <summary>The offset of the next event: a yeast id, as the reference's in-memory adapter makes them.</summary>
    public string NextOffset()
    {
        lock (_lock)
        {
            return _offsets.Next(time.GetUtcNow().ToUnixTimeMilliseconds());
        }
    }

    public void Keep(Kept kept)
    {
        lock (_lock)
        {
            Prune();
            _events.Enqueue((time.GetUtcNow(), kept));
        }
    }

    /// <summary>A socket was lost and may come back.</summary>
    public void Leave(string pid, string id, IReadOnlyCollection<string> rooms)
    {
        lock (_lock)
        {
            Prune();
            _places[pid] = new Place(time.GetUtcNow(), id, [.. rooms]);
        }
    }

    /// <summary>Takes the place of a lost socket; null when it, or the event it last received, is not known any more.</summary>
    public Former? TryTake(string pid, string offset)
    {
        lock (_lock)
        {
            Prune();
            if (
                !_places.TryGetValue(pid, out Place? place)
                || !_events.Any(entry => string.Equals(entry.Event.Offset, offset, StringComparison.Ordinal))
            )
            {
                return null;
            }
            _places.Remove(pid);
            SocketIoMessage[] missed =
            [
                .. _events
                    .SkipWhile(entry => !string.Equals(entry.Event.Offset, offset, StringComparison.Ordinal))
                    .Skip(1)
                    .Where(entry => entry.Event.IsFor(place))
                    .Select(entry => entry.Event.Message),
            ];
            return new Former(pid, place.Id, place.Rooms, missed);
        }
    }

    private void Prune()
    {
        DateTimeOffset oldest = time.GetUtcNow() - keepFor;
        while (_events.TryPeek(out (DateTimeOffset At, Kept Event) entry) && entry.At < oldest)
        {
            _events.Dequeue();
        }
        foreach ((string pid, Place place) in _places)
        {
            if (place.LostAt < oldest)
            {
                _places.Remove(pid); // allowed while enumerating
            }
        }
    }

    internal sealed record Kept(string Offset, SocketIoMessage Message, string? Room, string? ExceptId)
    {
        public bool IsFor(Place place) =>
            !string.Equals(ExceptId, place.Id, StringComparison.Ordinal)
            && (Room is null || place.Rooms.Contains(Room, StringComparer.Ordinal));
    }

    internal sealed record Place(DateTimeOffset LostAt, string Id, IReadOnlyList<string> Rooms);

    internal sealed record Former(
        string Pid,
        string Id,
        IReadOnlyList<string> Rooms,
        IReadOnlyList<SocketIoMessage> Missed
    );
}
