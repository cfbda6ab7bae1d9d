using System.Globalization;
using System.Text;
using System.Text.Json;
using SioProxy.EndToEnd.Harness;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.EndToEnd;

/// <summary>Exported pages in a real browser, opened from disk.</summary>
public sealed class HtmlPageTests : IDisposable
{
    private const long Start = 1_790_000_000_000_000;

    // What has got out of text in other programs: elements, attributes, comments, templates, URLs, character sets, and
    // characters that hide or reorder others. Each sets a flag or opens a dialog where it runs.
    private static readonly string[] Hostile =
    [
        "<script>window.hit=true</script>",
        "</script><script>window.hit=true;alert(1)</script>",
        "<!--<script>",
        "-->]]><script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<img src=http://127.0.0.1:9/pixel.png>",
        "<svg/onload=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "\"><script>alert(1)</script>",
        "' onfocus=alert(1) autofocus x='",
        "javascript:alert(1)",
        "<a href=javascript:alert(1)>x</a>",
        "<iframe srcdoc='<script>parent.hit=true</script>'>",
        "<style>@import url(http://127.0.0.1:9/)</style>",
        "<link rel=stylesheet href=http://127.0.0.1:9/x.css>",
        "<base href=http://127.0.0.1:9/>",
        "<meta http-equiv=refresh content='0;url=http://127.0.0.1:9/'>",
        "${alert(1)}{{constructor.constructor('alert(1)')()}}",
        "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
        "__proto__",
        "constructor",
        "\u202Egnp.exe\u202C \u2066x\u2069 \u200B \u001B[31m\u0007",
        "\u2028\u2029\u0085",
        "&lt;script&gt;&#60;script&#62;",
        "\\u003cscript\\u003e",
    ];

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("sioproxy-page-");

    public void Dispose() => _directory.Delete(recursive: true);

    private static readonly string[] Filters =
    [
        "event:message",
        "event:mess*|join from:client",
        "-type:event",
        "not (type:event or type:ack)",
        "is:unanswered",
        "is:answered ns:/chat",
        "event:/^(user|typ)/",
        "latency>10ms",
        "size>=60 from:server",
        "type:connect or type:connect_error",
        "Ada",
        "\"Good morning\" from:server",
        "at>=19:25:37.1",
        "transport:polling eio:4",
        "id:17|18",
        "is:redacted",
        "args[0].room=harbour",
        "args[0].ROOM:harb*|\"attic\"",
        "args[*].room!=harbour",
        "args[0][\"room\"]=/^h/ from:client",
        "args[*].text=\"Good morning\"",
        "args[*].id>=1",
        "args[*].id<2",
        "data.pingInterval=25000",
        "data.pingInterval>24999.5",
        "data.sid>a",
        "auth.token=x or auth.user=*",
        "auth.name=*",
        "args[9]=1",
    ];

