namespace SioProxy.Endpoints.SocketIo;

/// <summary>
/// Starts an application's handlers in order without waiting for them, as one may wait for an ack that is still to be read;
/// when very many are under way, the next one waits.
/// </summary>
internal sealed class HandlerRuns(Action<Exception>? onError) : IDisposable
{
    private const int Limit = 1024;
    private readonly SemaphoreSlim _room = new(Limit);

    public async ValueTask StartAsync(Func<ValueTask> handler, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken);
        _ = RunAsync(handler);
    }

    public void Dispose() => _room.Dispose();

    private async Task RunAsync(Func<ValueTask> handler)
    {
        try
        {
            await handler();
        }
        catch (OperationCanceledException)
        {
            // The session has ended.
        }
#pragma warning disable CA1031 // the application's code: told to whoever asked to be told
        catch (Exception e)
#pragma warning restore CA1031
        {
            onError?.Invoke(e);
        }
        finally
        {
            _room.Release();
        }
    }
}
