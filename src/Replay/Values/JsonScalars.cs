using System.Text.Encodings.Web;
using System.Text.Json;

namespace SioProxy.Replay.Values;

/// <summary>Pieces of JSON text.</summary>
internal static class JsonScalars
{
    /// <summary>A string as JSON.</summary>
    public static byte[] Quoted(string text) =>
        [
            (byte)'"',
            .. JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes,
            (byte)'"',
        ];

    /// <summary>Whether a text is a JSON number.</summary>
    public static bool IsNumber(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Number;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
