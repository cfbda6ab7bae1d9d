using System.Text.Json;

namespace SioProxy.Tests.Viewer;

/// <summary>
/// HAR files in the shapes that their writers give them: Firefox (har-builder.js), Safari (HARBuilder.js), Charles, mitmproxy
/// (savehar.py). What they hold is decoded; what they leave out leaves a gap.
/// </summary>
public sealed class ForeignHarTests(ViewerRun viewer) : IClassFixture<ViewerRun>
{
    private const string Open =
        "0{\\\"sid\\\":\\\"abc\\\",\\\"upgrades\\\":[\\\"websocket\\\"],\\\"pingInterval\\\":25000,\\\"pingTimeout\\\":20000}";

    // Firefox: times with an offset, content.size -1, cookies' own lists, no messages of WebSockets.
    private const string Firefox = $$$"""
        {"log":{"version":"1.1","creator":{"name":"Firefox","version":"143.0"},"browser":{"name":"Firefox","version":"143.0"},
        "pages":[{"id":"page_1","pageTimings":{"onContentLoad":12,"onLoad":40},"startedDateTime":"2026-11-25T11:00:00.000+01:00","title":"http://h/"}],
        "entries":[
        {"startedDateTime":"2026-11-25T11:00:00.100+01:00",
         "request":{"bodySize":0,"method":"GET","url":"http://h/socket.io/?EIO=4&transport=polling&t=a","httpVersion":"HTTP/1.1",
           "headers":[{"name":"Host","value":"h"},{"name":"Cookie","value":"seat=window"}],"cookies":[{"name":"seat","value":"window"}],
           "queryString":[{"name":"EIO","value":"4"}],"headersSize":300},
         "response":{"status":200,"statusText":"OK","httpVersion":"HTTP/1.1","headers":[{"name":"Content-Type","value":"text/plain; charset=UTF-8"}],
           "cookies":[],"content":{"mimeType":"text/plain; charset=UTF-8","size":97,"text":"{{{Open}}}"},"redirectURL":"","headersSize":120,"bodySize":217},
         "cache":{},"timings":{"blocked":0,"dns":0,"connect":0,"ssl":0,"send":0,"wait":3,"receive":0},"time":3,
         "_securityState":"insecure","serverIPAddress":"127.0.0.1","connection":"3000","pageref":"page_1"},
        {"startedDateTime":"2026-11-25T11:00:00.110+01:00",
         "request":{"bodySize":2,"method":"POST","url":"http://h/socket.io/?EIO=4&transport=polling&t=b&sid=abc","httpVersion":"HTTP/1.1",
           "headers":[{"name":"Content-type"},{"name":"Host","value":"h"}],"cookies":[],"queryString":[],"headersSize":300,
           "postData":{"mimeType":"text/plain;charset=UTF-8","params":[],"text":"40"}},
         "response":{"status":200,"statusText":"OK","httpVersion":"HTTP/1.1","headers":[],"cookies":[],
           "content":{"mimeType":"text/html","size":2,"text":"ok"},"redirectURL":"","headersSize":120,"bodySize":122},
         "cache":{},"timings":{"wait":1},"time":1,"_securityState":"insecure","pageref":"page_1"},
        {"startedDateTime":"2026-11-25T11:00:00.120+01:00",
         "request":{"bodySize":0,"method":"POST","url":"http://h/socket.io/?EIO=4&transport=polling&t=c&sid=abc","httpVersion":"HTTP/1.1",
           "headers":[],"cookies":[],"queryString":[],"headersSize":300,
           "postData":{"mimeType":"text/plain;charset=UTF-8","params":[],"comment":"Request bodies are not included."}},
         "response":{"status":200,"statusText":"OK","httpVersion":"HTTP/1.1","headers":[],"cookies":[],
           "content":{"mimeType":"text/html","size":2,"text":"ok"},"redirectURL":"","headersSize":120,"bodySize":122},
         "cache":{},"timings":{"wait":1},"time":1,"_securityState":"insecure","pageref":"page_1"},
        {"startedDateTime":"2026-11-25T11:00:00.130+01:00",
         "request":{"bodySize":0,"method":"GET","url":"ws://h/socket.io/?EIO=4&transport=websocket&sid=abc","httpVersion":"HTTP/1.1",
           "headers":[{"name":"Upgrade","value":"websocket"}],"cookies":[],"queryString":[],"headersSize":400},
         "response":{"status":101,"statusText":"Switching Protocols","httpVersion":"HTTP/1.1","headers":[],"cookies":[],
           "content":{"mimeType":"","size":-1},"redirectURL":"","headersSize":150,"bodySize":-1},
         "cache":{},"timings":{"wait":2},"time":2,"_securityState":"insecure","pageref":"page_1"}]}}
        """;

