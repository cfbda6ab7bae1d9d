using System.Text.Json;
using System.Text.Json.Nodes;
using SioProxy.EndToEnd.Endpoints;
using SioProxy.EndToEnd.Harness;

namespace SioProxy.EndToEnd.Replaying;

/// <summary>JUnit reports as other people's programs read them: two parsers that CI tools use.</summary>
public sealed class ReportConsumerTests : IDisposable
{
    private const string Evil = "<evil> & \"quoted\" 'name' ]]> <![CDATA[x]]> &amp; \u0001\u202e\U0001F6A2";
    private const string EvilInXml = "<evil> & \"quoted\" 'name' ]]> <![CDATA[x]]> &amp; \\u0001\u202e\U0001F6A2";
    private readonly string _folder = Directory.CreateTempSubdirectory("sioproxy-report-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Report_WithHostileNames_IsReadWithTheCountsAndNamesThatItHas()
    {
        string export = (await ViewAsync("export", Sample("v4-chat"), "--format", "jsonl")).Output;
        string before = await ImportAsync("before", export, row => Rename(row, "typing", Evil));
        string after = await ImportAsync("after", export, row => Rename(row, "typing", Evil, isOther: true));
        string report = Path.Combine(_folder, "report.xml");
        ProgramResult compared = await ViewAsync("diff", before, after, "--report", report, "--json");
        Assert.True(compared.ExitCode == 1, compared.Output + compared.Errors);
        using JsonDocument own = JsonDocument.Parse(compared.Output);
        JsonElement[] steps =
        [
            .. own
                .RootElement.GetProperty("sockets")
                .EnumerateArray()
                .SelectMany(socket => socket.GetProperty("steps").EnumerateArray()),
        ];
        int different = steps.Count(step => !step.GetProperty("verdict").ValueEquals("same"));
        Assert.True(different > 0);

        using JsonDocument read = await ReadAsync(report);
        JsonElement one = read.RootElement.GetProperty("junit2json");
        Assert.Equal(
            (steps.Length, different, 0),
            (Number(one, "tests"), Number(one, "failures"), Number(one, "errors"))
        );
        JsonElement other = read.RootElement.GetProperty("testResultsParser");
        Assert.Equal((steps.Length, different), (Number(other, "total"), Number(other, "failed")));
        Assert.Equal("FAIL", other.GetProperty("status").GetString());
        Assert.Equal(different, one.GetProperty("failed").GetArrayLength());
        Assert.Equal(different, other.GetProperty("failures").GetArrayLength());
        Assert.All(
            one.GetProperty("failed").EnumerateArray(),
            message => Assert.Contains(EvilInXml, message.GetString(), StringComparison.Ordinal)
        );
        Assert.Contains(Texts(one, "names"), name => name.EndsWith(": " + EvilInXml, StringComparison.Ordinal));
        Assert.Equal(steps.Length, Texts(one, "names").Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Report_OfARunThatCouldNotBePlayed_IsReadAsAnError()
    {
        string report = Path.Combine(_folder, "gone.xml");
        string[] secrets = ["--set", "password=mast and sail"];
        string[] nowhere = ["--target", "http://127.0.0.1:1"];
        ProgramResult played = await ViewAsync([
            "replay",
            Sample("v4-chat"),
            .. nowhere,
            .. secrets,
            "--report",
            report,
        ]);
        Assert.True(played.ExitCode == 2, played.Output + played.Errors);
        using JsonDocument read = await ReadAsync(report);
        JsonElement one = read.RootElement.GetProperty("junit2json");
        Assert.True(Number(one, "errors") > 0);
        Assert.Contains("is played to its end", Texts(one, "names"));
        Assert.Equal("FAIL", read.RootElement.GetProperty("testResultsParser").GetProperty("status").GetString());
    }

    private static void Rename(JsonObject row, string was, string now, bool isOther = false)
    {
        if (!string.Equals(row["event"]?.GetValue<string>(), was, StringComparison.Ordinal))
        {
            return;
        }
        string name = JsonSerializer.Serialize(now);
        string raw = row["raw"]!.GetValue<string>().Replace($"\"{was}\"", name, StringComparison.Ordinal);
        row["raw"] = isOther ? raw.Replace("true", "false", StringComparison.Ordinal) : raw;
        row["event"] = now;
    }

    private async Task<string> ImportAsync(string name, string export, Action<JsonObject> edit)
    {
        var rows = new List<string>();
        foreach (string line in export.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            JsonObject row = JsonNode.Parse(line)!.AsObject();
            edit(row);
            rows.Add(row.ToJsonString());
        }
        string lines = Path.Combine(_folder, name + ".jsonl");
        await File.WriteAllLinesAsync(lines, rows);
        string capture = Path.Combine(_folder, name + ".db");
        ProgramResult imported = await ViewAsync("import", lines, "--output", capture);
        Assert.True(imported.ExitCode == 0, imported.Errors);
        return capture;
    }

    private string Sample(string name)
    {
        string copy = Path.Combine(_folder, name + ".db"); // readers leave files beside a capture
        File.Copy(Repository.Sample(name), copy, overwrite: true);
        return copy;
    }

    private static async Task<JsonDocument> ReadAsync(string report)
    {
        await using NodeScript reader = await NodeScript.StartAsync("../replay/read-report.js", report);
        return JsonDocument.Parse(await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();

    private static IEnumerable<string> Texts(JsonElement element, string name) =>
        element.GetProperty(name).EnumerateArray().Select(text => text.GetString()!);

    private static Task<ProgramResult> ViewAsync(params string[] arguments) =>
        Programs.RunAsync(Programs.Viewer(arguments));
}
