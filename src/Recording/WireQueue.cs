using System.Buffers;
using System.Collections.Concurrent;

namespace SioProxy.Recording;

/// <summary>
/// The hand-over from the forwarding path to the decoding thread: many producers, one consumer, bounded in bytes.
/// Producers never wait and, while there is traffic, wake nobody: the consumer naps.
/// </summary>
internal sealed class WireQueue(long limit) : IDisposable
{
    /// <summary>What a chunk costs beside its bytes: its place in the queue and the pool's rounding.</summary>
    internal const int Overhead = 96;

    private readonly ConcurrentQueue<WireChunk> _chunks = new();
    private readonly ConcurrentQueue<ConnectionTap> _lossy = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Lock _roomLock = new();
    private TaskCompletionSource? _room;
    private long _bytes;
    private int _sleeping;
    private volatile bool _closed;

    /// <summary>Bytes that wait for the decoding thread, chunks' own size included.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Whether nothing more is taken: the recording is over, or stopped at its size.</summary>
    public bool IsClosed => _closed;

    /// <summary>Queues bytes; refused when the limit is reached.</summary>
    public bool TryAddBytes(in WireChunk chunk, bool unbounded) => TryAdd(chunk, unbounded ? long.MaxValue : limit);

    /// <summary>Queues a head or an end: small, so a reserve above the limit is kept for them.</summary>
    public bool TryAddControl(in WireChunk chunk) => TryAdd(chunk, limit + (limit / 4) + (1 << 20));

    /// <summary>Says that a connection lost something; the decoding thread asks it what.</summary>
    public void AddLossy(ConnectionTap tap)
    {
        _lossy.Enqueue(tap);
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

    public bool TryTakeLossy(out ConnectionTap? tap) => _lossy.TryDequeue(out tap);

    /// <summary>How many connections had said that they lost something.</summary>
    public int LossyCount => _lossy.Count;

    /// <summary>How many chunks there are; the consumer's view of what came before now.</summary>
    public int Count => _chunks.Count;

    /// <summary>Blocks the consumer until something is queued, at most as long as told.</summary>
    public void Sleep(TimeSpan atMost)
    {
        Volatile.Write(ref _sleeping, 1);
        Interlocked.MemoryBarrier(); // a producer queues, then looks; the consumer announces, then looks
        if (_chunks.IsEmpty && _lossy.IsEmpty)
        {
            _wake.Wait(atMost);
        }
        Volatile.Write(ref _sleeping, 0);
        while (_wake.Wait(0)) { }
    }

    /// <summary>Completes when there is room: asynchronous back-pressure for those that must not lose anything.</summary>
    public ValueTask WaitForRoomAsync(CancellationToken cancellationToken) =>
        Bytes <= limit || _closed ? default : new ValueTask(RoomAsync(cancellationToken));

    /// <summary>Takes nothing more; whoever waits for room goes on.</summary>
    public void Close()
    {
        _closed = true;
        ReleaseRoom();
    }

    public void Dispose() => _wake.Dispose();

    private static long Cost(in WireChunk chunk) => Overhead + (chunk.Buffer?.Length ?? 0);

    private bool TryAdd(in WireChunk chunk, long bound)
    {
        long cost = Cost(chunk);
        if (Interlocked.Add(ref _bytes, cost) > bound && Bytes != cost) // an empty queue takes anything: one read's buffer
        {
            Interlocked.Add(ref _bytes, -cost);
            return false;
        }
        _chunks.Enqueue(chunk);
        Wake();
        return true;
    }

    private void Wake()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _sleeping) == 1 && Interlocked.Exchange(ref _sleeping, 0) == 1)
        {
            _wake.Release();
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

    /// <summary>Gives a chunk's buffer back to the pool.</summary>
    public static void Return(in WireChunk chunk)
    {
        if (chunk.Buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(chunk.Buffer);
        }
    }
}
