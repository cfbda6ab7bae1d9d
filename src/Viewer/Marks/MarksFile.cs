using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SioProxy.Viewer.Marks;

/// <summary>Marks as they are kept beside a capture: <c>FILE.marks.json</c>, <c>{"version":1,"marks":[{"id":17,"comment":"…"}]}</c>.</summary>
internal static class MarksFile
{
    private const int Version = 1;
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string PathOf(string capture) => capture + ".marks.json";

    /// <summary>The marks of a capture; none when there is no such file.</summary>
    /// <exception cref="IOException">The file cannot be read, or is not what it should be.</exception>
    public static IReadOnlyList<PacketMark> Read(string capture)
    {
        string path = PathOf(capture);
        if (!File.Exists(path))
        {
            return [];
        }
        try
        {
            JsonNode? root = JsonNode.Parse(File.ReadAllBytes(path));
            if (root?["version"]?.GetValue<int>() is not Version)
            {
                throw new IOException($"{path} was made by another version of sioview: it is left as it is.");
            }
            return [.. (root["marks"] as JsonArray ?? throw new FormatException("no marks")).Select(Mark)];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new IOException($"{path} cannot be read as marks: repair or remove it.", exception);
        }
    }

    /// <summary>Writes the marks; without any the file is removed.</summary>
    public static void Write(string capture, IEnumerable<PacketMark> marks)
    {
        string path = PathOf(capture);
        var list = new JsonArray([
            .. marks.Select(mark => (JsonNode)new JsonObject { ["id"] = mark.Id, ["comment"] = mark.Comment }),
        ]);
        if (list.Count == 0)
        {
            File.Delete(path);
            return;
        }
        string text = new JsonObject { ["version"] = Version, ["marks"] = list }.ToJsonString(Readable) + "\n";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite; // comments may quote what was captured
        }
        string part = path + ".part"; // a full disk is not to cost the marks that there were
        using (var file = new FileStream(part, options))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(text));
        }
        File.Move(part, path, overwrite: true);
    }

    private static PacketMark Mark(JsonNode? mark) =>
        mark is JsonObject && mark["id"] is { } id
            ? new PacketMark(id.GetValue<long>(), mark["comment"]?.GetValue<string>() ?? "")
            : throw new FormatException("a mark without id");
}
