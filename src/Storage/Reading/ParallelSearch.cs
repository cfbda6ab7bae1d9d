using SioProxy.Storage.Rows;

namespace SioProxy.Storage.Reading;

/// <summary>
/// Finds the ids of a plan on several threads, each with a connection of its own, and hands them out in order. Few parts are
/// ever waiting, so memory stays bounded, and each is read in a transaction of its own.
/// </summary>
internal sealed class ParallelSearch : IDisposable
{
    private const int PartsAhead = 3; // for each thread
    private const long FirstPart = 2L << Segments.Shift;
    private const long LargestPart = 16L << Segments.Shift;

    private readonly SearchPlan _plan;
    private readonly bool _descending;
    private readonly List<(long Start, long End)> _parts;
    private readonly List<long>?[] _found;
    private readonly Thread[] _threads;
    private readonly CancellationTokenSource _stop;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _room;
    private readonly ManualResetEventSlim _progress = new();
    private Exception? _failure;
    private int _next;

    public ParallelSearch(
        Func<SearchConnection> open,
        SearchPlan plan,
        bool descending,
        int threads,
        CancellationToken cancellationToken
    )
    {
        _plan = plan;
        _descending = descending;
        _parts = [.. Parts(plan.Ranges, descending)];
        _found = new List<long>?[_parts.Count];
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        threads = Math.Max(1, Math.Min(threads, _parts.Count));
        _room = new SemaphoreSlim(threads * PartsAhead);
        _threads = [.. Enumerable.Range(0, threads).Select(_ => new Thread(() => Work(open)) { IsBackground = true })];
        foreach (Thread thread in _threads)
        {
            thread.Start();
        }
    }

    /// <summary>The parts in order, each with its last id looked at and what it holds.</summary>
    public IEnumerable<(long ScannedTo, List<long> Ids)> Results()
    {
        for (int part = 0; part < _parts.Count; part++)
        {
            List<long> ids = Wait(part);
            _ = _room.Release();
            yield return (_descending ? _parts[part].Start : _parts[part].End, ids);
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

    /// <summary>Small parts first, so that first hits are there at once.</summary>
    private static IEnumerable<(long Start, long End)> Parts(
        IReadOnlyList<(long Start, long End)> ranges,
        bool descending
    )
    {
        long size = FirstPart;
        foreach ((long start, long end) in descending ? ranges.Reverse() : ranges)
        {
            long low = start;
            long high = end;
            while (low <= high)
            {
                long length = Math.Min(size, high - low + 1);
                yield return descending ? (high - length + 1, high) : (low, low + length - 1);
                (low, high) = descending ? (low, high - length) : (low + length, high);
                size = Math.Min(2 * size, LargestPart);
            }
        }
    }

    private List<long> Wait(int part)
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
                if (_found[part] is { } ids)
                {
                    _found[part] = null;
                    return ids;
                }
                _progress.Reset();
            }
            _progress.Wait(_stop.Token);
        }
    }

    private void Work(Func<SearchConnection> open)
    {
        try
        {
            using SearchConnection connection = open();
            var output = new ScanOutput(int.MaxValue, _descending, WithRows: false, WithPayload: false);
            using RowScanner scanner = connection.Scanner(_plan, output);
            while (Take() is var part and >= 0)
            {
                List<long> ids = connection.Search(scanner, output, _parts[part], _stop.Token);
                lock (_lock)
                {
                    _found[part] = ids;
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
