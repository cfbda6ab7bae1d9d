using System.Globalization;
using SioProxy.EndToEnd.Endpoints;
using SioProxy.EndToEnd.Harness;

namespace SioProxy.EndToEnd.Replaying;

/// <summary>What a real browser's developer tools saw of a chat, without the proxy: imported, replayed, compared.</summary>
public sealed class ImportedHarTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Import_OfARealBrowsersHar_CanBeReplayedAndCompared(int version)
    {
        Browser.SkipUnlessThere();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(180));
        string folder = Directory.CreateTempSubdirectory("sioproxy-har-").FullName;
        string har = Path.Combine(folder, "chat.har");
        string capture = Path.Combine(folder, "chat.db");
        string run = Path.Combine(folder, "run.db");
        (NodeScript server, string url) = await RecordedChat.StartServerAsync(version, "", timeout.Token);
        await using (server)
        {
            string number = version.ToString(CultureInfo.InvariantCulture);
            await using NodeScript page = await NodeScript.StartAsync("../page/har.js", number, url, har);
            Assert.Equal("ok", (await page.ReadToEndAsync(timeout.Token)).Trim());

            ProgramResult imported = await ViewAsync("import", har, "--output", capture);
            Assert.True(imported.ExitCode == 0, imported.Errors);
            ProgramResult secrets = await ViewAsync("list", capture, "\"mast and sail\"");
            Assert.Equal("", secrets.Output);
            ProgramResult sessions = await ViewAsync("sessions", capture);
            Assert.Contains("polling, then websocket", sessions.Output, StringComparison.Ordinal);

            string[] rules = ["--rules", RecordedChat.Rules];
            ProgramResult played = await ViewAsync([
                "replay",
                capture,
                "--target",
                url,
                "--set",
                "password=mast and sail",
                "--record",
                run,
                .. rules,
            ]);
            Assert.True(played.ExitCode == 0, played.Output + played.Errors);
            ProgramResult compared = await ViewAsync(["diff", capture, run, .. rules]);
            Assert.True(compared.ExitCode == 0, compared.Output + compared.Errors);
        }
    }

    private static Task<ProgramResult> ViewAsync(params string[] arguments) =>
        Programs.RunAsync(Programs.Viewer(arguments));
}