    // Safari: an empty method and version for what it does not know, base64 by a flag of its own, no messages of WebSockets.
    private const string Safari = $$$"""
        {"log":{"version":"1.2","creator":{"name":"WebKit Web Inspector","version":"20621"},"pages":[{"startedDateTime":"2026-11-25T10:00:00.000Z","id":"page_0","title":"http://h/","pageTimings":{}}],
        "entries":[
        {"pageref":"page_0","startedDateTime":"2026-11-25T10:00:00.100Z","time":4.5,
         "request":{"method":"","url":"http://h/socket.io/?EIO=4&transport=polling&t=a","httpVersion":"","cookies":[],"headers":[],"queryString":[],"headersSize":-1,"bodySize":-1},
         "response":{"status":200,"statusText":"OK","httpVersion":"HTTP/1.1","cookies":[],"headers":[{"name":"Content-Type","value":"text/plain"}],
           "content":{"size":97,"compression":0,"mimeType":"text/plain","text":"{{{Open}}}"},"redirectURL":"","headersSize":-1,"bodySize":-1,"_transferSize":200},
         "cache":{},"timings":{"blocked":-1,"dns":-1,"connect":-1,"ssl":-1,"send":0,"wait":0,"receive":0},"serverIPAddress":"127.0.0.1","connection":"1","_fetchType":"Network Load"},
        {"pageref":"page_0","startedDateTime":"2026-11-25T10:00:00.110Z","time":0,
         "request":{"method":"GET","url":"http://h/socket.io/?EIO=4&transport=polling&t=b&sid=abc","httpVersion":"HTTP/1.1","cookies":[],"headers":[],"queryString":[],"headersSize":-1,"bodySize":-1},
         "response":{"status":200,"statusText":"OK","httpVersion":"HTTP/1.1","cookies":[],"headers":[],
           "content":{"size":18,"compression":0,"mimeType":"text/plain","text":"NDJbImhpIl0=","encoding":"base64"},"redirectURL":"","headersSize":-1,"bodySize":-1},
         "cache":{},"timings":{},"_fetchType":"Network Load"},
        {"pageref":"page_0","startedDateTime":"2026-11-25T10:00:00.120Z","time":0,
         "request":{"method":"","url":"ws://h/socket.io/?EIO=4&transport=websocket&sid=abc","httpVersion":"","cookies":[],"headers":[],"queryString":[],"headersSize":-1,"bodySize":-1},
         "response":{"status":101,"statusText":"Switching Protocols","httpVersion":"","cookies":[],"headers":[],
           "content":{"size":0,"compression":0,"mimeType":"x-unknown"},"redirectURL":"","headersSize":-1,"bodySize":-1},
         "cache":{},"timings":{}}]}}
        """;

    // Charles: pseudo headers, statusText null, forms as params only.
    private const string Charles = $$$"""
        {"log":{"version":"1.2","creator":{"name":"Charles Proxy","version":"4.6.7"},
        "entries":[
        {"startedDateTime":"2026-11-25T10:00:00.100+00:00","time":9,
         "request":{"method":"GET","url":"https://h/socket.io/?EIO=3&transport=polling&j=0&b64=1","httpVersion":"HTTP/2.0","cookies":[],
           "headers":[{"name":":method","value":"GET"},{"name":":authority","value":"h"},{"name":"accept","value":"*/*"}],"queryString":[],"headersSize":50,"bodySize":0},
         "response":{"_charlesStatus":"COMPLETE","status":200,"statusText":null,"httpVersion":"HTTP/2.0","cookies":[],
           "headers":[{"name":":status","value":"200"},{"name":"content-type","value":"text/javascript; charset=UTF-8"}],
           "content":{"size":120,"mimeType":"text/javascript; charset=UTF-8","text":"___eio[0](\"79:0{\\\"sid\\\":\\\"abc\\\",\\\"upgrades\\\":[\\\"websocket\\\"],\\\"pingInterval\\\":25000,\\\"pingTimeout\\\":5000}2:40\");"},
           "redirectURL":null,"headersSize":0,"bodySize":120},
         "serverIPAddress":"127.0.0.1","cache":{},"timings":{"dns":-1,"connect":-1,"ssl":-1,"send":0,"wait":8,"receive":1}},
        {"startedDateTime":"2026-11-25T10:00:00.200+00:00","time":3,
         "request":{"method":"POST","url":"https://h/socket.io/?EIO=3&transport=polling&j=0&b64=1&sid=abc","httpVersion":"HTTP/2.0","cookies":[],
           "headers":[{"name":":method","value":"POST"},{"name":"content-type","value":"application/x-www-form-urlencoded"}],"queryString":[],
           "postData":{"mimeType":"application/x-www-form-urlencoded","params":[{"name":"d","value":"11:42[\"hello\"]"}]},"headersSize":50,"bodySize":20},
         "response":{"_charlesStatus":"COMPLETE","status":200,"statusText":null,"httpVersion":"HTTP/2.0","cookies":[],"headers":[{"name":":status","value":"200"}],
           "content":{"size":2,"mimeType":"text/html","text":"ok"},"redirectURL":null,"headersSize":0,"bodySize":2},
         "serverIPAddress":"127.0.0.1","cache":{},"timings":{"send":0,"wait":3,"receive":0}}]}}
        """;

