using System.Text.Json;
using SioProxy.EndToEnd.Endpoints;
using SioProxy.EndToEnd.Harness;

namespace SioProxy.EndToEnd.Replaying;

/// <summary>A real application recorded through the proxy, replayed against the same build and against broken ones.</summary>
public sealed class ReplayTests
{
    [Theory]
    [InlineData("renamed", "step ", " message (", "'msg' came with the same arguments")]
    [InlineData("field", "step ", " message (", "args[0].text")]
    [InlineData("silent", "step ", "ack of say", "is missing")]
    [InlineData("order", "step ", "welcome", "out of order")]
    [InlineData("extra", "an extra step debug", "client 2, /chat", "was not recorded")]
    [InlineData("auth", "step ", "CONNECT (client 1, /chat) differs at type", "No more guests")]
    [InlineData("slow", "step ", "ack of say", "came late")]
    public async Task Replay_AgainstABrokenBuild_NamesTheStepInItsFirstLine(string fault, params string[] named)
    {
        using CancellationTokenSource timeout = Timeout();
        RecordedChat chat = await Recorded.Value;
        (NodeScript server, string url) = await RecordedChat.StartServerAsync(4, fault, timeout.Token);
        await using (server)
        {
            ProgramResult result = await chat.ReplayAsync(url);
            string first = result.Output.Split('\n')[0];
            Assert.True(result.ExitCode == 1, result.Output + result.Errors);
            Assert.All(named, part => Assert.Contains(part, first, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Replay_AgainstAServerThatDiesHalfWay_CouldNotBePlayedAndTellsWhatWas()
    {
        using CancellationTokenSource timeout = Timeout();
        RecordedChat chat = await Recorded.Value;
        (NodeScript server, string url) = await RecordedChat.StartServerAsync(4, "dies", timeout.Token);
        await using (server)
        {
            ProgramResult result = await chat.ReplayAsync(url, "--json");
            Assert.True(result.ExitCode == 2, result.Output + result.Errors);
            using JsonDocument report = JsonDocument.Parse(result.Output);
            Assert.Contains(
                "went away",
                report.RootElement.GetProperty("failure").GetString(),
                StringComparison.Ordinal
            );
            JsonElement[] steps =
            [
                .. report
                    .RootElement.GetProperty("sockets")
                    .EnumerateArray()
                    .SelectMany(socket => socket.GetProperty("steps").EnumerateArray()),
            ];
            Assert.Contains(steps, step => Is(step, "same", "liked"));
            Assert.Contains(steps, step => Is(step, "error", "DISCONNECT"));
        }
    }

    [Fact]
    public async Task Replay_WithRecord_LeavesACaptureThatIsTheSameByTheSameRules()
    {
        using CancellationTokenSource timeout = Timeout();
        RecordedChat chat = await Recorded.Value;
        (NodeScript server, string url) = await RecordedChat.StartServerAsync(4, "", timeout.Token);
        await using (server)
        {
            string run = Path.Combine(Path.GetDirectoryName(chat.Capture)!, "run.db");
            ProgramResult played = await chat.ReplayAsync(url, "--record", run, "--transport", "websocket");
            Assert.True(played.ExitCode == 0, played.Output + played.Errors);
            ProgramResult diff = await Programs.RunAsync(
                Programs.Viewer("diff", chat.Capture, run, "--rules", RecordedChat.Rules)
            );
            Assert.True(diff.ExitCode == 0, diff.Output + diff.Errors);
            ProgramResult secrets = await Programs.RunAsync(Programs.Viewer("list", run, "\"mast and sail\""));
            Assert.Equal("", secrets.Output);
        }
    }

    [Fact]
    public async Task Replay_WithLearn_ProposesRulesByWhichTheServerIsTheSame()
    {
        using CancellationTokenSource timeout = Timeout();
        RecordedChat chat = await Recorded.Value;
        (NodeScript server, string url) = await RecordedChat.StartServerAsync(4, "", timeout.Token);
        await using (server)
        {
            string rules = Path.Combine(Path.GetDirectoryName(chat.Capture)!, "bound.json");
            await File.WriteAllTextAsync(
                rules,
                """
                {"rules":[
                  {"event":"ack:create","path":"args[0].number","bind":true,"why":"sent back"},
                  {"event":"tick","mode":"any-count","why":"two runs need not show it"},
                  {"event":"tick","path":"args[0].load","match":"@number","why":"two runs need not show how far it goes"}
                ]}
                """,
                timeout.Token
            );
            string learned = Path.Combine(Path.GetDirectoryName(chat.Capture)!, "learned.json");
            ProgramResult learning = await chat.ReplayByAsync(rules, url, "--learn", learned);
            Assert.True(learning.ExitCode == 0, learning.Output + learning.Errors);
            Assert.Contains("\"@uuid\"", await File.ReadAllTextAsync(learned, timeout.Token), StringComparison.Ordinal);
            ProgramResult played = await chat.ReplayByAsync(learned, url);
            Assert.True(played.ExitCode == 0, played.Output + played.Errors);
            ProgramResult again = await chat.ReplayByAsync(rules, url, "--learn", learned);
            Assert.Equal(2, again.ExitCode); // the file is there
        }
    }

    [Fact]
    public async Task Replay_WithClients_PlaysCopiesAtOnceAndTellsHowTheServerBoreThem()
    {
        using CancellationTokenSource timeout = Timeout();
        RecordedChat chat = await Recorded.Value;
        (NodeScript server, string url) = await RecordedChat.StartServerAsync(4, "", timeout.Token);
        await using (server)
        {
            ProgramResult result = await chat.ReplayAsync(url, "--clients", "20", "--ramp", "500ms", "--json");
            Assert.True(result.ExitCode == 0, result.Output + result.Errors);
            using JsonDocument report = JsonDocument.Parse(result.Output);
            Assert.Equal(20, report.RootElement.GetProperty("same").GetInt32());
            Assert.True(report.RootElement.GetProperty("ackLatencyMs").GetProperty("p50").GetDouble() > 0);
        }
    }

    [Fact]
    public async Task Replay_WithoutItsSecrets_SendsNothingAndNamesThem()
    {
        RecordedChat chat = await Recorded.Value;
        ProgramResult result = await Programs.RunAsync(
            Programs.Viewer("replay", chat.Capture, "--target", "http://127.0.0.1:1")
        );
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("password", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("token", result.Errors, StringComparison.Ordinal); // the server issues those
        Assert.DoesNotContain("could not connect", result.Output + result.Errors, StringComparison.Ordinal);
    }

    // Made once, left to the operating system's cleaning of temporary files.
    private static readonly Lazy<Task<RecordedChat>> Recorded = new(() =>
        RecordedChat.MakeAsync(4, CancellationToken.None)
    );

    private static bool Is(JsonElement step, string verdict, string name) =>
        string.Equals(step.GetProperty("verdict").GetString(), verdict, StringComparison.Ordinal)
        && string.Equals(step.GetProperty("name").GetString(), name, StringComparison.Ordinal);

    private static CancellationTokenSource Timeout()
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        source.CancelAfter(TimeSpan.FromSeconds(120));
        return source;
    }
}
