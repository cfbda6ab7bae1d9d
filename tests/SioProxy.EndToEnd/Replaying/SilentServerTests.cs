using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SioProxy.EndToEnd.Harness;

namespace SioProxy.EndToEnd.Replaying;

/// <summary>A server that takes connections and never says a word.</summary>
public sealed class SilentServerTests : IDisposable
{
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private readonly string _folder = Directory.CreateTempSubdirectory("sioproxy-silent-").FullName;

    public SilentServerTests() => _server.Start();

    public void Dispose()
    {
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Replay_AgainstIt_GivesUpAtTheFirstSession()
    {
        ProgramResult played = await Programs.RunAsync(Replay("--timeout", "100ms"));
        Assert.True(played.ExitCode == 2, played.Output + played.Errors);
        Assert.StartsWith("Could not be played: client 1", played.Output, StringComparison.Ordinal);
        Assert.Contains("did not answer in time", played.Output, StringComparison.Ordinal);
        Assert.Contains("It was not tried", played.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_InterruptedWhileItConnects_SaysSo()
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(60));
        using Process viewer = Process.Start(Replay("--timeout", "1h"))!;
        using TcpClient connected = await _server.AcceptTcpClientAsync(timeout.Token);
        await Programs.SignalAsync(viewer.Id);
        string output = await viewer.StandardOutput.ReadToEndAsync(timeout.Token);
        string errors = await viewer.StandardError.ReadToEndAsync(timeout.Token);
        await viewer.WaitForExitAsync(timeout.Token);
        Assert.True(viewer.ExitCode == 2, output + errors);
        Assert.StartsWith("Could not be played: It was interrupted.", output, StringComparison.Ordinal);
        Assert.Equal("", errors);
    }

    private ProcessStartInfo Replay(params string[] more)
    {
        string capture = Path.Combine(_folder, "chat.db");
        File.Copy(Repository.Sample("v4-chat"), capture, overwrite: true);
        string url = $"http://{_server.LocalEndpoint}";
        return Programs.Viewer(["replay", capture, "--target", url, "--set", "password=x", .. more]);
    }
}
