using System.Text.Json;

namespace SioProxy.Replay.Values;

/// <summary>The JSON type of a value, in the words of JSON (true and false are both boolean).</summary>
internal static class JsonTypes
{
    public static string Of(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.True or JsonValueKind.False => "boolean",
            JsonValueKind.Null => "null",
            JsonValueKind.Number => "number",
            JsonValueKind.String => "string",
            JsonValueKind.Array => "array",
            _ => "object",
        };
}
