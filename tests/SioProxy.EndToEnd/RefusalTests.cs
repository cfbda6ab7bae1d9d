using System.Text.Json;
using System.Text.Json.Nodes;
using SioProxy.EndToEnd.Playing;

namespace SioProxy.EndToEnd;

/// <summary>Handshakes that a server refuses, on polling and on the upgrade, are recorded as what they are.</summary>
public sealed class RefusalTests(Theatre theatre)
{
    [Theory]
    [InlineData("v2", "refusals", 2)]
    [InlineData("v3", "refusals", 3)]
    [InlineData("v4", "refusals", 4)]
    [InlineData("v3-eio3", "refusals", 2)]
    [InlineData("v4-eio3", "refusals", 2)]
    [InlineData("v4-polling-only", "refusals", 4)]
    [InlineData("v4-websocket-only", "refusals", 4)]
    public async Task Capture_OfRefusedPolls_HoldsEachAnswer(string server, string scenario, int client)
    {
        Stage stage = await theatre.StageAsync(server);
        JsonObject played = stage.ThroughTheProxy(new Case(server, scenario, client, "raw"));
        string[] expected =
        [
            .. Exchanges(played)
                .Where(exchange => (int)exchange["status"]! >= 300)
                .Select(exchange => $"{exchange["method"]} {exchange["status"]} {exchange["body"]}"),
        ];
        string[] recorded =
        [
            .. HttpRows(stage, played)
                .Select(row => $"{row.Text("method")} {row.GetProperty("status")} {row.Text("body")}"),
        ];
        Assert.NotEmpty(expected);
        Assert.Equal(expected, recorded);
    }

    [Theory]
    [InlineData("v2", 2)]
    [InlineData("v3", 3)]
    [InlineData("v4", 4)]
    public async Task Capture_OfRefusedUpgrades_HoldsEachAnswer(string server, int client)
    {
        Stage stage = await theatre.StageAsync(server);
        JsonObject played = stage.ThroughTheProxy(new Case(server, "refused-upgrades", client, "raw"));
        string[] expected =
        [
            .. Exchanges(played)
                .Where(exchange => !((string)exchange["status"]!).Contains(" 101 ", StringComparison.Ordinal))
                .Select(exchange => $"{((string)exchange["status"]!).Split(' ')[1]} {exchange["body"]}"),
        ];
        string[] recorded =
        [
            .. HttpRows(stage, played).Select(row => $"{row.GetProperty("status")} {row.Text("body")}"),
        ];
        Assert.NotEmpty(expected);
        Assert.Equal(expected, recorded);
    }

    /// <summary>Socket.IO 4 answers such an upgrade with 101, and then writes an HTTP 400 into the WebSocket.</summary>
    [Fact]
    public async Task Capture_OfHttpAfterThe101_IsAFaultWithItsBytes()
    {
        Stage stage = await theatre.StageAsync("v4-strict");
        JsonElement fault = stage.Export.Rows.First(row =>
            row.TryGetProperty("fault", out JsonElement found)
            && found.ValueKind == JsonValueKind.Object
            && found.Is("code", "not-websocket")
        );
        Assert.Equal("server", fault.Text("dir"));
        string bytes = fault.TryGetProperty("raw", out JsonElement raw)
            ? raw.GetString()!
            : System.Text.Encoding.Latin1.GetString(fault.GetProperty("rawBase64").GetBytesFromBase64());
        Assert.StartsWith("HTTP/1.1 400 Bad Request", bytes, StringComparison.Ordinal);
        Assert.Contains("Unsupported protocol version", bytes, StringComparison.Ordinal);
    }

    private static IEnumerable<JsonObject> Exchanges(JsonObject played) =>
        played["observed"]!["exchanges"]!.AsArray().Select(exchange => exchange!.AsObject());

    private static IEnumerable<JsonElement> HttpRows(Stage stage, JsonObject played)
    {
        string key = (string)played["key"]!;
        return stage.Export.Rows.Where(row =>
            row.Is("kind", "http") && row.Text("path")!.Contains(key, StringComparison.Ordinal)
        );
    }
}