    [Fact]
    public async Task Page_OfASample_ShowsItsPackets()
    {
        JsonElement seen = await BrowseAsync("look", await ExportAsync(Repository.Sample("v4-chat")));
        Assert.Equal("v4-chat.db · SioProxy", seen.GetProperty("title").GetString());
        Assert.Equal("44 rows", seen.GetProperty("found").GetString());
        Assert.Equal(1, seen.GetProperty("selected").GetInt32());
        Assert.Equal(0, seen.GetProperty("unfinished").GetInt32());
        string[] facts = [.. seen.GetProperty("facts").EnumerateArray().Select(fact => fact.GetString()!)];
        Assert.Contains("3 sessions", facts);
        Assert.Contains("1 unanswered", facts);
        Assert.Contains("pingInterval: 25000", seen.GetProperty("details").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filter_InThePage_FindsWhatTheProgramFinds()
    {
        string sample = Repository.Sample("v4-chat");
        JsonElement seen = await BrowseAsync(
            "filters",
            await ExportAsync(sample),
            (string[])[.. Filters, "type:evnt", "args.x=1", "(a", "-"]
        );
        JsonElement answers = seen.GetProperty("answers");
        using CaptureReader reader = CaptureFile.OpenReader(sample);
        foreach (string text in Filters)
        {
            Assert.True(SioProxy.Filtering.Filter.TryParse(text, out SioProxy.Filtering.Filter? filter, out _), text);
            long count = reader.Count(filter, TestContext.Current.CancellationToken);
            Assert.Equal(
                (text, count.ToString(CultureInfo.InvariantCulture)),
                (text, answers.GetProperty(text).GetString())
            );
        }
        Assert.StartsWith(
            "Column 1: 'type:' does not know 'evnt'",
            answers.GetProperty("type:evnt").GetString(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "expected [0], [1]… or [*] behind 'args'",
            answers.GetProperty("args.x=1").GetString(),
            StringComparison.Ordinal
        );
        Assert.Contains("expected a term", answers.GetProperty("-").GetString(), StringComparison.Ordinal);
        Assert.Contains("not closed", answers.GetProperty("(a").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_Alone_LeadFromAnEventToItsAckAndThroughTheViews()
    {
        JsonElement seen = await BrowseAsync(
            "keys",
            await ExportAsync(Repository.Sample("v4-chat")),
            new { @event = "message" }
        );
        Assert.Equal("event message #17", seen.GetProperty("asked").GetString());
        Assert.Equal("ack #19", seen.GetProperty("ack").GetString());
        Assert.Equal("event message #17", seen.GetProperty("back").GetString());
        Assert.StartsWith("event message #", seen.GetProperty("next").GetString(), StringComparison.Ordinal);
        Assert.NotEqual("event message #17", seen.GetProperty("next").GetString());
        Assert.Equal(1, seen.GetProperty("filterings").GetInt32()); // not once more because it was typed
        Assert.True(seen.GetProperty("isInside").GetBoolean());
        Assert.True(seen.GetProperty("isClosed").GetBoolean());
        Assert.Equal(4, seen.GetProperty("steps").GetInt32()); // the filter of the packets holds here too
        Assert.Equal(1, seen.GetProperty("chosen").GetInt32());
        Assert.Contains("Ack latency of 6 acks", seen.GetProperty("statistics").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_OfHostileText_ShowsItAsText()
    {
        string capture = Write("hostile.db", [.. Hostile.SelectMany(HostileRows)]);
        JsonElement seen = await BrowseAsync("everything", await ExportAsync(capture));
        Assert.Equal("[]", seen.GetProperty("foreign").GetRawText());
        Assert.Equal("[true,true,true]", seen.GetProperty("pages").GetRawText()); // each view was printed
        Assert.False(seen.GetProperty("isHit").GetBoolean());
        Assert.False(seen.GetProperty("invisible").GetBoolean());
        string text = seen.GetProperty("seen").GetString()!;
        Assert.All(
            Hostile.Where(hostile => hostile.All(character => character is >= ' ' and <= '~' and not '"' and not '\\')),
            hostile => Assert.True(text.Split(hostile).Length > 6, $"{hostile} is not shown everywhere")
        );
        Assert.Contains("<202E>", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Problems_OfASample_LeadToTheirRowsAndSessions()
    {
        JsonElement seen = await BrowseAsync(
            "problems",
            await ExportAsync(Repository.Sample("v4-chat")),
            new { session = "VmpC1osl" }
        );
        Assert.EndsWith("problems", seen.GetProperty("tab").GetString(), StringComparison.Ordinal);
        string[] problems = [.. seen.GetProperty("problems").EnumerateArray().Select(text => text.GetString()!)];
        Assert.Contains(
            problems,
            text => text.StartsWith("possible: 'report' asked for an ack once", StringComparison.Ordinal)
        );
        Assert.Matches("#[0-9]+$", seen.GetProperty("row").GetString());
        Assert.Equal(1, seen.GetProperty("selected").GetInt32());
        Assert.Equal("23 of 44", seen.GetProperty("count").GetString());
    }

    [Fact]
    public async Task Problems_OfHostileText_AreShownAsText()
    {
        CapturedHttp[] refusals =
        [
            .. Hostile
                .Take(20) // as many cases as a problem shows
                .Select(
                    (text, index) =>
                        new CapturedHttp
                        {
                            Id = index + 1,
                            AtMicros = Start + index,
                            Connection = 1,
                            Client = text,
                            Method = "GET",
                            Path = "/socket.io/?EIO=4&transport=polling",
                            Status = 403,
                            Body = JsonSerializer.SerializeToUtf8Bytes(new { code = 4, message = text }),
                        }
                ),
        ];
        string page = await ExportAsync(Write("refusals.db", refusals));
        JsonElement seen = await BrowseAsync("problems", page, new { });
        string text = Assert.Single(seen.GetProperty("problems").EnumerateArray()).GetString()!;
        Assert.All(
            Hostile.Take(20).Where(hostile => !hostile.Contains('\u0022', StringComparison.Ordinal)),
            hostile => Assert.True(text.Split(hostile).Length > 2, $"{hostile} is not shown as it was said and by whom")
        );
        JsonElement everything = await BrowseAsync("everything", page);
        Assert.Equal("[]", everything.GetProperty("foreign").GetRawText());
        Assert.False(everything.GetProperty("isHit").GetBoolean());
    }

    [Fact]
    public async Task Problems_OfManyCases_SayHowMany()
    {
        CapturedHttp[] refusals =
        [
            .. Enumerable
                .Range(1, 1_100)
                .Select(id => new CapturedHttp
                {
                    Id = id,
                    AtMicros = Start + id,
                    Connection = 1,
                    Client = "::1",
                    Method = "GET",
                    Path = "/socket.io/?EIO=4&transport=polling",
                    Status = 403,
                    Body = """{"code":4,"message":"Forbidden"}"""u8.ToArray(),
                }),
        ];
        JsonElement seen = await BrowseAsync("problems", await ExportAsync(Write("many.db", refusals)), new { });
        string text = Assert.Single(seen.GetProperty("problems").EnumerateArray()).GetString()!;
        Assert.StartsWith("1,100 × ", text, StringComparison.Ordinal);
        Assert.EndsWith("1,080 more", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_OfFiftyThousandRows_Scrolls()
    {
        const int count = 50_000;
        IEnumerable<CaptureEntry> rows = Enumerable
            .Range(1, count)
            .Select(id => (CaptureEntry)Packet(id, "tick", id == 40_000 ? "needle" : "hay"));
        JsonElement seen = await BrowseAsync("scroll", await ExportAsync(Write("large.db", [.. rows])));
        Assert.Equal(41, seen.GetProperty("places").GetInt32());
        Assert.False(seen.GetProperty("isEmptySomewhere").GetBoolean());
        Assert.InRange(seen.GetProperty("elements").GetInt32(), 20, 120); // only what is in sight is an element
        Assert.Equal("50000", seen.GetProperty("last").GetString());
        Assert.Equal("1 of 50,000", seen.GetProperty("text").GetProperty("found").GetString());
        Assert.InRange(seen.GetProperty("steps").GetInt32(), 10, 120);
    }

    private static CapturedPacket Packet(long id, string name, string text, long? ack = null) =>
        new()
        {
            Id = id,
            AtMicros = Start + (id * 1000),
            Connection = 1,
            SessionKey = 1,
            Session = text,
            Client = text,
            Node = text,
            Direction = id % 2 == 0 ? Direction.ServerToClient : Direction.ClientToServer,
            Transport = Transport.WebSocket,
            Version = EngineIoVersion.V4,
            EngineType = EngineIoPacketType.Message,
            Type = SocketIoPacketType.Event,
            Namespace = "/" + text,
            EventName = name,
            AckId = ack,
            Size = 10,
            Raw = Encoding.UTF8.GetBytes(
                "42"
                    + JsonSerializer.Serialize(
                        new object[]
                        {
                            name,
                            text,
                            new Dictionary<string, string>(StringComparer.Ordinal) { [text] = text },
                        }
                    )
            ),
        };

    private static IEnumerable<CaptureEntry> HostileRows(string text, int index)
    {
        long id = (index * 4) + 1;
        yield return new SessionEntry
        {
            Key = 1,
            Sid = text,
            Version = EngineIoVersion.V4,
            Client = text,
            Path = text,
            OpenedAtMicros = Start,
            FirstTransport = Transport.WebSocket,
            LastAtMicros = Start,
            EndedAtMicros = Start,
            EndReason = text,
        };
        yield return new ConnectionEntry
        {
            Id = 1,
            OpenedAtMicros = Start,
            Client = text,
            Method = "GET",
            Target = "/?" + text,
            HttpVersion = "1.1",
            RequestHeaders = [new HttpHeader(text, text)],
        };
        yield return Packet(id, text, text, ack: 1);
        yield return new CapturedClose
        {
            Id = id + 1,
            AtMicros = Start,
            Connection = 1,
            Client = text,
            By = ClosedBy.Server,
            How = CloseHow.Frame,
            Code = 4000,
            Reason = text,
        };
        yield return new CapturedHttp
        {
            Id = id + 2,
            AtMicros = Start,
            Connection = 1,
            Client = text,
            Method = "GET",
            Path = text,
            Status = 400,
            Body = Encoding.UTF8.GetBytes(text),
        };
        yield return new CapturedGap
        {
            Id = id + 3,
            AtMicros = Start,
            Connection = 1,
            Client = text,
            FromMicros = Start,
            Why = text,
        };
    }

    private static async Task<JsonElement> BrowseAsync(string scenario, string page, object? argument = null)
    {
        JsonElement seen = await Browser.RunAsync(scenario, page, argument);
        foreach (string kind in (string[])["errors", "requests", "dialogs"])
        {
            Assert.Equal((kind, "[]"), (kind, seen.GetProperty(kind).GetRawText()));
        }
        return seen;
    }

    private string Write(string name, IReadOnlyList<CaptureEntry> entries)
    {
        string path = Path.Combine(_directory.FullName, name);
        using CaptureWriter writer = CaptureFile.Create(path);
        writer.Append(entries);
        return path;
    }

    private async Task<string> ExportAsync(string capture)
    {
        string page = Path.Combine(_directory.FullName, "page.html");
        ProgramResult result = await Programs.RunAsync(
            Programs.Viewer("export", capture, "--format", "html", "--output", page)
        );
        Assert.Equal((0, "", ""), (result.ExitCode, result.Output, result.Errors));
        return page;
    }
}
