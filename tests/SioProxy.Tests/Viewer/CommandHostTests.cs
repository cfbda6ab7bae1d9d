namespace SioProxy.Tests.Viewer;

public sealed class CommandHostTests : IDisposable
{
    private readonly ViewerRun _viewer = new();

    public void Dispose() => _viewer.Dispose();

    [Fact]
    public void Run_ACaptureWithoutATerminal_SaysWhatElseThereIs()
    {
        (int code, string output, string error) = _viewer.Run("FILE");
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("needs a terminal", error, StringComparison.Ordinal);
        Assert.Contains("'sioview list FILE'", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void Run_WhateverFails_EndsWithASentenceAnd1()
    {
        using var output = new BrokenStream();
        (int code, string error) = _viewer.RunTo(output, CancellationToken.None, "list", "FILE");
        Assert.Equal(1, code);
        Assert.Equal(
            "sioview failed (InvalidOperationException): broken",
            Assert.Single(error.TrimEnd('\n').Split('\n'))
        );
    }

    [Theory]
    [InlineData("There is no command 'liszt'", "liszt")]
    [InlineData("There is no option '--jsn'", "list", "FILE", "--jsn")]
    [InlineData("There is no option '--jsn'", "list", "--jsn", "FILE")]
    [InlineData("put quotes around it", "list", "FILE", "event:chat", "from:client")]
    [InlineData("'sioview list --help'", "list")]
    [InlineData("'sioview show --help'", "show", "FILE", "seven")]
    [InlineData("has no row 21: its rows are 1 to 20", "show", "FILE", "21")]
    [InlineData(
        "There is no format 'xml': choose one of jsonl, csv, har, html, sqlite",
        "export",
        "FILE",
        "--format",
        "xml"
    )]
    [InlineData("Only --format jsonl", "export", "FILE", "--format", "csv", "--follow")]
    [InlineData("needs --output", "export", "FILE", "--format", "sqlite")]
    [InlineData("would replace what is read", "export", "FILE", "--output", "FILE", "--force")]
    [InlineData("is a directory", "export", "FILE", "--output", "/", "--force")]
    [InlineData("would replace what is read", "export", "FILE", "--output", "FILE-wal", "--force")]
    [InlineData("is not there: make it first", "export", "FILE", "--output", "FILE.folder/rows.jsonl")]
    [InlineData("stands before the command: begin with 'sioview list'", "FILE", "list", "FILE")]
    [InlineData("nothing to play", "replay", "FILE", "--dry-run", "--target", "http://127.0.0.1:1", "--session", "-x")]
    [InlineData("'-5s'", "replay", "FILE", "--target", "http://127.0.0.1:1", "--timeout", "-5s")]
    [InlineData("is not there: make it first", "diff", "FILE", "FILE", "--report", "FILE.folder/report.json")]
    [InlineData(
        "would replace what is read",
        "replay",
        "FILE",
        "--target",
        "http://127.0.0.1:1",
        "--record",
        "FILE",
        "--force"
    )]
    [InlineData("--output is empty", "export", "FILE", "--output", "")]
    [InlineData("FILE is empty", "list", "")]
    [InlineData("is a directory", "list", "/")]
    [InlineData("There is no option '-follow'", "list", "-follow", "FILE")]
    [InlineData("has no row -1", "show", "FILE", "-1")]
    [InlineData("'1.5' is not the number of a row", "show", "FILE", "1.5")]
    [InlineData("'-x' is not the number of a row", "show", "FILE", "-x")]
    [InlineData("--save-attachments is empty", "show", "FILE", "3", "--save-attachments", "")]
    [InlineData("is a file: name a directory", "show", "FILE", "3", "--save-attachments", "FILE")]
    public void Run_WrongUsage_SaysWhatToDo(string part, params string[] args)
    {
        (int code, string output, string error) = _viewer.Run(args);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(part, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("list")]
    [InlineData("sessions")]
    [InlineData("stats")]
    [InlineData("export")]
    public void Run_WrongFilter_PointsAtTheColumn(string command)
    {
        (int code, string output, string error) = _viewer.Run(command, "FILE", "from:client type:evnt");
        Assert.Equal((2, ""), (code, output));
        string[] lines = error.TrimEnd('\n').Split('\n');
        Assert.Equal(["from:client type:evnt", "                 ^"], lines[..2]);
        Assert.EndsWith("did you mean 'event'?", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Run_NoCapture_SaysSoInOneSentence()
    {
        string text = _viewer.PathOf("text.db");
        File.WriteAllText(text, "not a database at all, but long enough to be looked at: " + new string('x', 500));
        foreach (string path in (string[])[text, _viewer.PathOf("missing.db")])
        {
            (int code, string output, string error) = _viewer.Run("list", path);
            Assert.Equal((2, ""), (code, output));
            Assert.Single(error.TrimEnd('\n').Split('\n'));
        }
    }

    [Fact]
    public void Run_OutputClosedByItsReader_IsNoError()
    {
        using var closed = new ClosedPipe();
        (int code, string error) = _viewer.RunTo(closed, CancellationToken.None, "list", "FILE");
        Assert.Equal((0, ""), (code, error));
    }

    [Fact]
    public void Run_Interrupted_SaysSo()
    {
        using var output = new MemoryStream();
        (int code, string error) = _viewer.RunTo(output, new CancellationToken(canceled: true), "stats", "FILE");
        Assert.Equal((1, "Interrupted before the end.\n"), (code, error.ReplaceLineEndings("\n")));
    }

    [Fact]
    public void Run_Help_IsNoError()
    {
        (int code, string output, string error) = _viewer.Run("export", "--help");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("--redact", output, StringComparison.Ordinal);
    }
}
