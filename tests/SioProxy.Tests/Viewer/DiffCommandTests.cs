using System.Text.Json;
using System.Xml.Linq;
using SioProxy.Storage;
using SioProxy.Tests.Replay;

namespace SioProxy.Tests.Viewer;

public sealed class DiffCommandTests : IDisposable
{
    private readonly ViewerRun _viewer = new();

    public void Dispose() => _viewer.Dispose();

    [Fact]
    public void Diff_ACaptureWithItself_IsSame()
    {
        string file = Write("a.db", "S 42[\"price\",{\"v\":1}]");

        (int code, string output, _) = _viewer.Run("diff", file, file);

        Assert.Equal(0, code);
        Assert.StartsWith("Same: all 3 steps agree.", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Diff_AChangedField_EndsWith1AndNamesStepAndPathFirst()
    {
        string before = Write("a.db", "S 42[\"price\",{\"v\":1}]");
        string after = Write("b.db", "S 42[\"price\",{\"v\":2}]");

        (int code, string output, _) = _viewer.Run("diff", before, after);

        Assert.Equal(1, code);
        Assert.StartsWith(
            "Different: 1 of 3 steps. First: step 3 price (client 1, /) differs at args[0].v: 1 recorded, 2 live.",
            output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Diff_WithARuleForThePlace_IsSameAndWritesReports()
    {
        string before = Write("a.db", "S 42[\"price\",{\"v\":1}]");
        string after = Write("b.db", "S 42[\"price\",{\"v\":2}]");
        string rules = _viewer.PathOf("rules.json");
        File.WriteAllText(
            rules,
            """{"rules":[{"event":"price","path":"args[0].v","match":"@number(±1)","why":"it moves"}]}"""
        );
        string xml = _viewer.PathOf("report.xml");
        string json = _viewer.PathOf("report.json");

        Assert.Equal(0, _viewer.Run("diff", before, after, "--rules", rules, "--report", xml).Code);
        Assert.Equal(1, _viewer.Run("diff", before, after, "--report", json).Code);

        Assert.Equal("0", XDocument.Load(xml).Root!.Element("testsuite")!.Attribute("failures")!.Value);
        using JsonDocument report = JsonDocument.Parse(File.ReadAllBytes(json));
        Assert.Equal(1, report.RootElement.GetProperty("exitCode").GetInt32());
    }

    [Theory]
    [InlineData("nothing-there.db", null, null, "nothing-there.db")]
    [InlineData("a.db", "{\n\"rulez\":[]}", null, "Line 2: Unknown member")]
    [InlineData("a.db", null, "report.pdf", "names no form of report")]
    [InlineData("a.db", null, "a.json", "is there already")]
    public void Diff_WhatCannotBeCompared_EndsWith2AndOneSentence(
        string other,
        string? rules,
        string? report,
        string expected
    )
    {
        string file = Write("a.db", "S 42[\"x\"]");
        File.WriteAllText(_viewer.PathOf("a.json"), "{}");
        List<string> args = ["diff", file, _viewer.PathOf(other)];
        if (rules is not null)
        {
            File.WriteAllText(_viewer.PathOf("rules.json"), rules);
            args.AddRange(["--rules", _viewer.PathOf("rules.json")]);
        }
        if (report is not null)
        {
            args.AddRange(["--report", _viewer.PathOf(report)]);
        }

        (int code, string output, string error) = _viewer.Run([.. args]);

        Assert.Equal((2, ""), (code, output));
        Assert.Contains(
            expected,
            Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("diff")]
    [InlineData("sessions")]
    public void Run_AnAuthWhoseNameIsNoText_Ends(string command)
    {
        string file = _viewer.PathOf("odd.db");
        using (CaptureWriter writer = CaptureFile.Create(file))
        {
            string[] lines =
            [
                """C 40{"\ud800":1,"offset":"\ud800"}""",
                """S 40{"\ud800":1,"sid":"a"}""",
                """S 44{"\ud800":1,"message":"\ud800"}""",
            ];
            writer.Append(new Script().Session().Say(lines).End().Entries);
        }

        (int code, _, string error) = command == "diff" ? _viewer.Run(command, file, file) : _viewer.Run(command, file);

        Assert.Equal((0, ""), (code, error));
    }

    private string Write(string name, params string[] lines)
    {
        string path = _viewer.PathOf(name);
        using CaptureWriter writer = CaptureFile.Create(path);
        writer.Append(new Script().Session().Say("C 40", "S 40{\"sid\":\"a\"}").Say(lines).End().Entries);
        return path;
    }
}
