using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SioProxy.Filtering;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Storage.Formats;
using SioProxy.Storage.Formats.Html;

namespace SioProxy.Tests.Storage.Formats.Html;

public sealed class HtmlWriterTests : IDisposable
{
    private const string Hostile =
        "</script><script>alert(1)</script><!-- <img src=x onerror=alert(1)> & \u2028 \u202e 'x' \"y\"";

    private readonly CaptureDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Page_OfAnyRows_AllowsNothingButItsOwnScriptAndStyle()
    {
        string page = Write([Storage.Rows.Event(1)]);
        string policy = Between(page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
        Assert.StartsWith("default-src 'none'; ", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains(
            $"script-src '{Hash(Between(page, "<script>", "</script>"))}'",
            policy,
            StringComparison.Ordinal
        );
        Assert.Contains($"style-src '{Hash(Between(page, "<style>", "</style>"))}'", policy, StringComparison.Ordinal);
        Assert.DoesNotMatch("(src|href)=", page);
        Assert.DoesNotContain("{{", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_OfHostileText_HasItInDataOnlyAndWhole()
    {
        CapturedRow[] rows =
        [
            Storage.Rows.Packet(1, "42" + JsonSerializer.Serialize(new[] { "x", Hostile }), Hostile),
            new CapturedClose
            {
                Id = 2,
                AtMicros = 0,
                Connection = 1,
                Client = Hostile,
                Node = Hostile,
                Session = Hostile,
                By = ClosedBy.Client,
                How = CloseHow.Fin,
                Reason = Hostile,
            },
        ];
        string page = Write(rows, new Dictionary<long, string> { [1] = Hostile });
        Assert.DoesNotContain("alert(1)</script>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        string[] data = [.. Data(page).Select(block => block.Json)];
        Assert.All(data, block => Assert.Equal(-1, block.AsSpan().IndexOfAny("<>&\u2028\u2029")));
        JsonElement columns = JsonDocument.Parse(data[0]).RootElement;
        Assert.Equal(Hostile, columns[0].GetProperty("event").GetString());
        Assert.Equal(Hostile, columns[1].GetProperty("session").GetString());
        Assert.Equal(Hostile, JsonDocument.Parse(data[1]).RootElement[1].GetProperty("reason").GetString());
        Assert.Equal(
            Hostile,
            JsonDocument.Parse(data[^1]).RootElement.GetProperty("comments").GetProperty("1").GetString()
        );
    }

    [Fact]
    public void Page_OfEveryKind_HoldsWhatJsonLinesHolds()
    {
        CapturedRow[] rows = [.. Storage.Rows.Full(1).Concat(Storage.Rows.Bare(6)).Cast<CapturedRow>()];
        string[] data = [.. Data(Write(rows)).Select(block => block.Json)];
        JsonElement columns = JsonDocument.Parse(data[0]).RootElement;
        JsonElement payloads = JsonDocument.Parse(data[1]).RootElement;
        Assert.Equal(
            rows.Select(row => row.Id),
            columns.EnumerateArray().Select(row => row.GetProperty("id").GetInt64())
        );
        Assert.Equal(rows.Length, payloads.GetArrayLength());
        Assert.Equal(1_234_567, columns[0].GetProperty("latency").GetInt64());
        Assert.Equal("9223372036854775807", columns[0].GetProperty("ack").GetString());
        Assert.Equal(3, payloads[0].GetProperty("attachments").GetArrayLength());
        Assert.Equal("bad\nmessage", payloads[0].GetProperty("faultMessage").GetString());
        Assert.Equal("AP8B", payloads[0].GetProperty("rawBase64").GetString());
        Assert.Equal("POST", payloads[2].GetProperty("method").GetString());
        Assert.Equal(1009, payloads[3].GetProperty("code").GetInt32());
        Assert.Equal("the disk was full", payloads[4].GetProperty("why").GetString());
    }

    [Fact]
    public void Page_WithProblems_AsksForThemBehindTheRowsAndHoldsThem()
    {
        int rows = 0;
        HtmlPageInfo info = Info() with
        {
            Problems = () =>
            {
                Assert.Equal(3, rows);
                HtmlProblemCase[] cases = [new("S1", "::1", null, 2), new(null, null, Hostile, null)];
                return [new HtmlProblem("code", "likely", Hostile, Hostile, 5_000, cases)];
            },
        };
        using CaptureReader reader = Reader([]);
        using var output = new MemoryStream();
        using (var writer = new HtmlWriter(output, reader, info))
        {
            for (; rows < 3; rows++)
            {
                writer.Write(Storage.Rows.Event(rows + 1));
            }
            writer.Complete();
        }
        string json = Data(Encoding.UTF8.GetString(output.ToArray()))[^1].Json;
        Assert.Equal(-1, json.AsSpan().IndexOfAny("<>&\u2028\u2029"));
        JsonElement problem = Assert.Single(
            JsonDocument.Parse(json).RootElement.GetProperty("problems").EnumerateArray()
        );
        Assert.Equal(Hostile, problem.GetProperty("finding").GetString());
        Assert.Equal(Hostile, problem.GetProperty("advice").GetString());
        Assert.Equal("likely", problem.GetProperty("confidence").GetString());
        Assert.Equal(5_000, problem.GetProperty("count").GetInt64());
        JsonElement cases = problem.GetProperty("cases");
        Assert.Equal(2, cases[0].GetProperty("row").GetInt64());
        Assert.Equal("S1", cases[0].GetProperty("session").GetString());
        Assert.Equal(Hostile, cases[1].GetProperty("finding").GetString());
        Assert.False(cases[1].TryGetProperty("row", out _));
    }

    [Fact]
    public void Page_WithoutRows_IsStillAPage()
    {
        string page = Write([]);
        Assert.EndsWith("</html>\n", page, StringComparison.Ordinal);
        Assert.Equal(["summary"], Data(page).Select(block => block.Part));
    }

    [Fact]
    public void Write_OfManyRows_HandsThemOnAsTheyCome()
    {
        using CaptureReader reader = Reader([]);
        using var output = new MemoryStream();
        using var writer = new HtmlWriter(output, reader, Info());
        long before = 0;
        for (int id = 1; id <= 2_000; id++)
        {
            writer.Write(Storage.Rows.Event(id, args: "\"" + new string('x', 1000) + "\""));
            if (id % 256 == 0)
            {
                Assert.True(output.Length > before + (256 * 1000), "a block of rows is still held back");
                before = output.Length;
            }
        }
    }

    [Fact]
    public void Write_OfMoreThanAPageTakes_SaysWhatToDo()
    {
        using CaptureReader reader = Reader([]);
        using var writer = new HtmlWriter(Stream.Null, reader, Info());
        CapturedPacket row = Storage.Rows.Event(1);
        for (int i = 0; i < HtmlWriter.MaxRows; i++)
        {
            writer.Write(row);
        }
        var e = Assert.Throws<ExportTooLargeException>(() => writer.Write(row));
        Assert.Contains("200,000 rows", e.Message, StringComparison.Ordinal);
        Assert.Contains("filter", e.Message, StringComparison.Ordinal);
    }

    private static HtmlPageInfo Info() => new() { Capture = "capture.db", Filter = Filter.All };

    private static string Hash(string text) =>
        "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private string Write(IReadOnlyList<CapturedRow> rows, Dictionary<long, string>? comments = null)
    {
        using CaptureReader reader = Reader([Storage.Rows.Session(), Storage.Rows.Connection()]);
        using var output = new MemoryStream();
        using (var writer = new HtmlWriter(output, reader, Info() with { Comments = comments ?? [] }))
        {
            foreach (CapturedRow row in rows)
            {
                writer.Write(row);
            }
            writer.Complete();
        }
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private CaptureReader Reader(IReadOnlyList<CaptureEntry> entries)
    {
        using (CaptureWriter writer = CaptureFile.Create(_directory.File()))
        {
            writer.Append(entries);
        }
        return CaptureFile.OpenReader(_directory.File());
    }

    private static string Between(string page, string before, string after)
    {
        int from = page.LastIndexOf(before, StringComparison.Ordinal) + before.Length;
        return page[from..page.IndexOf(after, from, StringComparison.Ordinal)];
    }

    private static (string Part, string Json)[] Data(string page) =>
        [
            .. page.Split("<script type=\"application/json\" data-part=\"")
                .Skip(1)
                .Select(block => block.Split("\">", 2))
                .Select(parts => (parts[0], parts[1].Split("</script>")[0])),
        ];
}
