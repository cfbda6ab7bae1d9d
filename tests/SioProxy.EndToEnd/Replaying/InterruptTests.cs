using System.Diagnostics;
using System.Text.Json;
using SioProxy.EndToEnd.Endpoints;
using SioProxy.EndToEnd.Harness;

namespace SioProxy.EndToEnd.Replaying;

/// <summary>Ctrl+C half way through a replay: what was played until then is in the report.</summary>
public sealed class InterruptTests : IAsyncLifetime
{
    private RecordedChat? _chat;

    public async ValueTask InitializeAsync() =>
        _chat = await RecordedChat.MakeAsync(4, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_chat is not null)
        {
            await _chat.DisposeAsync();
        }
    }

    [Fact]
    public async Task Replay_Interrupted_ReportsWhatWasPlayedAndEndsWith2()
    {
        string report = InFolder("half.xml");
        string run = InFolder("half.db");
        ProgramResult result = await InterruptAsync(1, "--json", "--report", report, "--record", run);
        Assert.True(result.ExitCode == 2, result.Output + result.Errors);
        using JsonDocument json = JsonDocument.Parse(result.Output);
        Assert.StartsWith(
            "Could not be played: It was interrupted.",
            json.RootElement.GetProperty("verdict").GetString(),
            StringComparison.Ordinal
        );
        string[] verdicts =
        [
            .. json
                .RootElement.GetProperty("sockets")
                .EnumerateArray()
                .SelectMany(socket => socket.GetProperty("steps").EnumerateArray())
                .Select(step => $"{step.GetProperty("verdict")} {step.GetProperty("name")}"),
        ];
        Assert.Contains("same liked", verdicts);
        Assert.Contains("same remind", verdicts);
        Assert.Contains("missing reminder", verdicts);
        Assert.Contains("error upload", verdicts);
        Assert.Contains(
            "is played to its end",
            await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
        ProgramResult recorded = await Programs.RunAsync(Programs.Viewer("list", run, "event:remind"));
        Assert.Contains("remind", recorded.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_OfManyClientsInterrupted_TellsHowFarTheyCameAndEndsWith2()
    {
        ProgramResult text = await InterruptAsync(3, "--clients", "3");
        Assert.True(text.ExitCode == 2, text.Output + text.Errors);
        Assert.StartsWith(
            "Could not be played: it was interrupted when 3 of 3 copies had begun and 0 had ended.",
            text.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("ack latency: p50", text.Output, StringComparison.Ordinal);
        ProgramResult asJson = await InterruptAsync(2, "--clients", "100", "--ramp", "300s", "--json");
        using JsonDocument json = JsonDocument.Parse(asJson.Output);
        Assert.True(json.RootElement.GetProperty("interrupted").GetBoolean());
        Assert.InRange(json.RootElement.GetProperty("failed").GetInt32(), 2, 99);
        Assert.Equal(2, asJson.ExitCode);
    }

    /// <summary>Ctrl+C once so many clients wait for what does not come.</summary>
    private async Task<ProgramResult> InterruptAsync(int waiting, params string[] more)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(120));
        (NodeScript server, string url) = await RecordedChat.StartServerAsync(4, "stuck", timeout.Token);
        await using (server)
        {
            using Process viewer = Process.Start(_chat!.Replay(RecordedChat.Rules, url, ["--timeout", "1h", .. more]))!;
            Task<string> output = viewer.StandardOutput.ReadToEndAsync(timeout.Token);
            Task<string> errors = viewer.StandardError.ReadToEndAsync(timeout.Token);
            bool areWaiting = await WaitAsync(server, viewer, waiting);
            await Programs.SignalAsync(viewer.Id);
            await viewer.WaitForExitAsync(timeout.Token);
            Assert.True(areWaiting, "It did not come so far: " + await output + await errors);
            return new ProgramResult(viewer.ExitCode, await output, await errors);
        }
    }

    private static async Task<bool> WaitAsync(NodeScript server, Process viewer, int waiting)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        try
        {
            Task ended = viewer.WaitForExitAsync(patience.Token);
            for (int i = 0; i < waiting; i++)
            {
                Task<string> line = server.ReadLineAsync(patience.Token);
                if (await Task.WhenAny(line, ended) != line)
                {
                    return false;
                }
                Assert.Equal("stuck", await line);
            }
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private string InFolder(string name) => Path.Combine(Path.GetDirectoryName(_chat!.Capture)!, name);
}
