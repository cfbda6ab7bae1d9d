using System.Text;
using System.Text.Json;
using SioProxy.Storage;

namespace SioProxy.Tests.Viewer;

public sealed class ExportCommandTests : IDisposable
{
    private readonly ViewerRun _viewer = new();

    public void Dispose() => _viewer.Dispose();

    [Fact]
    public void Export_ToAFile_WritesWhatStandardOutputWouldGet()
    {
        string file = _viewer.PathOf("rows.jsonl");
        (int code, string output, string error) = _viewer.Run("export", "FILE", "--output", file);
        Assert.Equal((0, "", ""), (code, output, error));
        Assert.Equal(_viewer.Run("export", "FILE").Output, File.ReadAllText(file));
        Assert.Equal(20, File.ReadLines(file).Count());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public void Export_OfMarkedRows_HasTheirComments()
    {
        string plain = _viewer.Run("export", "FILE", "--format", "csv").Output.Split("\r\n")[0];
        File.WriteAllText(
            _viewer.Capture + ".marks.json",
            """{"version":1,"marks":[{"id":3,"comment":"the \"cause\""},{"id":4,"comment":""}]}"""
        );
        string[] lines = _viewer.Run("export", "FILE", "id<=5").Output.Split('\n');
        Assert.EndsWith(",\"mark\":true,\"comment\":\"the \\\"cause\\\"\"}", lines[2]);
        Assert.EndsWith(",\"mark\":true,\"comment\":\"\"}", lines[3]);
        Assert.DoesNotContain("\"mark\"", lines[4], StringComparison.Ordinal);
        string csv = _viewer.Run("export", "FILE", "--format", "csv").Output;
        Assert.StartsWith(plain + ",mark,comment\r\n1,", csv);
        Assert.Contains(",true,\"the \"\"cause\"\"\"\r\n", csv, StringComparison.Ordinal);
        string page = _viewer.Run("export", "FILE", "--format", "html").Output;
        Assert.Contains(
            "\"4\":\"\"",
            page.Replace("\\u0022", "\"", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Export_WithMarksThatCannotBeRead_GoesOnWithoutThem()
    {
        File.WriteAllText(_viewer.Capture + ".marks.json", "{");
        (int code, string output, string error) = _viewer.Run("export", "FILE");
        Assert.Equal((0, 20), (code, output.Split('\n').Length - 1));
        Assert.Contains("cannot be read as marks", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_ToAnExistingFile_NeedsForce()
    {
        string file = _viewer.PathOf("rows.jsonl");
        File.WriteAllText(file, "mine");
        (int code, _, string error) = _viewer.Run("export", "FILE", "--output", file);
        Assert.Equal(2, code);
        Assert.Contains("--force", error, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(file));
        Assert.Equal(0, _viewer.Run("export", "FILE", "id=3", "--output", file, "--force").Code);
        Assert.Equal(3, JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("id").GetInt64());
    }

    [Theory]
    [InlineData]
    [InlineData("--follow")]
    public void Export_OverALinkToTheCapture_LeavesTheCaptureAlone(params string[] more)
    {
        string link = _viewer.PathOf("link.jsonl");
        File.CreateSymbolicLink(link, _viewer.Capture);
        (int code, _, string error) = _viewer.Run(["export", "FILE", "--output", link, "--force", .. more]);
        Assert.Equal(2, code);
        Assert.Contains("would replace what is read", error, StringComparison.Ordinal);
        Assert.Equal(0, _viewer.Run("list", "FILE").Code);
    }

    [Fact]
    public void Export_OverADevice_DoesNotReplaceIt()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no device files.");
        string link = _viewer.PathOf("null");
        File.CreateSymbolicLink(link, "/dev/null");
        (int code, _, string error) = _viewer.Run("export", "FILE", "--output", link, "--force");
        Assert.Equal(2, code);
        Assert.Contains("is a device", error, StringComparison.Ordinal);
        Assert.NotNull(new FileInfo(link).LinkTarget);
    }

    [Fact]
    public void Export_OverAPipe_DoesNotReplaceIt()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no named pipes in folders.");
        string pipe = _viewer.PathOf("pipe");
        using (var made = System.Diagnostics.Process.Start("mkfifo", pipe))
        {
            made.WaitForExit();
        }
        Assert.All(
            [_viewer.Run("export", "FILE", "--output", pipe, "--force"), _viewer.Run("list", pipe)],
            run => Assert.Contains("is a device or a pipe", run.Error, StringComparison.Ordinal)
        );
        Assert.True(OutputPath.IsSpecial(pipe));
    }

    [Fact]
    public void Export_OverALinkToAFile_WritesTheFile()
    {
        Directory.CreateDirectory(_viewer.PathOf("folder"));
        File.WriteAllText(_viewer.PathOf("folder/rows"), "mine");
        File.CreateSymbolicLink(_viewer.PathOf("link"), "folder/rows");
        Assert.Equal(0, _viewer.Run("export", "FILE", "id=3", "--output", _viewer.PathOf("link"), "--force").Code);
        Assert.NotNull(new FileInfo(_viewer.PathOf("link")).LinkTarget);
        Assert.StartsWith(
            "{\"kind\":\"packet\",\"id\":3,",
            File.ReadAllText(_viewer.PathOf("folder/rows")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Export_OverACaptureInUse_IsRefused()
    {
        string other = _viewer.PathOf("other.db");
        using CaptureWriter writer = CaptureFile.Create(other);
        (int code, _, string error) = _viewer.Run("export", "FILE", "--output", other, "--force");
        Assert.Equal(2, code);
        Assert.Contains("is a capture in use", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_FollowingWithAFilter_EndsWellWhenInterrupted()
    {
        using var output = new MemoryStream();
        using var stop = new CancellationTokenSource();
        Task<(int Code, string Error)> run = Task.Run(() =>
            _viewer.RunTo(output, stop.Token, "export", "FILE", "id=3", "--follow")
        );
        while (output.Length == 0 && !run.IsCompleted)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
        await stop.CancelAsync();
        Assert.Equal((0, ""), await run);
    }

    [Fact]
    public void Export_ToANameWithADash_HasThatName()
    {
        string file = Path.Combine(Directory.GetCurrentDirectory(), "-rows.jsonl");
        try
        {
            Assert.Equal((0, "", ""), _viewer.Run("export", "FILE", "--output", "-rows.jsonl"));
            Assert.True(File.Exists(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Export_Interrupted_LeavesNothing()
    {
        string file = _viewer.PathOf("rows.jsonl");
        string[] before = Directory.GetFileSystemEntries(Path.GetDirectoryName(file)!);
        using var output = new MemoryStream();
        (int code, _) = _viewer.RunTo(
            output,
            new CancellationToken(canceled: true),
            "export",
            "FILE",
            "--output",
            file
        );
        Assert.Equal(1, code);
        Assert.Equal(before, Directory.GetFileSystemEntries(Path.GetDirectoryName(file)!));
    }

    [Fact]
    public void Export_FilterThatBeginsWithMinus_IsNoOption()
    {
        string output = _viewer.Run("export", "FILE", "-type:packet").Output;
        Assert.Equal(4, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("jsonl", 1)]
    [InlineData("csv", 1)]
    [InlineData("har", 4)]
    [InlineData("html", 4)]
    [InlineData("sqlite", 4)]
    public void Export_WithRules_RedactsRowsAndConnections(string format, int atLeast)
    {
        string file = _viewer.PathOf("out");
        string[] export = ["export", "FILE", "--format", format, "--output", file, "--force"];
        Assert.Equal(0, _viewer.Run(export).Code);
        Assert.Contains("lobby", Text(file), StringComparison.Ordinal);
        string[] rules =
        [
            "--redact",
            "header:host",
            "--redact",
            "query:EIO",
            "--redact",
            "event:chat_message:$[*].room",
        ];
        Assert.Equal((0, "", ""), _viewer.Run([.. export, .. rules]));
        string text = Text(file);
        foreach (string secret in (string[])["\"lobby\"", "127.0.0.1:4000", "EIO=4"])
        {
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        }
        Assert.True(text.Split("[redacted:").Length > atLeast, text);
    }

    [Fact]
    public void Export_OfAPageToStandardOutput_IsTheFile()
    {
        string file = _viewer.PathOf("page.html");
        Assert.Equal((0, "", ""), _viewer.Run("export", "FILE", "--format", "html", "--output", file));
        Assert.Equal(File.ReadAllText(file), _viewer.Run("export", "FILE", "--format", "html").Output);
    }

    [Fact]
    public void Export_WrongRule_SaysSo()
    {
        (int code, string output, string error) = _viewer.Run("export", "FILE", "--redact", "nonsense");
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("nonsense", error, StringComparison.Ordinal);
    }

    private static string Text(string file) => Encoding.Latin1.GetString(File.ReadAllBytes(file));
}
