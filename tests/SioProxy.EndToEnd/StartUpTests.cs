using System.Diagnostics;
using System.Text.Json;
using SioProxy.EndToEnd.Harness;

namespace SioProxy.EndToEnd;

/// <summary>What the program says when it cannot begin, to people and to machines.</summary>
public sealed class StartUpTests
{
    private static readonly string[] Upstream = ["--upstream", "http://127.0.0.1:1", "--listen", "http://127.0.0.1:0"];

    public static TheoryData<string[], string> Mistakes =>
        new()
        {
            { ["--json-logs"], "--upstream is missing" },
            { ["--json-logs=true"], "--upstream is missing" },
            { ["--json-logs", "true"], "--upstream is missing" },
            { ["--json-logs", "--nonsense"], "--nonsense" },
            { ["recrod", "--json-logs"], "there is no command 'recrod'" },
            { [.. Upstream, "--json-logs", "--only", "evnt:x"], "did you mean" },
            { [.. Upstream, "--json-logs", "--output", "/proc/x.db"], "which no capture can be" },
            { [.. Upstream, "--json-logs", "--output", "/no/such/folder/x.db"], "does not exist" },
            { [.. Upstream, "--json-logs", "--output", "PLACE", "--listen", "http://192.0.2.1:1"], "cannot listen on" },
        };

    [Theory, MemberData(nameof(Mistakes))]
    public async Task JsonLogs_OfAStartThatFails_AreOneObject(string[] arguments, string expected)
    {
        string folder = Directory.CreateTempSubdirectory("sioproxy").FullName;
        string capture = Path.Combine(folder, "x.db");
        ProgramResult result = await Programs.RunAsync(
            Programs.Proxy(arguments.Select(argument => argument == "PLACE" ? capture : argument))
        );
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        JsonElement line = JsonElement.Parse(Assert.Single(Lines(result.Errors)));
        Assert.Equal("error", line.GetProperty("level").GetString());
        Assert.Contains(expected, line.GetProperty("message").GetString(), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("--json-logs=false")]
    [InlineData("--quiet")]
    public async Task Logs_OfAStartThatFails_AreASentenceWithoutJsonLogs(string argument)
    {
        ProgramResult result = await Programs.RunAsync(Programs.Proxy(argument));
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith(
            "sioproxy: --upstream is missing",
            Assert.Single(Lines(result.Errors)),
            StringComparison.Ordinal
        );
    }

    // The runtime's own first file takes the number of what was closed, and may be a pipe that nobody writes into.
    [Fact]
    public async Task Decode_WithoutAStandardInput_SaysSo()
    {
        ProcessStartInfo decode = Programs.Proxy("decode");
        var shell = new ProcessStartInfo("sh", ["-c", "exec \"$@\" <&-", "sh", decode.FileName, .. decode.ArgumentList])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        ProgramResult result = await Programs
            .RunAsync(shell)
            .WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("standard input is closed", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decode_OfAnEmptyStandardInput_IsNothing()
    {
        ProgramResult result = await Programs.RunAsync(Programs.Proxy("decode"));
        Assert.Equal(new ProgramResult(0, "", ""), result);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
