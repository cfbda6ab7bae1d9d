using System.Text.Json;
using System.Text.Json.Nodes;

namespace SioProxy.EndToEnd.Playing;

/// <summary>Reads exported rows in the terms of the harness.</summary>
internal static class RowExtensions
{
    public static bool Is(this JsonElement row, string name, string value) =>
        row.TryGetProperty(name, out JsonElement found)
        && found.ValueKind == JsonValueKind.String
        && found.ValueEquals(value);

    public static string? Text(this JsonElement row, string name) => row.GetProperty(name).GetString();

    public static JsonNode? Node(this JsonElement row, string name) =>
        JsonNode.Parse(row.GetProperty(name).GetRawText());

    /// <summary>
    /// The Engine.IO packets that a row stands for, as the harness notes them: [type, text] or [type, {base64}]; the
    /// packet itself, then its attachments.
    /// </summary>
    public static IEnumerable<JsonNode> EnginePackets(this JsonElement row)
    {
        JsonNode packet = EnginePacket(row);
        yield return packet;
        if (packet[1] is JsonObject && row.Text("type") is not null)
        {
            yield break; // msgpack: the attachments lie inside
        }
        foreach (JsonElement attachment in row.GetProperty("attachments").EnumerateArray())
        {
            byte[] bytes = attachment.GetProperty("base64").GetBytesFromBase64();
            Assert.Equal(bytes.Length, attachment.GetProperty("size").GetInt32());
            yield return Binary("message", bytes);
        }
    }

    /// <summary>The Socket.IO packet of a row, as the harness notes what a parser was given or gave.</summary>
    public static JsonNode SocketPacket(this JsonElement row)
    {
        JsonNode? args = row.Node("args");
        if (row.Text("recoveryOffset") is { } offset)
        {
            args!.AsArray().Add(offset); // the reference leaves it in for its listeners
        }
        return new JsonObject
        {
            ["type"] = row.Text("type"),
            ["ns"] = row.Text("ns"),
            ["nsQuery"] = row.Text("nsQuery"),
            ["ackId"] = row.Node("ackId"),
            ["event"] = row.Node("event"),
            ["args"] = args,
            ["data"] = row.Node("data"),
            ["attachments"] = new JsonArray([
                .. row.GetProperty("attachments")
                    .EnumerateArray()
                    .Select(item => (JsonNode?)item.GetProperty("base64").GetString()),
            ]),
        };
    }

    private static JsonArray EnginePacket(JsonElement row)
    {
        string? engine = row.Text("engine");
        bool isOfVersion3 = row.GetProperty("eio").GetInt32() == 3;
        if (!row.TryGetProperty("raw", out JsonElement raw) || raw.ValueKind != JsonValueKind.String)
        {
            byte[] bytes = row.GetProperty("rawBase64").GetBytesFromBase64();
            return Binary(engine!, isOfVersion3 ? bytes[1..] : bytes);
        }
        string text = raw.GetString()!;
        return engine is null ? new JsonArray("fault", text)
            : text.StartsWith('b') ? Binary(engine, Convert.FromBase64String(text[(isOfVersion3 ? 2 : 1)..]))
            : new JsonArray(engine, text[1..]);
    }

    private static JsonArray Binary(string engine, byte[] bytes) =>
        new(engine, new JsonObject { ["base64"] = Convert.ToBase64String(bytes) });
}
