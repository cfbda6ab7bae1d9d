namespace SioProxy.Benchmarks.Soak.Running;

/// <summary>Samples a process' resident memory until disposed.</summary>
internal sealed class MemoryWatch : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    private readonly ProxyProcess _process;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _sampling;

    public MemoryWatch(ProxyProcess process)
    {
        _process = process;
        Start = process.ResidentBytes;
        Largest = Start;
        _sampling = SampleAsync();
    }

    /// <summary>Resident bytes when the watch began.</summary>
    public long Start { get; }

    /// <summary>The most that was resident at any sample.</summary>
    public long Largest { get; private set; }

    /// <summary>How much more was resident than at the start.</summary>
    public long Growth => Largest - Start;

    /// <summary>Takes no more samples.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _sampling;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task SampleAsync()
    {
        while (!_stop.IsCancellationRequested && !_process.HasExited)
        {
            Largest = Math.Max(Largest, _process.ResidentBytes);
            await Task.Delay(Period, CancellationToken.None);
        }
    }
}
