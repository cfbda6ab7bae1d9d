using System.Diagnostics;
using System.Text.Json;
using SioProxy.EndToEnd.Harness;

namespace SioProxy.EndToEnd.Playing;

/// <summary>A case of <c>node/faults.js</c> or <c>node/stories.js</c>, played by real clients and servers through a proxy that records.</summary>
internal static class StagedCase
{
    /// <summary>Plays it, stops the proxy, and hands over the capture, which is deleted then.</summary>
    public static async Task RecordAsync(string script, string name, Func<string, Task> use)
    {
        await NodeModules.EnsureAsync();
        ProcessStartInfo start = new("node", [script, name])
        {
            WorkingDirectory = NodeModules.Folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process node = Process.Start(start)!;
        Task<string> errors = node.StandardError.ReadToEndAsync();
        string? ports = await node.StandardOutput.ReadLineAsync();
        if (ports is null)
        {
            Assert.Fail(await errors);
        }
        IEnumerable<string> upstreams = JsonSerializer
            .Deserialize<int[]>(ports)!
            .Select(port => FormattableString.Invariant($"http://127.0.0.1:{port}"));
        await using RunningProxy proxy = await RunningProxy.StartAsync(upstreams, "--quiet");
        await node.StandardInput.WriteLineAsync(proxy.Url);
        node.StandardInput.Close();
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, await errors);
        _ = await proxy.StopAsync();
        await use(proxy.Capture);
    }
}
