using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SioProxy.Replay.Values;

/// <summary>Pieces of JSON text that survive what captured text may hold: lone surrogates are legal JSON, but no .NET string.</summary>
internal static class JsonText
{
    /// <summary>A string's content, or a name's; of one with lone surrogates the text as it is escaped.</summary>
    public static string Of(JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return text.GetRawText()[1..^1];
        }
    }

    /// <summary>A member's name, in the same way.</summary>
    public static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8PropertyName(member));
        }
    }

    /// <summary>A member of an object by its name; null without.</summary>
    public static JsonElement? Find(JsonElement value, string name)
    {
        try
        {
            return value.TryGetProperty(name, out JsonElement member) ? member : null;
        }
        catch (InvalidOperationException)
        {
            return null; // some name is no text
        }
    }

    /// <summary>Whether two values are the same, however they are written.</summary>
    public static bool AreEqual(JsonElement one, JsonElement other)
    {
        try
        {
            return JsonElement.DeepEquals(one, other);
        }
        catch (InvalidOperationException)
        {
            return string.Equals(one.GetRawText(), other.GetRawText(), StringComparison.Ordinal);
        }
    }

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
