using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Rules;
using SioProxy.Replay.Values;
using SioProxy.Sessions;

namespace SioProxy.Replay.Playing;

/// <summary>Puts the values of <c>set</c> rules into what clients send.</summary>
internal static class SetValues
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A client's step with the values that rules put into it; the step itself when there are none.</summary>
    /// <param name="subject">What rules call it.</param>
    /// <param name="set">Told each place and the recorded text that was replaced, the live one, and whether that is secret.</param>
    public static ReplayStep Apply(
        ReplayStep step,
        string subject,
        PlayRules settings,
        Action<ValuePath, string, string, bool> set
    )
    {
        bool concerns = settings.Rules.All.Any(rule => rule.Set is not null && ReplayRules.IsFor(rule, subject));
        if (!concerns)
        {
            return step;
        }
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, Relaxed))
        {
            Write(json, ValuePath.Args, step.Args, subject, settings, set);
        }
        return step with { Args = StepArguments.Parse(output.WrittenMemory) };
    }

    private static void Write(
        Utf8JsonWriter json,
        ValuePath path,
        JsonElement value,
        string subject,
        PlayRules settings,
        Action<ValuePath, string, string, bool> set
    )
    {
        if (settings.Rules.SetAt(subject, path) is { } rule)
        {
            string live = settings.Supplied.Expand(rule.Set!, out _, out bool isSecret);
            if (Comparing.Bindable.TextOf(value) is { } recorded)
            {
                set(path, recorded, live, isSecret);
            }
            json.WriteStringValue(live);
            return;
        }
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    string name = CapturedJson.NameOf(member);
                    json.WritePropertyName(name);
                    Write(json, path.Member(name), member.Value, subject, settings, set);
                }
                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                int index = 0;
                foreach (JsonElement element in value.EnumerateArray())
                {
                    Write(json, path.At(index++), element, subject, settings, set);
                }
                json.WriteEndArray();
                break;
            default:
                json.WriteRawValue(
                    System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(value),
                    skipInputValidation: true
                );
                break;
        }
    }
}
