using System.Text.Json;
using System.Text.Json.Nodes;
using SioProxy.EndToEnd.Playing;

namespace SioProxy.EndToEnd;

/// <summary>Real servers and clients of every version, played directly and through the proxy.</summary>
public sealed class ScenarioTests(Theatre theatre)
{
    private static readonly string[] OwnToTransports = ["noop", "upgrade", "close", "error"];

    public static TheoryData<string, string, int, string> Cases =>
        [
            .. ServerSetups
                .All.SelectMany(setup => setup.Cases)
                .Select(c => new TheoryDataRow<string, string, int, string>(
                    c.Server,
                    c.Scenario,
                    c.Client,
                    c.Transport
                )),
        ];

    [Theory, MemberData(nameof(Cases))]
    public async Task Play_ThroughTheProxy_IsObservedAsDirectly(
        string server,
        string scenario,
        int client,
        string transport
    )
    {
        Stage stage = await theatre.StageAsync(server);
        Case played = new(server, scenario, client, transport);
        AssertSame(stage.Directly(played)["observed"], stage.ThroughTheProxy(played)["observed"], "observed");
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task Capture_OfAPlay_HoldsWhatBothSidesSentAndReceived(
        string server,
        string scenario,
        int client,
        string transport
    )
    {
        Stage stage = await theatre.StageAsync(server);
        JsonObject result = stage.ThroughTheProxy(new Case(server, scenario, client, transport));
        foreach (JsonNode? session in result["sessions"]!.AsArray())
        {
            string sid = (string)session!["sid"]!;
            AssertDirection(stage.Export, session, sid, "client", "sent", "received");
            AssertDirection(stage.Export, session, sid, "server", "received", "sent");
            AssertAcks([.. stage.Export.Rows.Where(row => row.Is("kind", "packet") && row.Is("session", sid))]);
        }
    }

    /// <summary>Engine.IO packets against what both ends noted, Socket.IO packets against the client's parser.</summary>
    private static void AssertDirection(
        Export export,
        JsonNode session,
        string sid,
        string direction,
        string clientList,
        string serverList
    )
    {
        JsonElement[] rows = [.. export.Packets(sid, direction)];
        JsonNode[] recorded = [.. rows.SelectMany(row => row.EnginePackets()).Where(IsOfTheSession)];
        if (session[clientList] is null)
        {
            return; // the harness cannot know how much of a refused body passed
        }
        JsonNode[] byClient = [.. Entries(session[clientList]).Where(IsOfTheSession)];
        AssertSame(Array(byClient), Array(recorded), $"{direction}: what the client {clientList}");
        if (session["server"]?[serverList] is { } server)
        {
            JsonNode[] byServer = [.. Entries(server).Where(IsOfTheSession)];
            JsonNode[] accepted = [.. recorded.Where(packet => !IsRefused(packet, session["refused"]))];
            // The server's first packets leave before anybody can listen for them.
            AssertSame(
                Array(byServer),
                Array(accepted[^byServer.Length..]),
                $"{direction}: what the server {serverList}"
            );
        }
        if (session["packets"]?[clientList] is { } packets)
        {
            JsonNode[] decoded = [.. rows.Where(row => row.Text("type") is not null).Select(row => row.SocketPacket())];
            AssertSame(packets, Array(decoded), $"{direction}: Socket.IO packets that the client {clientList}");
        }
    }

    private static void AssertAcks(JsonElement[] rows)
    {
        Dictionary<long, JsonElement> byId = rows.ToDictionary(row => row.GetProperty("id").GetInt64());
        foreach (JsonElement ack in rows.Where(row => row.Is("type", "ACK") || row.Is("type", "BINARY_ACK")))
        {
            JsonElement asked = byId[ack.GetProperty("ackOf").GetInt64()];
            Assert.EndsWith("EVENT", asked.Text("type"), StringComparison.Ordinal);
            Assert.Equal(ack.Text("ns"), asked.Text("ns"));
            Assert.Equal(ack.GetProperty("ackId").GetInt64(), asked.GetProperty("ackId").GetInt64());
            Assert.NotEqual(ack.Text("dir"), asked.Text("dir"));
            double latency = (
                ack.GetProperty("at").GetDateTimeOffset() - asked.GetProperty("at").GetDateTimeOffset()
            ).TotalMilliseconds;
            Assert.Equal(latency, ack.GetProperty("latencyMs").GetDouble(), tolerance: 0.002);
        }
    }

    /// <summary>Probes, upgrades and what ends polls belong to the transports, which the harness cannot look into.</summary>
    private static bool IsOfTheSession(JsonNode packet) =>
        !OwnToTransports.Contains((string)packet[0]!, StringComparer.Ordinal)
        && !(
            (string)packet[0]! is "ping" or "pong"
            && packet[1] is JsonValue data
            && string.Equals((string)data!, "probe", StringComparison.Ordinal)
        );

    /// <summary>Whether the harness says that this packet is one that no server takes.</summary>
    private static bool IsRefused(JsonNode packet, JsonNode? refused) =>
        refused?.AsArray().Any(entry => JsonNode.DeepEquals(entry, packet)) == true;

    private static IEnumerable<JsonNode> Entries(JsonNode? list) => list!.AsArray().Select(entry => entry!);

    private static JsonArray Array(IEnumerable<JsonNode> nodes) => [.. nodes.Select(node => node.DeepClone())];

    private static void AssertSame(JsonNode? expected, JsonNode? actual, string what)
    {
        if (!JsonNode.DeepEquals(expected, actual))
        {
            (string Path, JsonNode? Expected, JsonNode? Actual) difference = JsonDifference.Find(expected, actual);
            Assert.Fail(
                $"{what}{difference.Path}: expected {JsonDifference.Show(difference.Expected)}, found {JsonDifference.Show(difference.Actual)}"
            );
        }
    }
}
