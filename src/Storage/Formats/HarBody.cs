using System.Text;
using System.Text.Json;

namespace SioProxy.Storage.Formats;

/// <summary>A body of a HAR's request or response, as its bytes were before any content encoding.</summary>
/// <param name="Bytes">The body; null when the file does not hold it.</param>
/// <param name="MissingBytes">How long it is then; 0 when the file does not say.</param>
/// <param name="Why">Why it is not there, one phrase for people.</param>
public readonly record struct HarBody(ReadOnlyMemory<byte>? Bytes, long MissingBytes, string Why)
{
    private const string NotThere = "the file does not hold this body";
    private const string Damaged = "the file holds these bytes as text, which is not what they were";

    /// <summary>No body.</summary>
    public static HarBody Empty { get; } = new(ReadOnlyMemory<byte>.Empty, 0, "");

    /// <summary>What was sent: <c>postData</c>, or the fields of a form where only these were written.</summary>
    /// <exception cref="ImportException">A field is wrong.</exception>
    internal static HarBody OfRequest(JsonFields request, bool isPost)
    {
        // Engine.IO posts packets: one without a body was left out (Firefox does so above a limit, and says it in a comment).
        long size = request.OptionalWhole("bodySize", -1) ?? 0;
        HarBody none = isPost ? new HarBody(null, Math.Max(0, size), NotThere) : Empty;
        if (!request.Has("postData"))
        {
            return none;
        }
        JsonFields data = request.Object("postData");
        if (data.OptionalText("encoding") is "base64")
        {
            return new HarBody(data.Base64("text"), 0, "");
        }
        if (data.OptionalText("text") is { Length: > 0 } text)
        {
            bool isBinary =
                IsOctets(data.OptionalText("mimeType") ?? "") || IsOctets(HeaderOf(request, "Content-Type"));
            return isBinary ? OfBinary(text) : new HarBody(data.Utf8("text"), 0, "");
        }
        // A JSONP client posts a form.
        string form = string.Join(
            '&',
            data.Array("params")
                .Select(data.In)
                .Select(field =>
                    Uri.EscapeDataString(field.Text("name"))
                    + "="
                    + Uri.EscapeDataString(field.OptionalText("value") ?? "")
                )
        );
        return form.Length == 0 ? none : new HarBody(Encoding.UTF8.GetBytes(form), 0, "");
    }

    /// <summary>What came.</summary>
    /// <param name="isText">Whether a binary payload (Engine.IO 3) was written as the text that it would have been without binary support.</param>
    /// <exception cref="ImportException">A field is wrong.</exception>
    internal static HarBody OfResponse(JsonFields response, out bool isText)
    {
        isText = false;
        if (!response.Has("content"))
        {
            return Empty;
        }
        JsonFields content = response.Object("content");
        if (!content.Has("text"))
        {
            long size = content.OptionalWhole("size", -1) ?? 0;
            bool isLeftOut = size > 0 || (size < 0 && content.Has("comment")); // Firefox: -1, and a comment that says so
            return isLeftOut ? new HarBody(null, Math.Max(0, size), NotThere) : Empty;
        }
        if (content.OptionalText("encoding") is "base64")
        {
            return new HarBody(content.Base64("text"), 0, "");
        }
        if (!IsOctets(HeaderOf(response, "Content-Type")))
        {
            return new HarBody(content.Utf8("text"), 0, "");
        }
        string text = content.Text("text");
        // A binary payload begins with a byte that says whether the packet is text.
        if (text is ['\0' or '\u0001', ..])
        {
            return OfBinary(text);
        }
        isText = true;
        return new HarBody(Encoding.UTF8.GetBytes(text), 0, "");
    }

    // Some write a character for each byte (mitmproxy), others what the bytes would be in UTF-8, where most of them are lost.
    private static HarBody OfBinary(string text) =>
        text.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff')
            ? new HarBody(null, 0, Damaged)
            : new HarBody(Encoding.Latin1.GetBytes(text), 0, "");

    private static bool IsOctets(string contentType) =>
        contentType.StartsWith("application/octet-stream", StringComparison.OrdinalIgnoreCase);

    private static string HeaderOf(JsonFields message, string name)
    {
        foreach (JsonElement element in message.Array("headers"))
        {
            JsonFields header = message.In(element);
            if (string.Equals(header.OptionalText("name"), name, StringComparison.OrdinalIgnoreCase))
            {
                return header.OptionalText("value") ?? "";
            }
        }
        return "";
    }
}