    // mitmproxy: a character for each byte of a binary post, messages as Chrome has them, upgrades under http.
    private const string Mitmproxy = $$$"""
        {"log":{"version":"1.2","creator":{"name":"mitmproxy","version":"10.4.2","comment":""},"pages":[],
        "entries":[
        {"startedDateTime":"2026-11-25T10:00:00.100000+00:00","time":3.1,
         "request":{"method":"GET","url":"http://h/socket.io/?EIO=3&transport=polling","httpVersion":"HTTP/1.1","cookies":[],"headers":[],"queryString":[],"headersSize":1,"bodySize":0},
         "response":{"status":200,"statusText":"OK","httpVersion":"HTTP/1.1","cookies":[],"headers":[{"name":"Content-Type","value":"application/octet-stream"}],
           "content":{"size":1,"compression":0,"mimeType":"application/octet-stream","text":"\u0000\u0007\u0009\u00ff0{\"sid\":\"abc\",\"upgrades\":[\"websocket\"],\"pingInterval\":25000,\"pingTimeout\":5000}"},"redirectURL":"","headersSize":1,"bodySize":1},
         "cache":{},"timings":{"connect":null,"ssl":null,"send":1,"receive":1,"wait":1}},
        {"startedDateTime":"2026-11-25T10:00:00.150000+00:00","time":3.1,
         "request":{"method":"POST","url":"http://h/socket.io/?EIO=3&transport=polling&sid=abc","httpVersion":"HTTP/1.1","cookies":[],
           "headers":[{"name":"Content-Type","value":"application/octet-stream"}],"queryString":[],"headersSize":1,"bodySize":38,
           "postData":{"mimeType":"application/octet-stream","params":[],"text":"\u0000\u0004\u0002\u00ff451-[\"file\",{\"_placeholder\":true,\"num\":0}]\u0001\u0005\u00ff\u0004\u0001\u0080\u00fe\u00ff"}},
         "response":{"status":200,"statusText":"OK","httpVersion":"HTTP/1.1","cookies":[],"headers":[],"content":{"size":2,"text":"ok"},"redirectURL":"","headersSize":1,"bodySize":2},
         "cache":{},"timings":{}},
        {"startedDateTime":"2026-11-25T10:00:00.200000+00:00","time":3.1,
         "request":{"method":"GET","url":"http://h/socket.io/?EIO=3&transport=websocket&sid=abc","httpVersion":"HTTP/1.1","cookies":[],"headers":[],"queryString":[],"headersSize":1,"bodySize":0},
         "response":{"status":101,"statusText":"Switching Protocols","httpVersion":"HTTP/1.1","cookies":[],"headers":[],"content":{"size":0,"text":""},"redirectURL":"","headersSize":1,"bodySize":0},
         "cache":{},"timings":{},"_resourceType":"websocket","_webSocketMessages":[
           {"type":"send","time":1795600800.3,"opcode":1,"data":"2probe"},{"type":"receive","time":1795600800.31,"opcode":1,"data":"3probe"},
           {"type":"send","time":"1795600800.32","opcode":1,"data":"5"},{"type":"receive","time":"2026-11-25T10:00:00.330Z","opcode":1,"data":"42[\"a\"]"},
           {"type":"receive","time":1795600800340,"opcode":1,"data":"42[\"b\"]"}]}]}}
        """;

