namespace SioProxy.Endpoints.EngineIo;

/// <summary>What waits to be sent on one session: bounded in groups, drained by whichever transport is the current one.</summary>
internal sealed class PacketQueue(int capacity) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<Entry> _entries = new();
    private readonly SemaphoreSlim _room = new(capacity);
    private readonly CancellationTokenSource _completed = new();
    private TaskCompletionSource _signal = NewSignal();
    private bool _closedToSenders;
    private bool _isInterrupted;

    /// <summary>Whether nothing can be added, and nothing is left.</summary>
    public bool IsDrained
    {
        get
        {
            lock (_lock)
            {
                return _closedToSenders && _entries.Count == 0;
            }
        }
    }

    public bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count == 0;
            }
        }
    }

    /// <summary>Adds packets that nothing may come between; waits while there is no room.</summary>
    /// <returns>False when nothing can be added any more.</returns>
    public ValueTask<bool> EnqueueAsync(
        EnginePacket packet,
        IReadOnlyList<EnginePacket>? followers,
        CancellationToken cancellationToken
    ) =>
        TryTakeRoom()
            ? ValueTask.FromResult(Add(packet, followers, takesRoom: true))
            : EnqueueWhenThereIsRoomAsync(packet, followers, cancellationToken);

    /// <summary>Adds a packet of the protocol's own, room or not.</summary>
    public bool Enqueue(EnginePacket packet) => Add(packet, followers: null, takesRoom: false);

    /// <summary>Takes the next packet, if there is one.</summary>
    public bool TryDequeue(out EnginePacket packet)
    {
        lock (_lock)
        {
            if (!_entries.TryDequeue(out Entry entry))
            {
                packet = default;
                return false;
            }
            packet = entry.Packet;
            if (entry.ReturnsRoom)
            {
                _room.Release();
            }
            return true;
        }
    }

    /// <summary>Sees the next packet without taking it.</summary>
    public bool TryPeek(out EnginePacket packet)
    {
        lock (_lock)
        {
            bool any = _entries.TryPeek(out Entry entry);
            packet = entry.Packet;
            return any;
        }
    }

    /// <summary>Returns when there is a packet, when <see cref="Wake"/> is called, or when nothing will come any more.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _entries.Count > 0 || _closedToSenders || _isInterrupted
                ? Task.CompletedTask
                : _signal.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Lets those who wait look around.</summary>
    public void Wake()
    {
        TaskCompletionSource signal;
        lock (_lock)
        {
            signal = _signal;
            _signal = NewSignal();
        }
        signal.TrySetResult();
    }

    /// <summary>Lets those who wait look around, now and until <see cref="Resume"/>.</summary>
    public void Interrupt()
    {
        lock (_lock)
        {
            _isInterrupted = true;
        }
        Wake();
    }

    public void Resume()
    {
        lock (_lock)
        {
            _isInterrupted = false;
        }
    }

    /// <summary>Takes no more packets; those that are here can still be taken out.</summary>
    public void CompleteAdding()
    {
        lock (_lock)
        {
            if (_closedToSenders)
            {
                return;
            }
            _closedToSenders = true;
        }
        _completed.Cancel();
        Wake();
    }

    /// <summary>Takes no more packets, and drops those that are here.</summary>
    public void Discard()
    {
        CompleteAdding();
        lock (_lock)
        {
            _entries.Clear();
        }
    }

    public void Dispose()
    {
        _room.Dispose();
        _completed.Dispose();
    }

    private bool TryTakeRoom() => _room.Wait(TimeSpan.Zero);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async ValueTask<bool> EnqueueWhenThereIsRoomAsync(
        EnginePacket packet,
        IReadOnlyList<EnginePacket>? followers,
        CancellationToken cancellationToken
    )
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _completed.Token);
        try
        {
            await _room.WaitAsync(linked.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        return Add(packet, followers, takesRoom: true);
    }

    private bool Add(EnginePacket packet, IReadOnlyList<EnginePacket>? followers, bool takesRoom)
    {
        lock (_lock)
        {
            if (_closedToSenders)
            {
                return false;
            }
            int count = followers?.Count ?? 0;
            _entries.Enqueue(new Entry(packet, takesRoom && count == 0));
            for (int i = 0; i < count; i++)
            {
                _entries.Enqueue(new Entry(followers![i], takesRoom && i == count - 1));
            }
        }
        Wake();
        return true;
    }

    private readonly record struct Entry(EnginePacket Packet, bool ReturnsRoom);
}
