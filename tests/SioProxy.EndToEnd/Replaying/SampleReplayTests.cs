using System.Globalization;
using SioProxy.EndToEnd.Endpoints;
using SioProxy.EndToEnd.Harness;

namespace SioProxy.EndToEnd.Replaying;

/// <summary>The captures of recordings/samples, played against the applications that they were made with.</summary>
public sealed class SampleReplayTests
{
    [Theory]
    [InlineData("v2-chat", "chat", 2)]
    [InlineData("v3-upload", "upload", 3)]
    [InlineData("v4-chat", "chat", 4)]
    [InlineData("v4-msgpack", "board", 4)]
    [InlineData("v4-recovery", "recovery", 4)]
    public async Task Replay_OfASampleAgainstItsApplication_IsTheSame(string sample, string application, int version)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(120));
        string samples = Path.Combine(Repository.Root, "recordings", "samples");
        string folder = Directory.CreateTempSubdirectory("sioproxy-sample-").FullName;
        string capture = Path.Combine(folder, sample + ".db"); // readers leave files beside a capture
        File.Copy(Path.Combine(samples, sample + ".db"), capture);
        await using NodeScript server = await NodeScript.StartAsync(
            "../replay/sample-server.js",
            Path.Combine(samples, "make"),
            application,
            version.ToString(CultureInfo.InvariantCulture)
        );
        string url = $"http://127.0.0.1:{await server.ReadLineAsync(timeout.Token)}";
        string run = Path.Combine(folder, "run.db");
        string[] secrets = ["--set", "password=mast and sail", "--set", "token=any"];
        ProgramResult played = await ViewAsync(["replay", capture, "--target", url, "--record", run, .. secrets]);
        Assert.True(played.ExitCode == 0, played.Output + played.Errors);
        ProgramResult compared = await ViewAsync(["diff", capture, run]);
        Assert.True(compared.ExitCode == 0, compared.Output + compared.Errors);
        Directory.Delete(folder, recursive: true);
    }

    private static Task<ProgramResult> ViewAsync(string[] arguments) => Programs.RunAsync(Programs.Viewer(arguments));
}
