using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SioProxy.Endpoints.SocketIo;

/// <summary>JSON as JavaScript writes it: camel case, no escapes that JSON does not need (but characters beyond U+FFFF are escaped).</summary>
internal static class SocketIoJson
{
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonWriterOptions WriterOptions { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Options that put binary values into <paramref name="attachments"/> and placeholders in their place.</summary>
    public static JsonSerializerOptions Lifting(List<ReadOnlyMemory<byte>> attachments)
    {
        _lifting ??= new LiftingOptions();
        _lifting.Converter.Attachments = attachments;
        _lifting.MemoryConverter.Attachments = attachments;
        return _lifting.Options;
    }

    // Options cache what they learn about types: one set a thread, as the converters carry the list of the call under way.
    [ThreadStatic]
    private static LiftingOptions? _lifting;

    private static void WritePlaceholder(Utf8JsonWriter writer, int number)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("_placeholder"u8, value: true);
        writer.WriteNumber("num"u8, number);
        writer.WriteEndObject();
    }

    private sealed class LiftingOptions
    {
        public LiftingOptions() =>
            Options = new JsonSerializerOptions(SocketIoJson.Options) { Converters = { Converter, MemoryConverter } };

        public ArrayConverter Converter { get; } = new();
        public MemoryConverter MemoryConverter { get; } = new();
        public JsonSerializerOptions Options { get; }
    }

    private sealed class ArrayConverter : JsonConverter<byte[]>
    {
        public List<ReadOnlyMemory<byte>> Attachments { get; set; } = [];

        public override byte[]? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Attachments are read by index.");

        public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options)
        {
            WritePlaceholder(writer, Attachments.Count);
            Attachments.Add(value);
        }
    }

    private sealed class MemoryConverter : JsonConverter<ReadOnlyMemory<byte>>
    {
        public List<ReadOnlyMemory<byte>> Attachments { get; set; } = [];

        public override ReadOnlyMemory<byte> Read(
            ref Utf8JsonReader reader,
            Type typeToConvert,
            JsonSerializerOptions options
        ) => throw new NotSupportedException("Attachments are read by index.");

        public override void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> value, JsonSerializerOptions options)
        {
            WritePlaceholder(writer, Attachments.Count);
            Attachments.Add(value);
        }
    }
}
