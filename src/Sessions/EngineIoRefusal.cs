using System.Text.Json;

namespace SioProxy.Sessions;

/// <summary>Recognises the answers by which Engine.IO's reference servers refuse a request, on paths that nothing else is known of.</summary>
internal static class EngineIoRefusal
{
    private const int LastCode = 5;
    private const int MaxLength = 4096;

    /// <summary>Whether a response is such a refusal.</summary>
    /// <param name="isWebSocket">Whether an upgrade was asked for: its refusal is plain text.</param>
    public static bool Is(int status, ReadOnlySpan<byte> body, bool isWebSocket) =>
        status is 400 or 403 && body.Length <= MaxLength && (isWebSocket ? IsMessage(body) : IsError(body));

    private static bool IsMessage(ReadOnlySpan<byte> body) =>
        body.SequenceEqual("Transport unknown"u8)
        || body.SequenceEqual("Session ID unknown"u8)
        || body.SequenceEqual("Bad handshake method"u8)
        || body.SequenceEqual("Bad request"u8)
        || body.SequenceEqual("Unsupported protocol version"u8);

    // {"code":n,"message":"…"}, and nothing else in it
    private static bool IsError(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        try
        {
            return reader.Read()
                && reader.TokenType == JsonTokenType.StartObject
                && reader.Read()
                && reader.ValueTextEquals("code"u8)
                && reader.Read()
                && reader.TokenType == JsonTokenType.Number
                && reader.TryGetInt32(out int code)
                && code is >= 0 and <= LastCode
                && reader.Read()
                && reader.TokenType == JsonTokenType.PropertyName
                && reader.ValueTextEquals("message"u8)
                && reader.Read()
                && reader.TokenType == JsonTokenType.String
                && reader.Read()
                && reader.TokenType == JsonTokenType.EndObject
                && !reader.Read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
