using System.Text;
using System.Text.Json;

namespace SioProxy.Tests.Viewer;

public sealed class ImportCommandTests(ViewerRun viewer) : IClassFixture<ViewerRun>
{
    private const string Entry = """
        {"startedDateTime":"2026-11-25T10:00:00.000Z","time":5,
        "request":{"method":"GET","url":"http://h/socket.io/?EIO=4&transport=polling","headers":[]},
        "response":{"status":200,"headers":[],"content":{"size":1,"text":"0{\"sid\":\"abc\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000}"}}}
        """;

    private static readonly string[] Compared =
    [
        "dir",
        "transport",
        "eio",
        "engine",
        "type",
        "ns",
        "event",
        "ackId",
        "args",
        "data",
        "attachments",
    ];

    public static TheoryData<string> Samples =>
        [.. Directory.EnumerateFiles(Repository.Samples, "*.db").Select(path => Path.GetFileName(path))];

    [Theory, MemberData(nameof(Samples))]
    public void Import_AJsonLinesExport_ExportsTheSameLinesAgain(string sample)
    {
        string lines = Export(SampleCapture(sample), "jsonl");
        string copy = Import(Write(sample + ".jsonl", lines), sample + ".lines.db");
        Assert.Equal(lines, Export(copy, "jsonl"));
        Assert.Equal(0, viewer.Run("sessions", copy).Code);
        Assert.Equal(0, viewer.Run("stats", copy).Code);
    }

    [Fact]
    public void Import_EveryKindOfRow_ExportsTheSameLinesAgain()
    {
        string lines = Export(viewer.Capture, "jsonl");
        string copy = Import(Write("all.jsonl", lines), "all.db", "--no-redact");
        Assert.Equal(lines.Split('\n'), Export(copy, "jsonl").Split('\n'));
    }

    [Fact]
    public void Import_AnExportWithHoles_NumbersItsRowsAnewAndKeepsAcksWithTheirEvents()
    {
        string some = viewer.Run("export", SampleCapture("v4-chat.db"), "type:event|ack").Output;
        string copy = Import(Write("some.jsonl", some), "some.db");
        JsonElement[] rows = [.. Rows(Export(copy, "jsonl"))];
        Assert.Equal(Enumerable.Range(1, rows.Length), rows.Select(row => row.GetProperty("id").GetInt32()));
        Assert.All(
            rows.Where(row => row.GetProperty("type").ValueEquals("ACK")),
            ack => Assert.Equal("EVENT", rows[ack.GetProperty("ackOf").GetInt32() - 1].GetProperty("type").GetString())
        );
    }

    [Theory, MemberData(nameof(Samples))]
    public void Import_OurOwnHar_GivesTheSamePackets(string sample)
    {
        string har = Export(SampleCapture(sample), "har");
        string copy = Import(Write(sample + ".har", har), sample + ".har.db");
        Assert.Equal(Packets(SampleCapture(sample)), Packets(copy));
    }

