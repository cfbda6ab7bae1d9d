namespace SioProxy.Tests.Viewer;

public sealed class ReplayCommandTests(ViewerRun viewer) : IClassFixture<ViewerRun>
{
    private static readonly string[] Nowhere = ["--target", "http://127.0.0.1:1"];

    [Theory]
    [InlineData("--record", "capture.db")]
    [InlineData("--learn", "capture.db")]
    public void Replay_IntoTheCaptureItself_IsRefusedAlsoThroughALink(string option, string name)
    {
        string capture = viewer.PathOf(option + name);
        File.Copy(viewer.Capture, capture, overwrite: true);
        byte[] before = File.ReadAllBytes(capture);
        string link = viewer.PathOf(option + "-link.db");
        File.CreateSymbolicLink(link, capture);
        foreach (string played in new[] { capture, link })
        {
            (int code, _, string error) = viewer.Run(["replay", played, .. Nowhere, option, capture, "--force"]);
            Assert.Equal(2, code);
            Assert.Contains($"{option} would replace what is read", error, StringComparison.Ordinal);
        }
        Assert.Equal(before, File.ReadAllBytes(capture));
    }

    [Fact]
    public void Replay_IntoNewFiles_IsNotRefused()
    {
        string[] files = ["--record", viewer.PathOf("new.db"), "--report", viewer.PathOf("new.xml")];
        (int code, _, string error) = viewer.Run(["replay", viewer.Capture, "session:nobody", .. Nowhere, .. files]);
        Assert.Equal(2, code);
        Assert.StartsWith("There is nothing to play", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Replay_WithAReportWhereThereIsNoFolder_IsRefusedBeforeAnythingIsPlayed()
    {
        string report = Path.Combine(viewer.PathOf("no-such-folder"), "report.xml");
        (int code, string output, string error) = viewer.Run([
            "replay",
            viewer.Capture,
            .. Nowhere,
            "--report",
            report,
        ]);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("is not there: make it first", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("99999999999")]
    public void Replay_WithClientsThatAreNoNumber_SaysSo(string clients)
    {
        (int code, _, string error) = viewer.Run(["replay", viewer.Capture, .. Nowhere, "--clients", clients]);
        Assert.Equal(2, code);
        Assert.Contains("--clients is a number from 1", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "Line 1: This is not JSON")]
    [InlineData("{\"rules\":[\n", "Line 2: This is not JSON")]
    public void Replay_WithRulesThatAreNoJson_NamesTheLineOnce(string rules, string expected)
    {
        string path = viewer.PathOf("rules.json");
        File.WriteAllText(path, rules);
        (int code, _, string error) = viewer.Run(["replay", viewer.Capture, .. Nowhere, "--rules", path]);
        Assert.Equal(2, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", error, StringComparison.Ordinal);
    }
}
