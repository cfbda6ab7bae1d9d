using System.Text.Json;
using System.Text.Json.Nodes;
using SioProxy.EndToEnd.Playing;

namespace SioProxy.EndToEnd;

/// <summary>What holds for whole recordings.</summary>
public sealed class CaptureTests(Theatre theatre)
{
    public static TheoryData<string> Servers => [.. ServerSetups.All.Select(setup => setup.Id)];

    [Theory, MemberData(nameof(Servers))]
    public async Task Capture_OfAQuietRun_HasIdsWithoutHolesAndNoGap(string server)
    {
        Stage stage = await theatre.StageAsync(server);
        Assert.Equal(
            Enumerable.Range(1, stage.Export.Rows.Count).Select(id => (long)id),
            stage.Export.Rows.Select(row => row.GetProperty("id").GetInt64())
        );
        Assert.DoesNotContain(stage.Export.Rows, row => row.Is("kind", "gap"));
        Assert.Equal(0, stage.ProxyExitCode);
    }

    [Theory]
    [InlineData("tcp-close", "server fin  ")]
    [InlineData("client-tcp-close", "client fin  ")]
    [InlineData("garbage", "server frame  ")]
    [InlineData("fragments", "client frame 4001 enough")]
    [InlineData("engine-close", "server frame  ")]
    [InlineData("echo", "client frame  ")]
    public async Task Capture_OfAWebSocketsEnd_SaysWhoClosedItAndHow(string scenario, string expected)
    {
        Stage stage = await theatre.StageAsync("v4");
        JsonObject played = stage.ThroughTheProxy(new Case("v4", scenario, 4, "websocket"));
        string sid = (string)played["sessions"]![0]!["sid"]!;
        JsonElement close = stage.Export.Rows.Single(row => row.Is("kind", "close") && row.Is("session", sid));
        Assert.Equal(
            expected,
            $"{close.Text("by")} {close.Text("how")} {close.GetProperty("code")} {close.Text("reason")}"
        );
    }

    /// <summary>The probe and the upgrade pass over the WebSocket of the same session.</summary>
    [Theory]
    [InlineData("v2", 2)]
    [InlineData("v3", 3)]
    [InlineData("v4", 4)]
    [InlineData("v4-eio3", 2)]
    public async Task Capture_OfAnUpgrade_IsOneSession(string server, int client)
    {
        Stage stage = await theatre.StageAsync(server);
        JsonObject played = stage.ThroughTheProxy(new Case(server, "echo", client, "upgrade"));
        JsonElement[] rows =
        [
            .. stage.Export.Rows.Where(row =>
                row.Is("kind", "packet") && row.Is("session", (string)played["sessions"]![0]!["sid"]!)
            ),
        ];
        string[] upgrade =
        [
            .. rows.Where(row => row.Is("transport", "websocket"))
                .Take(3)
                .Select(row => $"{row.Text("dir")} {row.Text("raw")}"),
        ];
        Assert.Equal(["client 2probe", "server 3probe", "client 5"], upgrade);
        Assert.Contains(rows, row => row.Is("transport", "polling") && row.Is("engine", "open"));
    }
}