    [Fact]
    public void Import_AHar_DoesNotSayThatTheServerEndedWhatTheFileDoesNotTell()
    {
        string har = Export(SampleCapture("v4-chat.db"), "har");
        string lines = Export(Import(Write("ends.har", har), "ends.db"), "jsonl");
        Assert.Contains("\"by\":\"client\"", lines, StringComparison.Ordinal);
        Assert.DoesNotContain("\"by\":\"server\"", lines, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_ByDefault_TakesSecretsOut()
    {
        const string entry = """
            {"startedDateTime":"2026-11-25T10:00:00Z","time":5,
            "request":{"method":"GET","url":"ws://h/socket.io/?EIO=4&transport=websocket&token=hush1",
              "headers":[{"name":"Cookie","value":"hush2"}]},
            "response":{"status":101,"headers":[]},
            "_webSocketMessages":[
              {"type":"receive","time":1795600800.1,"opcode":1,"data":"0{\"sid\":\"abc\",\"upgrades\":[],\"pingInterval\":1,\"pingTimeout\":1}"},
              {"type":"send","time":1795600800.2,"opcode":1,"data":"40{\"token\":\"hush3\"}"}]}
            """;
        string har = Write("secret.har", Har(entry));
        string redacted = Import(har, "redacted.db");
        Assert.Contains("[redacted:", Export(redacted, "jsonl"), StringComparison.Ordinal);
        Assert.DoesNotContain("hush", Export(redacted, "jsonl") + Export(redacted, "har"), StringComparison.Ordinal);
        Assert.DoesNotContain("hush", Encoding.Latin1.GetString(File.ReadAllBytes(redacted)), StringComparison.Ordinal);
        string kept = Import(har, "kept.db", "--no-redact");
        Assert.Contains("hush3", Export(kept, "jsonl"), StringComparison.Ordinal);
    }

    [Fact]
    public void Import_PollingBodiesOfABrowser_AreDecodedAsTheyPassed()
    {
        const string poll = """
            {"startedDateTime":"2026-11-25T10:00:01Z","time":50,
            "request":{"method":"GET","url":"http://h/socket.io/?EIO=4&transport=polling&sid=abc","headers":[]},
            "response":{"status":200,"headers":[{"name":"content-encoding","value":"gzip"}],
              "content":{"size":3,"encoding":"base64","text":"NDB7InNpZCI6IngifR40MlsiaGkiXQ=="}}}
            """;
        const string post = """
            {"startedDateTime":"2026-11-25T10:00:00.5Z","time":2,
            "request":{"method":"POST","url":"http://h/socket.io/?EIO=4&transport=polling&sid=abc","headers":[],
              "postData":{"mimeType":"text/plain","text":"40"}},
            "response":{"status":200,"headers":[],"content":{"size":2,"text":"ok"}}}
            """;
        string copy = Import(Write("poll.har", Har(Entry, post, poll)), "poll.db");
        string[] raw = [.. Rows(Export(copy, "jsonl")).Select(row => row.GetProperty("raw").GetString()!)];
        Assert.Equal(["40", "40{\"sid\":\"x\"}", "42[\"hi\"]"], raw[1..]);
    }

    [Fact]
    public void Import_ABodyThatTheHarLacks_LeavesAGap()
    {
        string entry = Entry.Replace("\"size\":1,\"text\":", "\"size\":77,\"_lost\":", StringComparison.Ordinal);
        string copy = Import(Write("lost.har", Har(entry)), "lost.db");
        Assert.Contains(
            Rows(Export(copy, "jsonl")),
            row => row.GetProperty("kind").ValueEquals("gap") && row.GetProperty("bytes").GetInt32() == 77
        );
    }

    [Theory]
    [InlineData("", "has no \"log\"|not JSON")]
    [InlineData("{}", "no HAR file")]
    [InlineData("[]", "no HAR file")]
    [InlineData("{\"log\":{\"entries\":[]}}", "no Engine.IO exchange")]
    [InlineData("{\"log\":{\"entries\":[7]}}", "Entry 1: expected an object")]
    [InlineData("{\"log\":{\"entries\":[{}]}}", "Entry 1: \"request\" must be an object, but it is missing")]
    [InlineData("{\"log\":{\"entries\":[{\"request\":{\"url\":5}}]}}", "Entry 1: \"url\" must be a string, not 5")]
    [InlineData(
        "{\"log\":{\"entries\":[{\"request\":{\"url\":\"http://h/?EIO=4\",\"method\":\"G T\"}}]}}",
        "Entry 1: \"method\""
    )]
    [InlineData("{\"log\":{\"entries\":[{\"request\":{\"url\":\"http://h/a?EIO=4\\r\\nX: y\"}}]}}", "Entry 1: \"url\"")]
    public void Import_AHarThatIsNone_SaysWhereAndWhat(string har, string expected) =>
        AssertRefused("x.har", har, expected);

    [Theory]
    [InlineData("\"2026-11-25T10:00:00.000Z\"", "\"yesterday\"", "Entry 2: \"startedDateTime\" must be a time")]
    [InlineData("\"time\":5", "\"time\":\"long\"", "Entry 2: \"time\" must be a number")]
    [InlineData("\"time\":5", "\"time\":\"\\ud800\"", "Entry 2: \"time\" has half of a surrogate pair")]
    [InlineData(
        "\"time\":5",
        "\"time\":5,\"_webSocketMessages\":[{\"type\":\"send\",\"time\":\"\\ud800\"}]",
        "Entry 2: \"time\" has half of a surrogate pair"
    )]
    [InlineData("\"time\":5", "\"time\":1e999", "Entry 2: \"time\" must be a number")]
    [InlineData("\"status\":200", "\"status\":99999999999999999999", "Entry 2: \"status\" must be a whole number")]
    [InlineData(
        "\"headers\":[]}",
        "\"headers\":[{\"name\":\"a\",\"value\":\"b\\rc: d\"}]}",
        "Entry 2: \"value\" must be free of line ends"
    )]
    [InlineData(
        "\"headers\":[]}",
        "\"headers\":[{\"name\":\"a b\",\"value\":\"\"}]}",
        "Entry 2: \"name\" must be a header's name"
    )]
    [InlineData("\"method\":\"GET\"", "\"method\":\"\\ud800\"", "Entry 2: \"method\" has half of a surrogate pair")]
    [InlineData("\"size\":1", "\"size\":1,\"encoding\":\"base64\"", "Entry 2: \"text\" must be base64")]
    public void Import_AnEntryThatIsWrong_IsNamed(string part, string instead, string expected) =>
        AssertRefused("x.har", Har(Entry, Entry.Replace(part, instead, StringComparison.Ordinal)), expected);

    [Fact]
    public void Import_ATruncatedHar_SaysWhereItEnds() => AssertRefused("x.har", Har(Entry, Entry)[..^300], "Entry 2:");

    [Fact]
    public void Import_ADeeplyNestedHar_IsRefused() =>
        AssertRefused("x.har", Har(Entry, new string('[', 100_000)), "Entry 2:");

    [Theory]
    [InlineData("nonsense", "this is not JSON")]
    [InlineData("7", "expected an object, not 7")]
    [InlineData("{\"kind\":\"row\"}", "\"kind\" must be one of packet, message, http, close, gap, not \"row\"")]
    [InlineData("{\"kind\":\"gap\",\"id\":1e400}", "\"id\" must be a whole number")]
    [InlineData("{\"kind\":\"gap\",\"id\":0}", "\"id\" must be a whole number from 1")]
    [InlineData("{\"kind\":\"gap\",\"session\":\"\\udc00\"}", "\"session\" has half of a surrogate pair")]
    public void Import_ALineThatIsNoRow_IsNamed(string line, string expected)
    {
        string first = Export(SampleCapture("v4-chat.db"), "jsonl").Split('\n')[0];
        AssertRefused("x.jsonl", first + "\n" + line + "\n", "Line 2: " + expected);
    }

    [Fact]
    public void Import_RowsOutOfOrder_AreNamed()
    {
        string first = Export(SampleCapture("v4-chat.db"), "jsonl").Split('\n')[0];
        AssertRefused("x.jsonl", first + "\n" + first, "Line 2: \"id\" must be greater");
    }

    [Fact]
    public void Import_DeepNesting_IsRefusedByLine() =>
        AssertRefused("x.jsonl", "{\"kind\":" + new string('[', 100_000), "Line 1: this is not JSON");

    [Fact]
    public void Import_OverItsOwnInput_IsRefused()
    {
        string file = viewer.PathOf("rows.jsonl");
        Assert.Equal(0, viewer.Run("export", "FILE", "--output", file).Code);
        (int code, _, string error) = viewer.Run("import", file, "--output", file, "--force");
        Assert.Equal(2, code);
        Assert.Contains("would replace what is read", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_AnExistingOutput_IsNotReplacedUnlessAsked()
    {
        string lines = Write("again.jsonl", Export(SampleCapture("v4-chat.db"), "jsonl"));
        string output = viewer.PathOf("there.db");
        File.WriteAllText(output, "mine");
        Assert.Equal(2, viewer.Run("import", lines, "--output", output).Code);
        Assert.Equal("mine", File.ReadAllText(output));
        Assert.Equal(0, viewer.Run("import", lines, "--output", output, "--force").Code);
        Assert.NotEqual("mine", File.ReadAllText(output));
    }

    private void AssertRefused(string name, string content, string expected)
    {
        string output = viewer.PathOf("wrong.db");
        (int code, string said, string error) = viewer.Run("import", Write(name, content), "--output", output);
        Assert.Equal((2, ""), (code, said));
        Assert.Contains(expected.Split('|'), part => error.Contains(part, StringComparison.Ordinal));
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.Empty(Directory.EnumerateFiles(Path.GetDirectoryName(output)!, "wrong.db*"));
    }

    private string Import(string file, string name, params string[] more)
    {
        string output = viewer.PathOf(name);
        (int code, _, string error) = viewer.Run(["import", file, "--output", output, .. more]);
        Assert.True(code == 0, error);
        return output;
    }

    private string Export(string capture, string format)
    {
        (int code, string output, string error) = viewer.Run("export", capture, "--format", format);
        Assert.True(code == 0, error);
        return output;
    }

    private string Write(string name, string content)
    {
        string path = viewer.PathOf(name);
        File.WriteAllText(path, content);
        return path;
    }

    private string[] Packets(string capture) =>
        [
            .. Rows(Export(capture, "jsonl"))
                .Where(row => row.GetProperty("kind").ValueEquals("packet"))
                .Select(row => string.Join(' ', Compared.Select(name => row.GetProperty(name).GetRawText())))
                .Order(StringComparer.Ordinal),
        ];

    private static IEnumerable<JsonElement> Rows(string lines) =>
        lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line));

    private static string Har(params string[] entries) =>
        "{\"log\":{\"version\":\"1.2\",\"pages\":[{}],\"entries\":[" + string.Join(',', entries) + "]}}";

    private static string SampleCapture(string name) => Path.Combine(Repository.Samples, name);
}