    [Fact]
    public void Import_AHarOfFirefox_HasItsPollsAndSaysWhatIsNotThere()
    {
        (string capture, string said) = Import("firefox", Firefox);
        JsonElement[] rows = Rows(capture);
        Assert.Equal(["open", "message", "gap", "gap"], rows.Select(KindOf));
        Assert.Equal("2026-11-25T10:00:00.103000Z", rows[0].GetProperty("at").GetString());
        Assert.Equal("CONNECT", rows[1].GetProperty("type").GetString());
        Assert.Equal("client", rows[2].GetProperty("dir").GetString());
        Assert.Equal("the file does not hold this WebSocket's messages", rows[3].GetProperty("why").GetString());
        Assert.All(rows, row => Assert.Equal("abc", row.GetProperty("session").GetString()));
        Assert.Contains("no messages of 1 WebSockets (Firefox, Safari", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_AHarOfSafari_HasItsPollsAndSaysWhatIsNotThere()
    {
        (string capture, string said) = Import("safari", Safari);
        JsonElement[] rows = Rows(capture);
        Assert.Equal(["open", "message", "gap"], rows.Select(KindOf));
        Assert.Equal("hi", rows[1].GetProperty("event").GetString());
        Assert.Contains("no messages of 1 WebSockets", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_AHarOfCharles_HasScriptsAndForms()
    {
        (string capture, _) = Import("charles", Charles);
        JsonElement[] rows = Rows(capture);
        Assert.Equal(["open", "message", "message"], rows.Select(KindOf));
        Assert.Equal("hello", rows[2].GetProperty("event").GetString());
        Assert.All(rows, row => Assert.Equal(3, row.GetProperty("eio").GetInt32()));
    }

    [Fact]
    public void Import_AHarOfMitmproxy_HasBinaryBodiesAndMessages()
    {
        (string capture, string said) = Import("mitmproxy", Mitmproxy);
        JsonElement[] rows = Rows(capture);
        Assert.DoesNotContain(rows, row => row.GetProperty("kind").ValueEquals("gap"));
        JsonElement file = Assert.Single(rows, row => IsEvent(row, "file"));
        Assert.Equal("AYD+/w==", file.GetProperty("attachments")[0].GetProperty("base64").GetString());
        Assert.Single(rows, row => IsEvent(row, "a"));
        JsonElement late = Assert.Single(rows, row => IsEvent(row, "b"));
        Assert.Equal("2026-11-25T10:00:00.340000Z", late.GetProperty("at").GetString());
        Assert.DoesNotContain(rows, row => row.GetProperty("kind").ValueEquals("packet") && HasFault(row));
        Assert.DoesNotContain("no messages", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_BinaryThatWasWrittenAsText_LeavesAGap()
    {
        string har = Mitmproxy
            .Replace("\\u0000\\u0004\\u0005\\u00ff451", "\\u0000\\u0004\\u0005\\ufffd451", StringComparison.Ordinal)
            .Replace("\\u0080\\u00fe\\u00ff", "\\ufffd\\ufffd\\ufffd", StringComparison.Ordinal);
        (string capture, _) = Import("lossy", har);
        JsonElement gap = Assert.Single(Rows(capture), row => row.GetProperty("kind").ValueEquals("gap"));
        Assert.Contains(
            "as text, which is not what they were",
            gap.GetProperty("why").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Import_AFileWithoutAnythingButSilentWebSockets_IsRefusedWithTheReason()
    {
        using JsonDocument all = JsonDocument.Parse(Firefox);
        JsonElement socket = all.RootElement.GetProperty("log").GetProperty("entries")[3];
        string output = viewer.PathOf("silent.db");
        string har = Write("silent.har", "{\"log\":{\"entries\":[" + socket.GetRawText() + "]}}");
        (int code, _, string error) = viewer.Run("import", har, "--output", output);
        Assert.Equal(2, code);
        Assert.Contains("Firefox, Safari and Playwright leave them out", error, StringComparison.Ordinal);
        Assert.False(File.Exists(output));
    }

    private static string KindOf(JsonElement row) =>
        row.GetProperty("kind").ValueEquals("packet")
            ? row.GetProperty("engine").GetString()!
            : row.GetProperty("kind").GetString()!;

    private static bool IsEvent(JsonElement row, string name) =>
        row.TryGetProperty("event", out JsonElement found)
        && found.ValueKind == JsonValueKind.String
        && found.ValueEquals(name);

    private static bool HasFault(JsonElement row) => row.GetProperty("fault").ValueKind != JsonValueKind.Null;

    private (string Capture, string Said) Import(string name, string har)
    {
        string output = viewer.PathOf(name + ".db");
        (int code, _, string error) = viewer.Run("import", Write(name + ".har", har), "--output", output);
        Assert.True(code == 0, error);
        return (output, error);
    }

    private JsonElement[] Rows(string capture)
    {
        (int code, string output, string error) = viewer.Run("export", capture, "--format", "jsonl");
        Assert.True(code == 0, error);
        return
        [
            .. output
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonElement.Parse(line))
                .Where(row => !row.GetProperty("kind").ValueEquals("close")),
        ];
    }

    private string Write(string name, string content)
    {
        string path = viewer.PathOf(name);
        File.WriteAllText(path, content);
        return path;
    }
}
