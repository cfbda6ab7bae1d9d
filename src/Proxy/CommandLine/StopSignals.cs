using System.Runtime.InteropServices;

namespace SioProxy.Proxy.CommandLine;

/// <summary>
/// SIGINT and SIGTERM: the first asks to stop, a second one ends the process at once. What passes signals on (timeout,
/// shells, package runners) may send one of them twice, to the process and to its group: those are one.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private static readonly TimeSpan SameSignal = TimeSpan.FromMilliseconds(250);

    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _time;
    private readonly Action _endAtOnce;
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private long _askedAt;

    public StopSignals(TimeProvider time)
        : this(time, static () => Environment.Exit(1)) { }

    internal StopSignals(TimeProvider time, Action endAtOnce)
    {
        _time = time;
        _endAtOnce = endAtOnce;
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
    }

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await using CancellationTokenRegistration cancelled = cancellationToken.UnsafeRegister(
            static state => ((TaskCompletionSource)state!).TrySetResult(),
            _asked
        );
        await _asked.Task;
    }

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
    }

    internal void OnSignal()
    {
        long now = _time.GetTimestamp();
        long first = Interlocked.CompareExchange(ref _askedAt, now, 0);
        if (first == 0)
        {
            _asked.TrySetResult();
        }
        else if (_time.GetElapsedTime(first, now) > SameSignal)
        {
            _endAtOnce();
        }
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        OnSignal();
    }
}
