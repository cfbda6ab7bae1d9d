using System.Text.Encodings.Web;
using System.Text.Json;

namespace SioProxy.Storage;

/// <summary>How this room writes JSON: nothing escaped that JSON itself does not ask for.</summary>
internal static class JsonStyle
{
    public static JsonWriterOptions Options { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The same for small values made at once.</summary>
    public static JsonSerializerOptions Plain { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Array(IReadOnlyList<string> values) => JsonSerializer.Serialize(values, Plain);
}
