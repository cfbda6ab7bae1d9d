namespace SioProxy.Storage.Reading;

/// <summary>
/// Reads parts on several threads, each with a reader of its own, and hands the results out in order. Few results are ever
/// waiting, so memory stays bounded.
/// </summary>
internal sealed class ParallelParts<T> : IDisposable
    where T : class
{
    private const int PartsAhead = 3; // for each thread
    private const int MaxThreads = 4;

    private readonly IReadOnlyList<(long Start, long End)> _parts;
    private readonly T?[] _found;
    private readonly Thread[] _threads;
    private readonly CancellationTokenSource _stop;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _room;
    private readonly ManualResetEventSlim _progress = new();
    private Exception? _failure;
    private int _next;

    public ParallelParts(
        IReadOnlyList<(long Start, long End)> parts,
        Func<IPartReader<T>> open,
        CancellationToken cancellationToken
    )
    {
        _parts = parts;
        _found = new T?[parts.Count];
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        int threads = Math.Clamp(Math.Min(Environment.ProcessorCount, parts.Count), 1, MaxThreads);
        _room = new SemaphoreSlim(threads * PartsAhead);
        _threads = [.. Enumerable.Range(0, threads).Select(_ => new Thread(() => Work(open)) { IsBackground = true })];
        foreach (Thread thread in _threads)
        {
            thread.Start();
        }
    }

    /// <summary>The parts in order, each with what it gave.</summary>
    public IEnumerable<((long Start, long End) Part, T Result)> Results()
    {
        for (int part = 0; part < _parts.Count; part++)
        {
            T result = Wait(part);
            _ = _room.Release();
            yield return (_parts[part], result);
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }
        _stop.Dispose();
        _room.Dispose();
        _progress.Dispose();
    }

    private T Wait(int part)
    {
        while (true)
        {
            _stop.Token.ThrowIfCancellationRequested();
            lock (_lock)
            {
                if (_failure is not null)
                {
                    System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_failure);
                }
                if (_found[part] is { } result)
                {
                    _found[part] = null;
                    return result;
                }
                _progress.Reset();
            }
            _progress.Wait(_stop.Token);
        }
    }

    private void Work(Func<IPartReader<T>> open)
    {
        try
        {
            using IPartReader<T> reader = open();
            while (Take() is var part and >= 0)
            {
                T result = reader.Read(_parts[part], _stop.Token);
                lock (_lock)
                {
                    _found[part] = result;
                    _progress.Set();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Whoever waits notices by the same token.
        }
#pragma warning disable CA1031 // handed to whoever waits
        catch (Exception exception)
#pragma warning restore CA1031
        {
            lock (_lock)
            {
                _failure ??= exception;
                _progress.Set();
            }
        }
    }

    /// <summary>The next part to be done, when there is room for its result; -1 when there are none left.</summary>
    private int Take()
    {
        _room.Wait(_stop.Token);
        lock (_lock)
        {
            if (_next < _parts.Count)
            {
                return _next++;
            }
        }
        _ = _room.Release(); // the other threads are to notice too
        return -1;
    }
}
