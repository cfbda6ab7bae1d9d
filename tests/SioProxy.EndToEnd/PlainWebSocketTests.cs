using System.Text.Json;
using System.Text.Json.Nodes;
using SioProxy.EndToEnd.Playing;

namespace SioProxy.EndToEnd;

/// <summary>WebSockets that do not speak Engine.IO: their messages and their ends are recorded too.</summary>
public sealed class PlainWebSocketTests(Theatre theatre)
{
    [Theory]
    [InlineData("plain", "client", "server")]
    [InlineData("plain", "server", "client")]
    [InlineData("plain-deflate", "client", "server")]
    [InlineData("plain-deflate", "server", "client")]
    public async Task Capture_OfAPlainWebSocket_HoldsItsMessages(string server, string direction, string receiver)
    {
        Stage stage = await theatre.StageAsync(server);
        string[] received =
        [
            .. Plays(stage, server)
                .SelectMany(played => played["observed"]![receiver]!["plain"]!.AsArray())
                .Where(message => message is not JsonArray) // pings and closes
                .Select(message => message is JsonObject binary ? $"base64 {binary["base64"]}" : $"text {message}"),
        ];
        string[] recorded =
        [
            .. stage
                .Export.Rows.Where(row => row.Is("kind", "message") && row.Is("dir", direction))
                .Select(row => Has(row, "text") ? $"text {row.Text("text")}" : $"base64 {row.Text("base64")}"),
        ];
        Assert.NotEmpty(received);
        Assert.Equal(received, recorded);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("plain-deflate")]
    public async Task Capture_OfAPlainWebSocket_SaysWhoClosedItAndHow(string server)
    {
        Stage stage = await theatre.StageAsync(server);
        string[] expected =
        [
            "client frame 4002 adieu",
            "server frame 4003 go away",
            "server frame  ",
            "server fin  ",
            "server frame 1000 flooded",
            "client frame 1000 ",
        ];
        IEnumerable<string> recorded = stage
            .Export.Rows.Where(row => row.Is("kind", "close"))
            .Select(row => $"{row.Text("by")} {row.Text("how")} {row.GetProperty("code")} {row.Text("reason")}");
        Assert.Equal(expected, recorded);
    }

    private static bool Has(JsonElement row, string name) =>
        row.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String;

    private static IEnumerable<JsonObject> Plays(Stage stage, string server) =>
        ServerSetups
            .All.Single(setup => string.Equals(setup.Id, server, StringComparison.Ordinal))
            .Cases.Select(stage.ThroughTheProxy);
}
