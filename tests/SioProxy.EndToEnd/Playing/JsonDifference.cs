using System.Text.Json.Nodes;

namespace SioProxy.EndToEnd.Playing;

/// <summary>Says where two JSON values differ first, as whole values are too long to read.</summary>
internal static class JsonDifference
{
    public static (string Path, JsonNode? Expected, JsonNode? Actual) Find(JsonNode? expected, JsonNode? actual)
    {
        IEnumerable<(string Path, JsonNode? Expected, JsonNode? Actual)> inside = (expected, actual) switch
        {
            (JsonArray left, JsonArray right) => Enumerable
                .Range(0, Math.Max(left.Count, right.Count))
                .Select(i => ($"[{i}]", left.ElementAtOrDefault(i), right.ElementAtOrDefault(i))),
            (JsonObject left, JsonObject right) => left.Select(member => member.Key)
                .Union(right.Select(member => member.Key), StringComparer.Ordinal)
                .Select(key => ($".{key}", left[key], right[key])),
            _ => [],
        };
        foreach (
            (string path, JsonNode? left, JsonNode? right) in inside.Where(p =>
                !JsonNode.DeepEquals(p.Expected, p.Actual)
            )
        )
        {
            (string Path, JsonNode? Expected, JsonNode? Actual) deeper = Find(left, right);
            return (path + deeper.Path, deeper.Expected, deeper.Actual);
        }
        return ("", expected, actual);
    }

    public static string Show(JsonNode? value)
    {
        string text = value?.ToJsonString() ?? "nothing";
        return text.Length > 600 ? $"{text[..600]}… ({text.Length} characters)" : text;
    }
}
