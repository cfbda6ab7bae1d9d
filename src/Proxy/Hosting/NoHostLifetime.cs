using Microsoft.Extensions.Hosting;

namespace SioProxy.Proxy.Hosting;

/// <summary>Leaves signals to the program.</summary>
internal sealed class NoHostLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
