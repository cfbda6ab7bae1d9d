using System.Text.Json.Nodes;
using SioProxy.EndToEnd.Harness;

namespace SioProxy.EndToEnd.Playing;

/// <summary>Everything of one <see cref="ServerSetup"/>, played twice: directly, and through a proxy that records.</summary>
internal sealed class Stage
{
    private readonly Dictionary<Case, JsonObject> _directly = [];
    private readonly Dictionary<Case, JsonObject> _throughTheProxy = [];
    private readonly Dictionary<Case, Exception> _failures = [];

    /// <summary>What the proxy recorded, as `sioview export` writes it.</summary>
    public Export Export { get; private set; } = new([]);

    /// <summary>What the proxy said on standard error.</summary>
    public string ProxyErrors { get; private set; } = "";

    public int ProxyExitCode { get; private set; } = -1;

    public JsonObject Directly(Case played) => Find(_directly, played);

    public JsonObject ThroughTheProxy(Case played) => Find(_throughTheProxy, played);

    public static async Task<Stage> PlayAsync(NodeHarness harness, ServerSetup setup)
    {
        Stage stage = new();
        int port = await harness.ServeAsync(setup.Options);
        string upstream = $"http://127.0.0.1:{port}";
        await stage.PlayAllAsync(harness, setup, upstream, stage._directly);
        await using RunningProxy proxy = await RunningProxy.StartAsync([upstream], "--no-redact", "--quiet");
        await stage.PlayAllAsync(harness, setup, proxy.Url, stage._throughTheProxy);
        stage.ProxyExitCode = await proxy.StopAsync();
        stage.ProxyErrors = proxy.Errors;
        stage.Export = await Export.ReadAsync(proxy.Capture);
        await harness.CloseAsync(setup.Id);
        return stage;
    }

    private async Task PlayAllAsync(
        NodeHarness harness,
        ServerSetup setup,
        string url,
        Dictionary<Case, JsonObject> results
    )
    {
        foreach (Case played in setup.Cases) // one after the other: a capture's order is then the order of play
        {
            try
            {
                results[played] = await harness.PlayAsync(Request(played, url));
            }
            catch (InvalidOperationException failure)
            {
                _failures[played] = new InvalidOperationException($"{played} at {url} failed", failure);
            }
        }
    }

    private static JsonObject Request(Case played, string url)
    {
        string[] parts = played.Scenario.Split('+');
        JsonObject request = new()
        {
            ["server"] = played.Server,
            ["url"] = url,
            ["scenario"] = parts[0],
            ["client"] = played.Client,
            ["transport"] = played.Transport,
        };
        if (parts.Contains("base64", StringComparer.Ordinal))
        {
            request["options"] = new JsonObject { ["forceBase64"] = true };
        }
        return request;
    }

    private JsonObject Find(Dictionary<Case, JsonObject> results, Case played) =>
        results.TryGetValue(played, out JsonObject? result) ? result : throw _failures[played];
}
