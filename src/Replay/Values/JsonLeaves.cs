using System.Text.Json;
using SioProxy.Sessions;

namespace SioProxy.Replay.Values;

/// <summary>The scalars of a step's arguments with their places (empty arrays and objects count as scalars).</summary>
public static class JsonLeaves
{
    /// <summary>Every leaf, depth first, in the order of the text.</summary>
    public static IEnumerable<KeyValuePair<ValuePath, JsonElement>> Of(JsonElement args) => Below(ValuePath.Args, args);

    private static IEnumerable<KeyValuePair<ValuePath, JsonElement>> Below(ValuePath path, JsonElement value)
    {
        bool isEmpty = true;
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty member in value.EnumerateObject())
            {
                isEmpty = false;
                foreach (
                    KeyValuePair<ValuePath, JsonElement> leaf in Below(
                        path.Member(CapturedJson.NameOf(member)),
                        member.Value
                    )
                )
                {
                    yield return leaf;
                }
            }
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            int index = 0;
            foreach (JsonElement element in value.EnumerateArray())
            {
                isEmpty = false;
                foreach (KeyValuePair<ValuePath, JsonElement> leaf in Below(path.At(index++), element))
                {
                    yield return leaf;
                }
            }
        }
        if (isEmpty)
        {
            yield return new(path, value);
        }
    }
}
