using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Values;
using SioProxy.Sessions;

namespace SioProxy.Replay.Playing;

/// <summary>
/// Keeps secrets out of what a replay remembers, and so out of its reports: where the recording has a mark, the live value
/// becomes that mark; what was not recorded is hidden by the names that redaction goes by.
/// </summary>
internal static class SecretValues
{
    private const string Hidden = "[redacted]";

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="secrets">Live values that are secret, and what is shown in their places.</param>
    /// <param name="byName">Whether what was not recorded is hidden by its name.</param>
    public static JsonElement Hide(
        JsonElement live,
        JsonElement? recorded,
        IReadOnlyDictionary<string, string> secrets,
        bool byName
    )
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, Relaxed))
        {
            new Pass(json, secrets, byName).Write(live, recorded);
        }
        return StepArguments.Parse(output.WrittenMemory);
    }

    private sealed class Pass(Utf8JsonWriter json, IReadOnlyDictionary<string, string> secrets, bool byName)
    {
        public void Write(JsonElement live, JsonElement? recorded)
        {
            if (recorded is { } was && Bindable.TextOf(was) is { } text && RedactedValue.IsMark(text))
            {
                json.WriteStringValue(text);
            }
            else if (
                live.ValueKind == JsonValueKind.String
                && secrets.TryGetValue(CapturedJson.Of(live), out string? shown)
            )
            {
                json.WriteStringValue(shown);
            }
            else if (live.ValueKind == JsonValueKind.Object)
            {
                json.WriteStartObject();
                foreach (JsonProperty member in live.EnumerateObject())
                {
                    string name = CapturedJson.NameOf(member);
                    json.WritePropertyName(name);
                    JsonElement? before = Member(recorded, name);
                    if (byName && before is null && RedactionRules.Default.HidesMember(name))
                    {
                        json.WriteStringValue(Hidden);
                    }
                    else
                    {
                        Write(member.Value, before);
                    }
                }
                json.WriteEndObject();
            }
            else if (live.ValueKind == JsonValueKind.Array)
            {
                json.WriteStartArray();
                int index = 0;
                foreach (JsonElement element in live.EnumerateArray())
                {
                    Write(element, Element(recorded, index++));
                }
                json.WriteEndArray();
            }
            else
            {
                json.WriteRawValue(
                    System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(live),
                    skipInputValidation: true
                );
            }
        }
    }

    private static JsonElement? Member(JsonElement? value, string name) =>
        value is { } parent ? CapturedJson.Find(parent, name) : null;

    private static JsonElement? Element(JsonElement? value, int index) =>
        value is { ValueKind: JsonValueKind.Array } parent && index < parent.GetArrayLength() ? parent[index] : null;
}
