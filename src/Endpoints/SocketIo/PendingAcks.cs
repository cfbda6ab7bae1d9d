using System.Collections.Concurrent;

namespace SioProxy.Endpoints.SocketIo;

/// <summary>The acks that one end of a namespace waits for.</summary>
internal sealed class PendingAcks
{
    private readonly ConcurrentDictionary<long, TaskCompletionSource<SocketIoArguments>> _waiting = new();
    private long _last = -1;

    /// <summary>The next ack id, and the answer to come.</summary>
    public Task<SocketIoArguments> Expect(out long id)
    {
        id = Interlocked.Increment(ref _last);
        var source = new TaskCompletionSource<SocketIoArguments>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = source;
        return source.Task;
    }

    public void Forget(long id) => _waiting.TryRemove(id, out _);

    public void Answer(SocketIoMessage ack)
    {
        if (ack.AckId is { } id && _waiting.TryRemove(id, out TaskCompletionSource<SocketIoArguments>? source))
        {
            ReadOnlyMemory<byte> json = ack.Payload ?? SocketIoArguments.Empty.Json;
            source.TrySetResult(new SocketIoArguments(json, ack.Attachments));
        }
    }

    public void FailAll(string reason)
    {
        foreach (long id in _waiting.Keys)
        {
            if (_waiting.TryRemove(id, out TaskCompletionSource<SocketIoArguments>? source))
            {
                source.TrySetException(new SocketIoException($"The socket has left ({reason}): no ack will come."));
            }
        }
    }

    /// <summary>Sends an event and waits for its ack.</summary>
    public async Task<SocketIoArguments> AskAsync(
        Func<long, ValueTask> send,
        TimeSpan timeout,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        Task<SocketIoArguments> answer = Expect(out long id);
        try
        {
            await send(id);
            return await answer.WaitAsync(timeout, time, cancellationToken);
        }
        finally
        {
            Forget(id);
        }
    }
}
