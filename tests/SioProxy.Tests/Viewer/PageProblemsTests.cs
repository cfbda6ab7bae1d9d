using System.Text.Json;
using SioProxy.Protocol;
using SioProxy.Tests.Sessions;
using SioProxy.Tests.Storage;
using SioProxy.Tests.Viewer.Sessions;
using SioProxy.Viewer.Sessions;

namespace SioProxy.Tests.Viewer;

/// <summary>What an exported page says is wrong: what `sessions --problems` says of what is on the page.</summary>
public sealed class PageProblemsTests : IDisposable
{
    private const string Origin = "https://private.example";

    private readonly CaptureDirectory _directory = new();
    private readonly ViewerRun _viewer = new();

    public void Dispose()
    {
        _viewer.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("v4-chat")]
    [InlineData("refused")]
    [InlineData("v2-chat")]
    public void Page_OfAWholeCapture_SaysWhatTheCommandSays(string sample)
    {
        string capture = _directory.Sample(sample);
        string[] said =
        [
            .. _viewer
                .Run("sessions", capture, "--problems", "--json")
                .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonDocument.Parse(line).RootElement)
                .Select(group =>
                    $"{Text(group, "code")} {Text(group, "finding")} {Text(group, "advice")} {group.GetProperty("count")}"
                ),
        ];
        Assert.Equal(
            said,
            Problems(Export(capture))
                .Select(problem =>
                    $"{Text(problem, "code")} {Text(problem, "finding")} {Text(problem, "advice")} {problem.GetProperty("cases").GetArrayLength()}"
                )
        );
    }

    [Fact]
    public void Page_OfSomeRows_SaysWhatConcernsTheirSessions()
    {
        var wire = new WireScript();
        Visit(wire, "S1", Origin);
        Visit(wire, "S2", "https://other.example");
        Visit(wire, "S3", null);
        string capture = Record(wire);
        Assert.Equal(["S1", "S2"], Cases(Problems(Export(capture)), "session").Order());
        Assert.Equal(["S2"], Cases(Problems(Export(capture, "session:S2")), "session"));
        Assert.Empty(Problems(Export(capture, "session:S3")));
    }

    [Fact]
    public void Page_WithRules_ConcludesFromWhatTheyLeave()
    {
        var wire = new WireScript();
        Visit(wire, "S1", Origin);
        Visit(wire, "S2", null);
        string capture = Record(wire);
        Assert.Contains(Origin, Text(Assert.Single(Problems(Export(capture))), "finding"), StringComparison.Ordinal);
        string page = Export(capture, "--redact", "header:Origin");
        JsonElement problem = Assert.Single(Problems(page));
        Assert.Equal(DiagnosisCode.Cors, Text(problem, "code"));
        Assert.Contains("A page of [redacted:", Text(problem, "finding"), StringComparison.Ordinal);
        Assert.DoesNotContain("private.example", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_WithRules_DoesNotTakeMasksForAnotherOrigin()
    {
        var wire = new WireScript();
        Visit(
            wire,
            "S1",
            Origin,
            ("Access-Control-Allow-Origin", Origin),
            ("Access-Control-Allow-Credentials", "true")
        );
        Visit(wire, "S2", null);
        string capture = Record(wire);
        Assert.Empty(Problems(Export(capture)));
        Assert.Empty(Problems(Export(capture, "--redact", "header:Origin")));
    }

    // A page opens a session and never comes back, as one does that the answer does not allow; what follows is much later.
    private static void Visit(WireScript wire, string sid, string? origin, params (string, string)[] response)
    {
        (string, string)[] page = origin is null ? [] : [("Origin", origin)];
        long id = wire.Request("GET", Surveyed.Polling4, WireScript.Headers([("Host", "localhost:4000"), .. page]));
        wire.Response(id, 200, WireScript.Headers(response))
            .Bytes(id, Direction.ServerToClient, WireScript.Utf8(Surveyed.Open(sid)))
            .BodyEnd(id, Direction.ServerToClient)
            .End(id)
            .Wait(10 * Surveyed.Second);
    }

    private string Record(WireScript wire)
    {
        string path = _directory.File();
        Surveyed.Record(path, wire);
        return path;
    }

    private string Export(string capture, params string[] more)
    {
        (int code, string page, string error) = _viewer.Run(["export", capture, .. more, "--format", "html"]);
        Assert.Equal((0, ""), (code, error));
        return page;
    }

    private static JsonElement[] Problems(string page)
    {
        const string begin = "data-part=\"summary\">";
        int from = page.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        string json = page[from..page.IndexOf("</script>", from, StringComparison.Ordinal)];
        return [.. JsonDocument.Parse(json).RootElement.GetProperty("problems").EnumerateArray()];
    }

    private static IEnumerable<string?> Cases(IEnumerable<JsonElement> problems, string member) =>
        problems
            .SelectMany(problem => problem.GetProperty("cases").EnumerateArray())
            .Select(each => Text(each, member));

    private static string? Text(JsonElement element, string member) => element.GetProperty(member).GetString();
}
