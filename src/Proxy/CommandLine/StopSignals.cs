using System.Runtime.InteropServices;

namespace SioProxy.Proxy.CommandLine;

/// <summary>SIGINT and SIGTERM: the first asks to stop, the second ends the process at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    public StopSignals()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
    }

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await using CancellationTokenRegistration cancelled = cancellationToken.UnsafeRegister(
            static state => ((TaskCompletionSource)state!).TrySetResult(),
            _asked
        );
#pragma warning disable VSTHRD003 // completed by a signal; there is no context to deadlock on
        await _asked.Task;
#pragma warning restore VSTHRD003
    }

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (!_asked.TrySetResult())
        {
            Environment.Exit(1);
        }
    }
}
