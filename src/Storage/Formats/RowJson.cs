using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using SioProxy.Protocol;
using SioProxy.Sessions;

namespace SioProxy.Storage.Formats;

/// <summary>A row as one JSON object: the fields of docs/capture-format.md, in that order.</summary>
internal static class RowJson
{
    /// <summary>Writes the object. Text that is no valid UTF-8, or JSON that does not parse, never gets into it as such.</summary>
    /// <param name="comment">What somebody wrote to the row, empty for a bare mark; null: it is not marked.</param>
    public static void Write(Utf8JsonWriter json, CapturedRow row, string? comment = null)
    {
        json.WriteStartObject();
        json.WriteString("kind"u8, RowNames.Of(row.Kind));
        json.WriteNumber("id"u8, row.Id);
        json.WriteString("at"u8, Iso.Format(row.AtMicros));
        bool isOfNone = row is CapturedGap { Connection: 0 }; // a gap in everything that passed
        WriteNumber(json, "connection"u8, isOfNone ? null : row.Connection);
        json.WriteString("session"u8, row.Session);
        json.WriteString("client"u8, isOfNone && row.Client.Length == 0 ? null : row.Client);
        json.WriteString("node"u8, row.Node);
        json.WriteBoolean("truncated"u8, row.Truncated);
        json.WriteStartArray("redacted"u8);
        foreach (string path in row.Redacted)
        {
            json.WriteStringValue(path);
        }
        json.WriteEndArray();
        switch (row)
        {
            case CapturedPacket packet:
                WritePacket(json, packet);
                break;
            case CapturedMessage message:
                json.WriteString("dir"u8, RowNames.Of(message.Direction));
                json.WriteNumber("size"u8, message.Size);
                WriteContent(json, "text"u8, "base64"u8, message.Data.Span, message.IsBinary);
                WriteFault(json, message.Fault);
                break;
            case CapturedHttp http:
                json.WriteString("method"u8, http.Method);
                json.WriteString("path"u8, http.Path);
                WriteNumber(json, "status"u8, http.Status);
                WriteContent(json, "body"u8, "bodyBase64"u8, http.Body.Span, http.IsBodyBinary);
                break;
            case CapturedClose close:
                json.WriteString("by"u8, RowNames.Of(close.By));
                json.WriteString("how"u8, RowNames.Of(close.How));
                WriteNumber(json, "code"u8, close.Code);
                json.WriteString("reason"u8, close.Reason);
                break;
            case CapturedGap gap:
                json.WriteString("dir"u8, gap.Direction is { } direction ? RowNames.Of(direction) : null);
                WriteNumber(json, "bytes"u8, gap.Bytes);
                WriteNumber(json, "packets"u8, gap.Packets);
                json.WriteString("from"u8, Iso.Format(gap.FromMicros));
                json.WriteString("to"u8, gap.ToMicros is { } to ? Iso.Format(to) : null);
                json.WriteString("why"u8, gap.Why);
                break;
        }
        if (comment is not null)
        {
            json.WriteBoolean("mark"u8, true);
            json.WriteString("comment"u8, comment);
        }
        json.WriteEndObject();
    }

    private static void WritePacket(Utf8JsonWriter json, CapturedPacket packet)
    {
        json.WriteString("dir"u8, RowNames.Of(packet.Direction));
        json.WriteString("transport"u8, RowNames.Of(packet.Transport));
        json.WriteNumber("eio"u8, (int)packet.Version);
        json.WriteString("engine"u8, packet.EngineType is { } engineType ? RowNames.Of(engineType) : null);
        json.WriteString("type"u8, packet.Type is { } type ? RowNames.Of(type) : null);
        json.WriteString("ns"u8, packet.Namespace);
        json.WriteString("nsQuery"u8, packet.NamespaceQuery);
        WriteEvent(json, packet);
        WriteNumber(json, "ackId"u8, packet.AckId);
        WriteNumber(json, "ackOf"u8, packet.AckOf);
        if (packet.LatencyMicros is { } latency)
        {
            json.WriteNumber("latencyMs"u8, latency / 1000m);
        }
        else
        {
            json.WriteNull("latencyMs"u8);
        }
        WriteJson(json, "args"u8, PacketContent.Args(packet));
        WriteJson(json, "data"u8, PacketContent.Data(packet));
        json.WriteStartArray("attachments"u8);
        foreach (ReadOnlyMemory<byte> attachment in packet.Attachments)
        {
            json.WriteStartObject();
            json.WriteNumber("size"u8, attachment.Length);
            json.WriteBase64String("base64"u8, attachment.Span);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("recoveryOffset"u8, packet.RecoveryOffset);
        json.WriteNumber("size"u8, packet.Size);
        WriteContent(json, "raw"u8, "rawBase64"u8, packet.Raw.Span, packet.IsRawBinary);
        if (packet.Fault is null)
        {
            json.WriteNull("fault"u8);
        }
        WriteFault(json, packet.Fault);
    }

    private static void WriteEvent(Utf8JsonWriter json, CapturedPacket packet)
    {
        json.WritePropertyName("event"u8);
        if (packet is { IsEventNameNumeric: true, EventName: { } digits } && IsJsonNumber(digits))
        {
            json.WriteRawValue(digits, skipInputValidation: true);
        }
        else
        {
            json.WriteStringValue(packet.EventName);
        }
    }

    private static bool IsJsonNumber(string digits)
    {
        try
        {
            var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(digits));
            return reader.Read() && reader.TokenType == JsonTokenType.Number && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteFault(Utf8JsonWriter json, DecodeFault? fault)
    {
        if (fault is null)
        {
            return;
        }
        json.WriteStartObject("fault"u8);
        json.WriteString("code"u8, fault.Code);
        json.WriteString("message"u8, fault.Message);
        json.WriteEndObject();
    }

    // Redaction or truncation may have cut a text in the middle of a character: then its bytes are what can be given.
    private static void WriteContent(
        Utf8JsonWriter json,
        ReadOnlySpan<byte> textName,
        ReadOnlySpan<byte> base64Name,
        ReadOnlySpan<byte> content,
        bool isBinary
    )
    {
        if (isBinary || !Utf8.IsValid(content))
        {
            json.WriteBase64String(base64Name, content);
        }
        else
        {
            json.WriteString(textName, content);
        }
    }

    /// <summary>Splices the wire's own JSON in. Between its tokens line ends may stand, which would end the line here.</summary>
    private static void WriteJson(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlyMemory<byte>? value)
    {
        if (value is not { IsEmpty: false } wire || !Utf8.IsValid(wire.Span))
        {
            json.WriteNull(name);
            return;
        }
        json.WritePropertyName(name);
        if (!wire.Span.ContainsAny((byte)'\n', (byte)'\r'))
        {
            json.WriteRawValue(wire.Span, skipInputValidation: true);
            return;
        }
        byte[] oneLine = ArrayPool<byte>.Shared.Rent(wire.Length);
        wire.Span.CopyTo(oneLine);
        Span<byte> content = oneLine.AsSpan(0, wire.Length);
        content.Replace((byte)'\n', (byte)' ');
        content.Replace((byte)'\r', (byte)' ');
        json.WriteRawValue(content, skipInputValidation: true);
        ArrayPool<byte>.Shared.Return(oneLine);
    }
}
