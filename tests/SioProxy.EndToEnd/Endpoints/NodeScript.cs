using System.Diagnostics;
using SioProxy.EndToEnd.Harness;

namespace SioProxy.EndToEnd.Endpoints;

/// <summary>A script of <c>node/endpoints</c>, run with the real Socket.IO packages.</summary>
internal sealed class NodeScript : IAsyncDisposable
{
    private readonly Process _process;

    private NodeScript(Process process) => _process = process;

    public static async Task<NodeScript> StartAsync(params IEnumerable<string> arguments)
    {
        await NodeModules.EnsureAsync();
        var start = new ProcessStartInfo("node", arguments)
        {
            WorkingDirectory = Path.Combine(NodeModules.Folder, "endpoints"),
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return new NodeScript(Process.Start(start)!);
    }

    public async Task<string> ReadLineAsync(CancellationToken cancellationToken) =>
        await _process.StandardOutput.ReadLineAsync(cancellationToken) ?? "";

    public Task<string> ReadToEndAsync(CancellationToken cancellationToken) =>
        _process.StandardOutput.ReadToEndAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        if (!_process.HasExited)
        {
            _process.Kill();
        }
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
