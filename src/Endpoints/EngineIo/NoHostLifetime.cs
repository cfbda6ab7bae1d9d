using Microsoft.Extensions.Hosting;

namespace SioProxy.Endpoints.EngineIo;

/// <summary>Leaves the process's signals alone: they are the program's, not one server's.</summary>
internal sealed class NoHostLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
