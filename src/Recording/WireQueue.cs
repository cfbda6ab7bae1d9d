using System.Collections.Concurrent;

namespace SioProxy.Recording;

/// <summary>
/// The hand-over from the forwarding path to the decoding thread: many producers, one consumer, bounded in bytes.
/// Producers never wait, and wake the consumer from its nap only when enough has gathered to be worth it.
/// </summary>
/// <param name="limit">Most bytes that wait.</param>
/// <param name="elsewhere">Bytes that are held behind the queue now, and share the memory with it.</param>
internal sealed class WireQueue(long limit, Func<long>? elsewhere = null) : IDisposable
{
    /// <summary>What a chunk costs beside its bytes: its place in the queue.</summary>
    internal const int Overhead = 64;

    // About what a head's texts take. Besides, who waits long for the decoder is copied by the collector.
    private const int HeadCost = 2048;

    private const long Nobody = long.MaxValue;
    private const long WorthWaking = 256 * 1024;

    private readonly ConcurrentQueue<WireChunk> _chunks = new();
    private readonly ConcurrentQueue<LossyEntry> _lossy = new();
    private readonly AutoResetEvent _wake = new(false); // waits without spinning: a core that spins is one less for the traffic
    private readonly Lock _roomLock = new();
    private TaskCompletionSource? _room;
    private long _bytes;
    private long _wakeAt = Nobody; // so many bytes wake the consumer
    private volatile bool _closed;

    /// <summary>Bytes that wait for the decoding thread, chunks' own size included.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Whether at least half of the room is free.</summary>
    public bool IsRelaxed => Bytes <= Limit / 2;

    // What is held behind the queue, beyond half as much as the queue may hold itself, is taken off its room; but for a quarter:
    // what has begun must be heard the end of.
    private long Limit =>
        elsewhere is null ? limit : Math.Clamp(limit - elsewhere() + (limit / 2), (limit / 4) + 1, limit);

    /// <summary>Whether nothing more is taken: the recording is over, or stopped at its size.</summary>
    public bool IsClosed => _closed;

    /// <summary>Whether so many bytes would be taken now.</summary>
    public bool HasRoomFor(int length, bool unbounded)
    {
        long bytes = Bytes;
        return unbounded || bytes == 0 || bytes + Overhead + length <= Limit;
    }

    /// <summary>Queues bytes; refused when the limit is reached.</summary>
    public bool TryAddBytes(in WireChunk chunk, bool unbounded) => TryAdd(chunk, unbounded ? long.MaxValue : Limit);

    /// <summary>Queues a head or an end: small, so a reserve above the limit is kept for them.</summary>
    public bool TryAddControl(in WireChunk chunk) => TryAdd(chunk, limit + (limit / 4) + (1 << 20));

    /// <summary>Says that a connection lost something; the decoding thread asks it what.</summary>
    public void AddLossy(in LossyEntry entry)
    {
        _lossy.Enqueue(entry);
        Wake();
    }

    public bool TryTake(out WireChunk chunk)
    {
        if (!_chunks.TryDequeue(out chunk))
        {
            return false;
        }
        long left = Interlocked.Add(ref _bytes, -Cost(chunk));
        if (_room is not null && left <= limit / 2)
        {
            ReleaseRoom();
        }
        return true;
    }

    public bool TryTakeLossy(out LossyEntry entry) => _lossy.TryDequeue(out entry);

    /// <summary>How often connections said that they lost something.</summary>
    public int LossyCount => _lossy.Count;

    /// <summary>How many chunks there are; the consumer's view of what came before now.</summary>
    public int Count => _chunks.Count;

    /// <summary>Blocks the consumer until anything is queued, at most as long as told.</summary>
    public void Sleep(TimeSpan atMost) => WaitFor(1, atMost);

    /// <summary>
    /// Blocks the consumer for as long as told; less when much is queued, something was lost, or somebody waits for a barrier.
    /// </summary>
    public void Nap(TimeSpan atMost) => WaitFor(Math.Min(WorthWaking, (limit / 4) + 1), atMost);

    /// <summary>Completes when there is room: asynchronous back-pressure for those that must not lose anything.</summary>
    public ValueTask WaitForRoomAsync(CancellationToken cancellationToken) =>
        Bytes <= limit || _closed ? default : new ValueTask(RoomAsync(cancellationToken));

    /// <summary>Takes nothing more; whoever waits for room goes on.</summary>
    public void Close()
    {
        _closed = true;
        ReleaseRoom();
        Wake();
    }

    public void Dispose() => _wake.Dispose();

    private static long Cost(in WireChunk chunk) =>
        chunk.Kind is WireKind.Request or WireKind.Response ? HeadCost : Overhead + chunk.Length;

    private bool TryAdd(in WireChunk chunk, long bound)
    {
        long cost = Cost(chunk);
        long now = Interlocked.Add(ref _bytes, cost);
        if (now > bound && Bytes != cost) // an empty queue takes anything: one read's buffer
        {
            Interlocked.Add(ref _bytes, -cost);
            return false;
        }
        _chunks.Enqueue(chunk);
        if (now >= Volatile.Read(ref _wakeAt) || chunk.Kind == WireKind.Barrier)
        {
            Wake();
        }
        return true;
    }

    private void WaitFor(long bytes, TimeSpan atMost)
    {
        Volatile.Write(ref _wakeAt, bytes);
        Interlocked.MemoryBarrier(); // a producer counts, then looks; the consumer announces, then looks
        if (Bytes < bytes && _lossy.IsEmpty && !_closed)
        {
            _wake.WaitOne(atMost);
        }
        Volatile.Write(ref _wakeAt, Nobody);
        _wake.WaitOne(0);
    }

    private void Wake()
    {
        if (Interlocked.Exchange(ref _wakeAt, Nobody) != Nobody)
        {
            _wake.Set();
        }
    }

    private Task RoomAsync(CancellationToken cancellationToken)
    {
        Task room;
        lock (_roomLock)
        {
            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            room = _room.Task;
        }
        if (Bytes <= limit / 2 || _closed) // the consumer may have made room before it could see the waiter
        {
            ReleaseRoom();
        }
        return room.WaitAsync(cancellationToken);
    }

    private void ReleaseRoom()
    {
        TaskCompletionSource? room;
        lock (_roomLock)
        {
            room = _room;
            _room = null;
        }
        room?.TrySetResult();
    }

    /// <summary>Gives a chunk's piece of memory back.</summary>
    public static void Return(in WireChunk chunk) => chunk.Slab?.Return();
}
