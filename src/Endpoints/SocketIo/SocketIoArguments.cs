using System.Buffers;
using System.Text.Json;

namespace SioProxy.Endpoints.SocketIo;

/// <summary>A JSON array of arguments with its binary attachments: what an event or an ack carries.</summary>
/// <param name="Json">UTF-8, placeholders where attachments go.</param>
public sealed record SocketIoArguments(ReadOnlyMemory<byte> Json, IReadOnlyList<ReadOnlyMemory<byte>> Attachments)
{
    public static SocketIoArguments Empty { get; } = new("[]"u8.ToArray(), []);

    public int Count => Parsed.GetArrayLength();

    private JsonElement Parsed
    {
        get
        {
            if (field.ValueKind == JsonValueKind.Undefined)
            {
                var reader = new Utf8JsonReader(Json.Span, new JsonReaderOptions { MaxDepth = 256 });
                field = JsonElement.ParseValue(ref reader);
            }
            return field;
        }
    }

    public JsonElement this[int index] => Parsed[index];

    public string? Text(int index) =>
        index < Count && this[index].ValueKind == JsonValueKind.String ? this[index].GetString() : null;

    public T? Get<T>(int index) => index < Count ? this[index].Deserialize<T>(SocketIoJson.Options) : default;

    /// <summary>The attachment that argument <paramref name="index"/> is; null when it is no binary.</summary>
    public ReadOnlyMemory<byte>? Binary(int index) =>
        index < Count
        && this[index].ValueKind == JsonValueKind.Object
        && this[index].TryGetProperty("_placeholder", out JsonElement mark)
        && mark.ValueKind == JsonValueKind.True
        && this[index].TryGetProperty("num", out JsonElement number)
        && number.TryGetInt32(out int attachment)
        && attachment >= 0
        && attachment < Attachments.Count
            ? (ReadOnlyMemory<byte>?)Attachments[attachment]
            : null;

    /// <summary>Serialises values; every <c>byte[]</c> and <c>ReadOnlyMemory&lt;byte&gt;</c> in them, however deep, becomes an attachment.</summary>
    public static SocketIoArguments From(params ReadOnlySpan<object?> values)
    {
        var attachments = new List<ReadOnlyMemory<byte>>();
        var json = new ArrayBufferWriter<byte>(64);
        using (var writer = new Utf8JsonWriter(json, SocketIoJson.WriterOptions))
        {
            JsonSerializerOptions options = SocketIoJson.Lifting(attachments);
            writer.WriteStartArray();
            foreach (object? value in values)
            {
                JsonSerializer.Serialize(writer, value, value?.GetType() ?? typeof(object), options);
            }
            writer.WriteEndArray();
        }
        return new SocketIoArguments(json.WrittenMemory, attachments);
    }
}
