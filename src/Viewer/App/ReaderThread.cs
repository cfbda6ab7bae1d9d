using SioProxy.Storage;

namespace SioProxy.Viewer.App;

/// <summary>
/// A thread with a reader of the capture of its own. Work is done in the order it came; work that answers to the same name
/// replaces what is waiting under that name and cancels what runs, so that only the latest question is answered.
/// </summary>
internal sealed class ReaderThread : IDisposable
{
    private readonly Func<CaptureReader> _open;
    private readonly Action<Exception> _failed;
    private readonly Thread _thread;
    private readonly Lock _gate = new();
    private readonly LinkedList<Job> _waiting = new();
    private readonly SemaphoreSlim _available = new(0);
    private readonly TimeSpan _idle;
    private readonly Action<CaptureReader>? _onIdle;
    private CancellationTokenSource _running = new();
    private string? _runningName;
    private volatile bool _isDisposed;

    /// <param name="name">The thread's name, for people who debug.</param>
    /// <param name="open">Opens the reader, on the thread.</param>
    /// <param name="failed">Told, on the thread, of what went wrong.</param>
    /// <param name="onIdle">Called whenever nothing came for <paramref name="idle"/>.</param>
    public ReaderThread(
        string name,
        Func<CaptureReader> open,
        Action<Exception> failed,
        Action<CaptureReader>? onIdle = null,
        TimeSpan? idle = null
    )
    {
        _open = open;
        _failed = failed;
        _onIdle = onIdle;
        _idle = onIdle is null ? Timeout.InfiniteTimeSpan : idle ?? TimeSpan.FromMilliseconds(100);
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>Does the work after all that is waiting.</summary>
    public void Do(Action<CaptureReader, CancellationToken> work) => Add(new Job(null, work, null));

    /// <summary>Does the work instead of what waits or runs under this name.</summary>
    /// <param name="failed">Told, on the thread, when it could not be done, before whoever is told of everything.</param>
    public void Replace(string name, Action<CaptureReader, CancellationToken> work, Action<Exception>? failed = null) =>
        Add(new Job(name, work, failed));

    /// <summary>Drops what waits under this name and cancels it if it runs.</summary>
    public void Cancel(string name)
    {
        lock (_gate)
        {
            Drop(name);
        }
    }

    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }
        _isDisposed = true;
        lock (_gate)
        {
            _waiting.Clear();
            _running.Cancel();
        }
        _available.Release();
        if (Environment.CurrentManagedThreadId != _thread.ManagedThreadId)
        {
            _thread.Join();
        }
        _available.Dispose();
        _running.Dispose();
    }

    private void Add(Job job)
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }
            if (job.Name is { } name)
            {
                Drop(name);
            }
            _waiting.AddLast(job);
        }
        _available.Release();
    }

    private void Drop(string name)
    {
        for (var node = _waiting.First; node is not null; )
        {
            var next = node.Next;
            if (string.Equals(node.Value.Name, name, StringComparison.Ordinal))
            {
                _waiting.Remove(node);
            }
            node = next;
        }
        if (string.Equals(_runningName, name, StringComparison.Ordinal))
        {
            _running.Cancel();
        }
    }

    private void Run()
    {
        CaptureReader? reader = null;
        try
        {
            while (!_isDisposed)
            {
                bool isWork = _available.Wait(_idle);
                if (_isDisposed)
                {
                    return;
                }
                (Job Job, CancellationToken Cancellation)? next = isWork ? Take() : null;
                try
                {
                    if (!isWork)
                    {
                        _onIdle?.Invoke(reader ??= _open());
                    }
                    else if (next is { } due)
                    {
                        due.Job.Work(reader ??= _open(), due.Cancellation);
                    }
                }
                catch (OperationCanceledException)
                {
                    // It was replaced.
                }
                catch (Exception exception) // the top of this thread's loop: the screen says what happened
                {
                    next?.Job.Failed?.Invoke(exception);
                    _failed(exception);
                }
                finally
                {
                    lock (_gate)
                    {
                        _runningName = null;
                    }
                }
            }
        }
        finally
        {
            reader?.Dispose();
        }
    }

    private (Job Job, CancellationToken Cancellation)? Take()
    {
        lock (_gate)
        {
            if (_waiting.First is not { } first)
            {
                return null; // it was dropped meanwhile
            }
            _waiting.RemoveFirst();
            if (_running.IsCancellationRequested)
            {
                _running.Dispose();
                _running = new CancellationTokenSource();
            }
            _runningName = first.Value.Name;
            return (first.Value, _running.Token);
        }
    }

    private sealed record Job(string? Name, Action<CaptureReader, CancellationToken> Work, Action<Exception>? Failed);
}
