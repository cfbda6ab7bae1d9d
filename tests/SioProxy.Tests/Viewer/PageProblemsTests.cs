using System.Text;
using System.Text.Json;
using SioProxy.Filtering;
using SioProxy.Protocol;
using SioProxy.Sessions;
using SioProxy.Storage;
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
                    $"{Text(problem, "code")} {Text(problem, "finding")} {Text(problem, "advice")} {problem.GetProperty("count")}"
                )
        );
    }

    [Fact]
    public void Page_OfMoreCasesThanItLists_CountsThemAll()
    {
        const int times = 1_100;
        var wire = new WireScript();
        for (int i = 0; i < times; i++)
        {
            wire.Get(Surveyed.Polling4, """{"code":4,"message":"Forbidden"}""", 403, "application/json");
        }
        JsonElement problem = Assert.Single(Problems(Export(Record(wire))));
        Assert.Equal(times, problem.GetProperty("count").GetInt64());
        Assert.Equal(1_000, problem.GetProperty("cases").GetArrayLength());
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

    // A query in the namespace; and a payload in it, as the comma between them was forgotten.
    [Theory]
    [InlineData("/chat?ticket=s3cr3t", "query:ticket")]
    [InlineData("/chat{\"pin\":\"s3cr3t\"}", "auth:$.pin")]
    public void Page_WithRules_HoldsNoNamespaceAsItWas(string ns, string rule)
    {
        var wire = new WireScript();
        long early = wire.WebSocket(Surveyed.WebSocket4);
        wire.Server(early, Surveyed.Open("S1"))
            .Client(early, $"42{ns},[\"hi\"]")
            .Close(early, Direction.ServerToClient)
            .End(early);
        string capture = Record(wire);
        string plain = Export(capture);
        Assert.Contains(
            Problems(plain),
            problem =>
                Text(problem, "code") is DiagnosisCode.EventBeforeConnect
                && Text(problem, "finding")!.Contains($"into {ns}", StringComparison.Ordinal)
        );
        string page = Export(capture, "--redact", rule);
        Assert.DoesNotContain(Texts(page), text => text.Contains("s3cr3t", StringComparison.Ordinal));
        Assert.Equal(Places(plain), Places(page));
        Assert.Contains(
            Problems(page),
            problem =>
                Text(problem, "code") is DiagnosisCode.EventBeforeConnect
                && Text(problem, "finding")!.Contains("[redacted:", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Page_WithRules_SaysOfARefusedNamespaceThatItWasRefused()
    {
        const string ns = "/chat?ticket=s3cr3t";
        var wire = new WireScript();
        long id = wire.WebSocket(Surveyed.WebSocket4);
        wire.Server(id, Surveyed.Open("S1"))
            .Client(id, $"42{ns},[\"hi\",1]")
            .Server(id, $"44{ns},{{\"message\":\"Invalid namespace\"}}")
            .Close(id, Direction.ServerToClient)
            .End(id);
        string capture = Record(wire);
        string page = Export(capture, "--redact", "query:ticket");
        JsonElement problem = Assert.Single(Problems(page));
        Assert.Equal(DiagnosisCode.UnknownNamespace, Text(problem, "code"));
        Assert.Contains("/chat?ticket=[redacted:", Text(problem, "finding"), StringComparison.Ordinal);
        Assert.DoesNotContain(Texts(page), text => text.Contains("s3cr3t", StringComparison.Ordinal));

        using CaptureReader reader = CaptureFile.OpenReader(capture);
        Assert.True(RedactionRules.None.TryWith("query:ticket", out RedactionRules? rules, out _));
        SessionOverview overview = SurveyReader.Read(
            reader,
            Filter.All,
            TestContext.Current.CancellationToken,
            redactor: new Redactor(rules, new byte[32])
        );
        NamespaceReport space = Assert.Single(Assert.Single(overview.Sessions).Namespaces);
        Assert.StartsWith("/chat?ticket=[redacted:", space.Name, StringComparison.Ordinal);
        Assert.Contains("Invalid namespace", space.State, StringComparison.Ordinal);
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

    // What was found, and by which rows: nothing that a rule may hide.
    private static string[] Places(string page) =>
        [
            .. Problems(page)
                .SelectMany(problem =>
                    problem
                        .GetProperty("cases")
                        .EnumerateArray()
                        .Select(each =>
                            $"{Text(problem, "code")} {(each.TryGetProperty("row", out JsonElement row) ? row.GetInt64() : 0)}"
                        )
                ),
        ];

    // All that a page holds: as it is written, the names and strings of its data, and what those hold in base64.
    private static IEnumerable<string> Texts(string page) =>
        page.Split("<script type=\"application/json\" data-part=\"")
            .Skip(1)
            .Select(block => block.Split("\">", 2)[1].Split("</script>")[0])
            .SelectMany(json => Texts(JsonElement.Parse(json)))
            .SelectMany(text =>
                Convert.TryFromBase64String(text, new byte[text.Length], out _)
                    ? [text, Encoding.Latin1.GetString(Convert.FromBase64String(text))]
                    : new[] { text }
            )
            .Prepend(page);

    private static IEnumerable<string> Texts(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element
                .EnumerateObject()
                .SelectMany(member => Texts(member.Value).Prepend(member.Name)),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
            JsonValueKind.String => [element.GetString()!],
            _ => [],
        };

    private static IEnumerable<string?> Cases(IEnumerable<JsonElement> problems, string member) =>
        problems
            .SelectMany(problem => problem.GetProperty("cases").EnumerateArray())
            .Select(each => Text(each, member));

    private static string? Text(JsonElement element, string member) => element.GetProperty(member).GetString();
}
