using System.Text.Json.Nodes;

namespace SioProxy.Tests.Protocol;

/// <summary>A row of vectors.json: bytes, and what the reference parsers of Engine.IO and Socket.IO make of them.</summary>
public sealed record Vector(JsonObject Fields)
{
    private static readonly Lazy<IReadOnlyDictionary<string, Vector>> ById = new(Load);

    public static IEnumerable<Vector> All => ById.Value.Values;

    public string Id => (string)Fields["id"]!;
    public int Eio => (int)Fields["eio"]!;
    public int? Sio => (int?)Fields["sio"];
    public string Kind => (string)Fields["kind"]!;
    public byte[] Raw => Convert.FromBase64String((string)Fields["raw"]!);
    public JsonObject Expected => (JsonObject)Fields["expected"]!;
    public bool IsCanonical => (bool?)Fields["canonical"] ?? false;
    public bool IsBinaryFrame => (string?)Fields["opcode"] == "binary";
    public bool IsJsonp => Fields["j"] is not null;
    public bool IsOctetStream => (string?)Fields["contentType"] == "application/octet-stream";
    public bool IsFromServer => (string?)Fields["direction"] == "s2c";
    public bool IsMessagePack => (string?)Fields["parser"] == "msgpack";

    public IReadOnlyList<byte[]> Attachments =>
        [.. ((JsonArray?)Fields["attachments"] ?? []).Select(item => Convert.FromBase64String((string)item!))];

    public static Vector Get(string id) => ById.Value[id];

    public static TheoryData<string> Ids(Func<Vector, bool> choose) =>
        [.. All.Where(choose).Select(vector => vector.Id)];

    private static Dictionary<string, Vector> Load()
    {
        using Stream file = typeof(Vector).Assembly.GetManifestResourceStream("vectors.json")!;
        return ((JsonArray)JsonNode.Parse(file)!)
            .Select(node => new Vector((JsonObject)node!))
            .ToDictionary(vector => vector.Id, StringComparer.Ordinal);
    }
}
