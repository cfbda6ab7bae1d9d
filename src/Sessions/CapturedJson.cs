using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace SioProxy.Sessions;

/// <summary>
/// Values of captured JSON, read so that nothing in them throws: a lone surrogate is legal JSON, in names too, but no .NET
/// string (RFC 8259, 8.2).
/// </summary>
public static class CapturedJson
{
    /// <summary>A string's content; of one with lone surrogates the text as it is escaped.</summary>
    /// <param name="text">A JSON string.</param>
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
            return Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(member));
        }
    }

    /// <summary>A member by its name, the last one where there are several; null without, and for what is no object.</summary>
    public static JsonElement? Find(JsonElement value, string name)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return null;
        }
        try
        {
            return value.TryGetProperty(name, out JsonElement member) ? member : null;
        }
        catch (InvalidOperationException) // some other name is no text
        {
            return FindAmongOddNames(value, name);
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

    private static JsonElement? FindAmongOddNames(JsonElement value, string name)
    {
        JsonElement? found = null;
        foreach (JsonProperty member in value.EnumerateObject())
        {
            if (string.Equals(NameOf(member), name, StringComparison.Ordinal))
            {
                found = member.Value;
            }
        }
        return found;
    }
}
