using System.Text.Json;
using System.Text.Json.Nodes;
using SioProxy.EndToEnd.Harness;
using SioProxy.EndToEnd.Playing;

namespace SioProxy.EndToEnd;

/// <summary>Two nodes behind one proxy, and clients that keep no cookies.</summary>
public sealed class ClusterTests(Theatre theatre)
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Sessions_OverTwoNodes_StayWhereTheyWereOpened(int version)
    {
        NodeHarness harness = await theatre.HarnessAsync();
        string[] ids = [$"cluster{version}-a", $"cluster{version}-b"];
        List<string> nodes = [];
        foreach (string id in ids)
        {
            JsonObject server = new()
            {
                ["id"] = id,
                ["sio"] = version,
                ["cluster"] = $"cluster{version}",
            };
            nodes.Add($"http://127.0.0.1:{await harness.ServeAsync(server)}");
        }
        await using RunningProxy proxy = await RunningProxy.StartAsync(nodes, "--no-redact", "--quiet");
        JsonObject[] played = await Task.WhenAll(
            from transport in (string[])["polling", "websocket", "upgrade"]
            from scenario in (string[])["echo", "binary", "sessions"]
            select harness.PlayAsync(Request(ids[0], proxy.Url, scenario, version, transport))
        );
        await proxy.StopAsync();
        foreach (string id in ids)
        {
            await harness.CloseAsync(id);
        }

        Export recording = await Export.ReadAsync(proxy.Capture);
        Dictionary<string, string[]> nodesOfSessions = recording
            .Rows.Where(row => row.Is("kind", "packet"))
            .GroupBy(row => row.Text("session")!, row => row.Text("node")!, StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key,
                group => group.Distinct(StringComparer.Ordinal).ToArray(),
                StringComparer.Ordinal
            );
        string[] sids =
        [
            .. played.SelectMany(play => play["sessions"]!.AsArray()).Select(session => (string)session!["sid"]!),
        ];
        Assert.All(sids, sid => Assert.Single(nodesOfSessions[sid]));
        Assert.Equal(
            nodes.Order(StringComparer.Ordinal),
            sids.Select(sid => nodesOfSessions[sid][0].TrimEnd('/'))
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
        );
    }

    private static JsonObject Request(string server, string url, string scenario, int client, string transport) =>
        new()
        {
            ["server"] = server,
            ["url"] = url,
            ["scenario"] = scenario,
            ["client"] = client,
            ["transport"] = transport,
        };
}
