using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using SioProxy.Benchmarks.Soak.Cases;
using SioProxy.EndToEnd.Harness;
using SioProxy.EndToEnd.Transparency;
using RunningProxy = SioProxy.EndToEnd.Harness.RunningProxy;

namespace SioProxy.EndToEnd;

/// <summary>What an operator looks at: metrics, health and logs of the program itself.</summary>
public sealed partial class OperateTests : IDisposable
{
    private static readonly HttpClient Http = new();

    private readonly CancellationTokenSource _deadline = CancellationTokenSource.CreateLinkedTokenSource(
        TestContext.Current.CancellationToken
    );

    public OperateTests() => _deadline.CancelAfter(TimeSpan.FromMinutes(1));

    public void Dispose() => _deadline.Dispose();

    [Fact]
    public async Task Metrics_AfterTraffic_CountIt()
    {
        await using var upstream = new RawServer(static async c =>
        {
            while (await c.ReadHeadAsync() is { Length: > 0 })
            {
                const string Open = "0{\"sid\":\"s1\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000}";
                await c.SendAsync(
                    $"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {Open.Length}\r\n\r\n{Open}"
                );
            }
        });
        await using RunningProxy proxy = await StartAsync(upstream.Url);
        Uri metrics = await AddressAsync(proxy);
        await Http.GetStringAsync($"{proxy.Url}/socket.io/?EIO=4&transport=polling", Stop);
        string text = await UntilAsync(metrics, t => Value(t, "sioproxy_packets_total") >= 1);
        Assert.Equal(1, Value(text, "sioproxy_packets_total"));
        Assert.Equal(1, Value(text, "sioproxy_sessions_open"));
        Assert.Equal(0, Value(text, "sioproxy_gaps_total"));
        Assert.Equal(1, Value(text, "sioproxy_recording"));
        Assert.True(Value(text, "sioproxy_decoded_bytes_total") > 50, text);
        Assert.True(Value(text, "sioproxy_capture_size_bytes") > 0, text);
        text = await UntilAsync(metrics, t => Value(t, "sioproxy_commit_duration_seconds_count") >= 1);
        Assert.Contains("sioproxy_commit_duration_seconds_bucket", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_OfAnUpstreamThatRefuses_CountItUnderItsNode()
    {
        Uri nobody = await NobodyAsync();
        await using RunningProxy proxy = await StartAsync(nobody);
        Uri metrics = await AddressAsync(proxy);
        using HttpResponseMessage refused = await Http.GetAsync(
            $"{proxy.Url}/socket.io/?EIO=4&transport=polling&sid=abc",
            Stop
        );
        Assert.Equal(HttpStatusCode.BadGateway, refused.StatusCode);
        string text = await Http.GetStringAsync(new Uri(metrics, "metrics"), Stop);
        string line = text.Split('\n')
            .Single(l => l.StartsWith("sioproxy_upstream_errors_total{", StringComparison.Ordinal));
        Assert.Contains($"node=\"{nobody.GetLeftPart(UriPartial.Authority)}\"", line, StringComparison.Ordinal);
        Assert.Contains("(connection 1, session abc)", proxy.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_OfARecorderThatStores_IsHealthy()
    {
        await using RunningProxy proxy = await StartAsync(await NobodyAsync());
        Uri metrics = await AddressAsync(proxy);
        foreach (string path in (string[])["health", "health/live"])
        {
            JsonElement health = JsonElement.Parse(await Http.GetStringAsync(new Uri(metrics, path), Stop));
            Assert.Equal("healthy", health.GetProperty("status").GetString());
        }
    }

    [Fact]
    public async Task Metrics_AreThoseOfTheDocumentation()
    {
        await using RunningProxy proxy = await StartAsync(await NobodyAsync());
        Uri metrics = await AddressAsync(proxy);
        using HttpResponseMessage refused = await Http.GetAsync(
            $"{proxy.Url}/socket.io/?EIO=4&transport=polling",
            Stop
        );
        string text = await UntilAsync(metrics, t => Value(t, "sioproxy_commit_duration_seconds_count") >= 1);
        string table = string.Join(
            '\n',
            (await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "docs", "operating.md"), Stop)).Where(line =>
                line.StartsWith("| `sioproxy_", StringComparison.Ordinal)
            )
        );
        Assert.Equal(Names(table), Names(text));
        Assert.Contains("sioproxy_spill_size_bytes", Names(text));

        static SortedSet<string> Names(string text) =>
            [
                .. MetricName()
                    .Matches(text)
                    .Select(match => match.Value)
                    .Select(name => HistogramPart().Replace(name, "")),
            ];
    }

    [Fact]
    public async Task Health_WhileAnotherProgramLocksTheCapture_IsNotHealthyUntilAllIsMerged()
    {
        await using var upstream = new EventServer();
        await using RunningProxy proxy = await StartAsync(upstream.Url);
        Uri metrics = await AddressAsync(proxy);
        await Http.GetStringAsync(new Uri(metrics, "health"), Stop);
        using (Crash.Lock(proxy.Capture))
        {
            await Http.GetAsync($"{proxy.Url}/socket.io/?EIO=4&transport=polling&sid=abc", Stop);
            string text = await UntilAsync(metrics, t => Value(t, "sioproxy_spill_size_bytes") > 0);
            Assert.Equal(0, Value(text, "sioproxy_recording")); // safe in the spill log, but not stored
            using HttpResponseMessage answer = await Http.GetAsync(new Uri(metrics, "health"), Stop);
            JsonElement health = JsonElement.Parse(await answer.Content.ReadAsStringAsync(Stop));
            Assert.NotEqual("healthy", health.GetProperty("status").GetString());
        }
        string merged = await UntilAsync(
            metrics,
            t => Value(t, "sioproxy_spill_size_bytes") == 0 && Value(t, "sioproxy_recording") == 1
        );
        Assert.Equal(0, Value(merged, "sioproxy_gaps_total"));
        JsonElement after = JsonElement.Parse(await Http.GetStringAsync(new Uri(metrics, "health"), Stop));
        Assert.Equal("healthy", after.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Metrics_AskedUnderAForeignHostName_AreRefused()
    {
        await using RunningProxy proxy = await StartAsync(await NobodyAsync());
        Uri metrics = await AddressAsync(proxy);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(metrics, "metrics"));
        request.Headers.Host = "attacker.test";
        using HttpResponseMessage response = await Http.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Metrics_AsTheUpstream_AreRefusedAtTheStart()
    {
        Uri free = await NobodyAsync();
        string url = free.GetLeftPart(UriPartial.Authority);
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            RunningProxy.StartAsync([url], "--metrics", url)
        );
        Assert.Contains("own address", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JsonLogs_OfARefusal_NameConnectionAndSession()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync(
            [(await NobodyAsync()).GetLeftPart(UriPartial.Authority)],
            "--json-logs"
        );
        await Http.GetAsync($"{proxy.Url}/socket.io/?EIO=4&transport=polling&sid=abc", Stop);
        await proxy.StopAsync();
        JsonElement refused = proxy
            .Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonElement.Parse(line))
            .Single(line => line.GetProperty("level").ValueEquals("warning"));
        Assert.Equal(502, refused.GetProperty("status").GetInt32());
        Assert.Equal(1, refused.GetProperty("connection").GetInt64());
        Assert.Equal("abc", refused.GetProperty("session").GetString());
    }

    private CancellationToken Stop => _deadline.Token;

    private static Task<RunningProxy> StartAsync(Uri upstream) =>
        RunningProxy.StartAsync([upstream.GetLeftPart(UriPartial.Authority)], "--metrics", "http://127.0.0.1:0");

    /// <summary>An address where nobody listens.</summary>
    private static async Task<Uri> NobodyAsync()
    {
        await using var placeholder = new RawServer(static _ => Task.CompletedTask);
        return placeholder.Url;
    }

    private async Task<Uri> AddressAsync(RunningProxy proxy)
    {
        while (true)
        {
            Match match = MetricsLine().Match(proxy.Errors);
            if (match.Success)
            {
                return new Uri(match.Groups["url"].Value);
            }
            await Task.Delay(20, Stop); // until the line was read: the deadline ends it
        }
    }

    private async Task<string> UntilAsync(Uri metrics, Func<string, bool> isThere)
    {
        while (true)
        {
            string text = await Http.GetStringAsync(new Uri(metrics, "metrics"), Stop);
            if (isThere(text))
            {
                return text;
            }
            await Task.Delay(20, Stop); // counters follow the traffic: the deadline ends it
        }
    }

    private static double? Value(string text, string name)
    {
        foreach (string line in text.Split('\n'))
        {
            if (
                line.StartsWith(name + "{", StringComparison.Ordinal)
                || line.StartsWith(name + " ", StringComparison.Ordinal)
            )
            {
                string value = line[(line.LastIndexOf('}') + 1)..].Trim().Split(' ')[0];
                return double.Parse(value, CultureInfo.InvariantCulture);
            }
        }
        return null;
    }

    [GeneratedRegex("sioproxy_[a-z_]+", RegexOptions.None, 1000)]
    private static partial Regex MetricName();

    [GeneratedRegex("(?<=_seconds)_(bucket|sum|count)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HistogramPart();

    [GeneratedRegex("Metrics at (?<url>http://[^ ]+)metrics,", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MetricsLine();
}
