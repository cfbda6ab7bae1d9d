using SioProxy.EndToEnd.Harness;
using SioProxy.EndToEnd.Playing;

[assembly: AssemblyFixture(typeof(Theatre))]

namespace SioProxy.EndToEnd.Playing;

/// <summary>
/// Plays every <see cref="ServerSetup"/> once per run, a few at a time, when the first test asks; the tests then look
/// at what came of it.
/// </summary>
public sealed class Theatre : IAsyncLifetime
{
    private const int AtOnce = 4; // they wait more than they compute

    private readonly Lazy<Task<NodeHarness>> _harness = new(NodeHarness.StartAsync);
    private readonly Lazy<Dictionary<string, Task<Stage>>> _stages;
    private readonly SemaphoreSlim _places = new(AtOnce);

    public Theatre() =>
        _stages = new(() => ServerSetups.All.ToDictionary(setup => setup.Id, PlayAsync, StringComparer.Ordinal));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_stages.IsValueCreated)
        {
            await Task.WhenAll(_stages.Value.Values).ContinueWith(_ => { }, TaskScheduler.Default); // failures are the tests' to tell
        }
        if (_harness.IsValueCreated && _harness.Value.IsCompletedSuccessfully)
        {
            await (await _harness.Value).DisposeAsync();
        }
        _places.Dispose();
    }

    /// <summary>The Node.js process that all tests share.</summary>
    internal async Task<NodeHarness> HarnessAsync()
    {
        await NodeModules.EnsureAsync();
        return await _harness.Value;
    }

    internal async Task<Stage> StageAsync(string server)
    {
        await NodeModules.EnsureAsync();
        return await _stages.Value[server];
    }

    private async Task<Stage> PlayAsync(ServerSetup setup)
    {
        await _places.WaitAsync();
        try
        {
            return await Stage.PlayAsync(await _harness.Value, setup);
        }
        finally
        {
            _places.Release();
        }
    }
}
