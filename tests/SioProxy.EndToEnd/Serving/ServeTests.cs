using SioProxy.Endpoints.EngineIo;
using SioProxy.Endpoints.SocketIo;
using SioProxy.EndToEnd.Endpoints;
using SioProxy.EndToEnd.Harness;

namespace SioProxy.EndToEnd.Serving;

/// <summary>
/// Real clients of each version: what they saw when they were recorded through the proxy is what they see when the capture
/// is served to them.
/// </summary>
public sealed class ServeTests
{
    private static readonly string Root = Repository.Root;

    [Fact]
    public async Task Serve_OnceWhenNobodyComes_EndsAfterItsPatience()
    {
        string folder = Directory.CreateTempSubdirectory("sioproxy-nobody-").FullName;
        string capture = Path.Combine(folder, "chat.db");
        File.Copy(Repository.Sample("v4-chat"), capture);
        await using RunningServe serve = await RunningServe.StartAsync(capture, "--once", "--wait", "1");
        ProgramResult result = await serve.EndAsync();
        Assert.True(result.ExitCode == 1, result.Output + result.Errors);
        Assert.StartsWith("Different: ", result.Output, StringComparison.Ordinal);

        await using RunningServe first = await RunningServe.StartAsync(capture);
        string[] taken = ["serve", capture, "--listen", first.Url];
        ProgramResult second = await Programs.RunAsync(Programs.Viewer(taken));
        Assert.Equal(2, second.ExitCode);
        Assert.Contains("Choose another --listen", second.Errors, StringComparison.Ordinal);
        await first.EndAsync(interrupt: true);
        ProgramResult alone = await Programs.RunAsync(Programs.Viewer([.. taken, "--wait", "1"]));
        Assert.Equal(2, alone.ExitCode);
        Assert.Contains("--once", alone.Errors, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("2", "polling", "-")]
    [InlineData("2", "upgrade", "-")]
    [InlineData("2", "upgrade", "msgpack")]
    [InlineData("3", "websocket", "-")]
    [InlineData("3", "upgrade", "msgpack")]
    [InlineData("4", "polling", "-")]
    [InlineData("4", "upgrade", "-")]
    [InlineData("4", "polling", "msgpack")]
    public async Task Serve_TheClientThatWasRecorded_SeesWhatItSawThen(string version, string kind, string parser)
    {
        (RunningProxy proxy, string seen) = await RecordAsync(version, kind, parser);
        await using RunningProxy recorded = proxy;
        Assert.DoesNotContain("failed", seen, StringComparison.Ordinal);

        await using RunningServe serve = await RunningServe.StartAsync(proxy.Capture, "--once", "--wait", "20");
        string seenAgain = await PlayAsync(serve.Url, version, kind, parser);
        Assert.Equal(seen, seenAgain);
        ProgramResult result = await serve.EndAsync();
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        Assert.StartsWith("Same: ", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("a secret of mine", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("renamed", "unheard-of")]
    [InlineData("another room", "join")]
    public async Task Serve_AClientThatDoesSomethingElse_IsNamedInTheFirstLine(string deviation, string named)
    {
        (RunningProxy proxy, _) = await Recorded.Value;
        await using RunningServe serve = await RunningServe.StartAsync(proxy.Capture, "--once", "--wait", "15");
        await PlayAsync(serve.Url, "4", "websocket", "-", deviation);
        ProgramResult result = await serve.EndAsync();
        Assert.Equal(1, result.ExitCode);
        string first = result.Output.Split('\n')[0];
        Assert.StartsWith("Different: ", first, StringComparison.Ordinal);
        Assert.Contains(named, first, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v2-chat", "chat", "{\"version\":2}")]
    [InlineData("v3-upload", "upload", "{\"version\":3}")]
    [InlineData("v4-chat", "chat", "{\"version\":4}")]
    [InlineData("v4-recovery", "recovery", "{}")]
    public async Task Serve_ASample_SatisfiesTheClientsThatItWasMadeWith(string sample, string script, string options)
    {
        string make = Path.Combine(Root, "recordings", "samples", "make", script + ".js");
        string capture = Repository.Sample(sample);
        await using RunningServe serve = await RunningServe.StartAsync(capture, "--once", "--wait", "20");
        await using NodeScript clients = await NodeScript.StartAsync("../serving/sample.js", make, serve.Url, options);
        Assert.Equal("done", (await clients.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim());
        ProgramResult result = await serve.EndAsync();
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
    }

    [Fact]
    public async Task Serve_Interrupted_ReportsWhatWasNeverUsed()
    {
        string capture = Repository.Sample("v4-chat");
        await using RunningServe serve = await RunningServe.StartAsync(capture);
        ProgramResult result = await serve.EndAsync(interrupt: true);
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("Different: 35 of 35 steps. First: step 1 CONNECT", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_APortThatIsTaken_EndsWithTwoAndOneSentence()
    {
        string capture = Repository.Sample("v4-chat");
        await using RunningServe first = await RunningServe.StartAsync(capture);
        ProgramResult result = await Programs.RunAsync(Programs.Viewer("serve", capture, "--listen", first.Url));
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("address already in use", result.Errors, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Serve_WithARealServerBehindIt_HandsOnWhatItDoesNotKnow()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        string capture = Repository.Sample("v4-recovery");
        await using NodeScript real = await NodeScript.StartAsync("server.js", "4");
        string port = (await real.ReadLineAsync(stop)).Trim();
        string unknown = $"passthrough:http://127.0.0.1:{port}";
        await using RunningServe serve = await RunningServe.StartAsync(capture, "--on-unknown", unknown);
        await using NodeScript client = await NodeScript.StartAsync("../serving/passthrough.js", serve.Url);
        Assert.Equal("[[\"a\",{\"b\":1}],[\"[1,2]\"]]", (await client.ReadToEndAsync(stop)).Trim());
    }

    [Fact]
    public async Task Serve_ToAPageOfAnotherOrigin_AllowsItToRead()
    {
        await using RunningServe serve = await RunningServe.StartAsync(Repository.Sample("v4-chat"));
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, serve.Url + "/socket.io/?EIO=4&transport=polling");
        request.Headers.Add("Origin", "http://app.example");
        using HttpResponseMessage answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(["http://app.example"], answer.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.Equal(["true"], answer.Headers.GetValues("Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task Serve_ToAJsonpClient_AnswersInScripts()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        await using RunningServe serve = await RunningServe.StartAsync(Repository.Sample("v2-chat"));
        var options = new SocketIoClientOptions
        {
            Version = SocketIoClientVersion.V2,
            Engine = new EngineIoClientOptions
            {
                Transports = [SioProxy.Protocol.Transport.Polling],
                Jsonp = true,
                Query = [new("name", "Ada")],
            },
        };
        await using var client = new SocketIoClient(new Uri(serve.Url), options);
        ClientSocket chat = await client.JoinAsync("/chat", new ClientSocketOptions { Query = "name=Ada" }, stop);
        SocketIoArguments answer = await chat.EmitWithAckAsync("join", "harbour").WaitAsync(stop);
        Assert.True(answer[0].GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task Serve_AHandshakeThatWasRefused_IsRefusedAgainInItsTurn()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        await using NodeScript real = await NodeScript.StartAsync("../serving/guarded.js");
        string port = (await real.ReadLineAsync(stop)).Trim();
        await using RunningProxy proxy = await RunningProxy.StartAsync([$"http://127.0.0.1:{port}"]);
        string seen = await VisitAsync(proxy.Url, stop);
        Assert.Equal(0, await proxy.StopAsync());
        Assert.Contains("eve refused 403 {\"code\":4,\"message\":\"not eve\"}", seen, StringComparison.Ordinal);

        string page = Path.Combine(Path.GetDirectoryName(proxy.Capture)!, "report.html");
        string[] options = ["--once", "--wait", "20", "--report", page];
        await using RunningServe serve = await RunningServe.StartAsync(proxy.Capture, options);
        Assert.Equal(seen, await VisitAsync(serve.Url, stop));
        ProgramResult result = await serve.EndAsync();
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        Assert.Contains("client 2", await File.ReadAllTextAsync(page, stop), StringComparison.Ordinal);
    }

    private static async Task<string> VisitAsync(string url, CancellationToken stop)
    {
        await using NodeScript visitors = await NodeScript.StartAsync("../serving/visitors.js", url);
        return await visitors.ReadToEndAsync(stop);
    }

    // Made once, left to the operating system's cleaning of temporary files.
    private static readonly Lazy<Task<(RunningProxy Proxy, string Seen)>> Recorded = new(() =>
        RecordAsync("4", "websocket", "-")
    );

    private static async Task<(RunningProxy Proxy, string Seen)> RecordAsync(string version, string kind, string parser)
    {
        string[] arguments = parser is "-" ? [version] : [version, parser];
        await using NodeScript server = await NodeScript.StartAsync(["../serving/server.js", .. arguments]);
        string port = (await server.ReadLineAsync(TestContext.Current.CancellationToken)).Trim();
        RunningProxy proxy = await RunningProxy.StartAsync([$"http://127.0.0.1:{port}"]);
        string seen = await PlayAsync(proxy.Url, version, kind, parser);
        Assert.Equal(0, await proxy.StopAsync());
        return (proxy, seen);
    }

    private static async Task<string> PlayAsync(
        string url,
        string version,
        string kind,
        string parser,
        string deviation = ""
    )
    {
        string[] arguments = ["../serving/client.js", version, url, kind, parser, deviation];
        await using NodeScript client = await NodeScript.StartAsync(arguments);
        return await client.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
