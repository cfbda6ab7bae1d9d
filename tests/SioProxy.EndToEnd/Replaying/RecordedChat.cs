using System.Diagnostics;
using System.Globalization;
using SioProxy.EndToEnd.Endpoints;
using SioProxy.EndToEnd.Harness;

namespace SioProxy.EndToEnd.Replaying;

/// <summary>Two people in a chat, recorded through the real proxy, and the server's builds to replay it against.</summary>
internal sealed class RecordedChat : IAsyncDisposable
{
    private readonly RunningProxy _proxy;

    private RecordedChat(int version, RunningProxy proxy)
    {
        Version = version;
        _proxy = proxy;
    }

    public int Version { get; }

    public string Capture => _proxy.Capture;

    public static string Rules { get; } = Path.Combine(NodeModules.Folder, "replay", "rules.json");

    public static async Task<RecordedChat> MakeAsync(int version, CancellationToken cancellationToken)
    {
        (NodeScript server, string url) = await StartServerAsync(version, "", cancellationToken);
        await using (server)
        {
            RunningProxy proxy = await RunningProxy.StartAsync([url]);
            try
            {
                await using NodeScript clients = await NodeScript.StartAsync(
                    "../replay/client.js",
                    version.ToString(CultureInfo.InvariantCulture),
                    proxy.Url
                );
                Assert.Equal("ok", (await clients.ReadToEndAsync(cancellationToken)).Trim());
                Assert.Equal(0, await proxy.StopAsync());
                return new RecordedChat(version, proxy);
            }
            catch
            {
                await proxy.DisposeAsync();
                throw;
            }
        }
    }

    public static async Task<(NodeScript Server, string Url)> StartServerAsync(
        int version,
        string fault,
        CancellationToken cancellationToken
    )
    {
        NodeScript server = await NodeScript.StartAsync(
            "../replay/server.js",
            version.ToString(CultureInfo.InvariantCulture),
            fault
        );
        return (server, $"http://127.0.0.1:{await server.ReadLineAsync(cancellationToken)}");
    }

    /// <summary>Plays it by the chat's rules, as <c>sioview replay</c>.</summary>
    public Task<ProgramResult> ReplayAsync(string url, params string[] more) => ReplayByAsync(Rules, url, more);

    /// <summary>Plays it by other rules.</summary>
    public Task<ProgramResult> ReplayByAsync(string rules, string url, params string[] more) =>
        Programs.RunAsync(Replay(rules, url, more));

    /// <summary>The program that plays it, not started.</summary>
    public ProcessStartInfo Replay(string rules, string url, params string[] more) =>
        Programs.Viewer([
            "replay",
            Capture,
            "--target",
            url,
            "--rules",
            rules,
            "--set",
            "password=mast and sail",
            .. more,
        ]);

    public ValueTask DisposeAsync() => _proxy.DisposeAsync();
}
