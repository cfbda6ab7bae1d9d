using System.Globalization;
using System.Text;
using System.Text.Unicode;
using SioProxy.Protocol.EngineIo;
using SioProxy.Sessions;

namespace SioProxy.Storage.Formats;

/// <summary>Parts of rows as strings, for the formats that are not JSON Lines.</summary>
internal static class RowText
{
    /// <summary>Bytes as text when they are meant as such and valid; null otherwise.</summary>
    public static string? OrNull(ReadOnlyMemory<byte> bytes, bool isBinary) =>
        isBinary || !Utf8.IsValid(bytes.Span) ? null : Encoding.UTF8.GetString(bytes.Span);

    /// <summary>JSON of a packet's content as text; null without.</summary>
    public static string? Json(ReadOnlyMemory<byte>? json) =>
        json is { IsEmpty: false } bytes && Utf8.IsValid(bytes.Span) ? Encoding.UTF8.GetString(bytes.Span) : null;

    /// <summary>
    /// A polling body with these packets, attachments behind their packets in base64. Framing that both sides understand;
    /// not byte for byte what passed (a body may have been binary, JSONP or compressed).
    /// </summary>
    public static string PollingBody(IEnumerable<CapturedPacket> packets)
    {
        var body = new StringBuilder();
        foreach (CapturedPacket packet in packets)
        {
            bool old = packet.Version == EngineIoVersion.V3;
            Append(body, old, OrNull(packet.Raw, packet.IsRawBinary) ?? Base64(packet.Raw, old));
            foreach (ReadOnlyMemory<byte> attachment in packet.Attachments)
            {
                Append(body, old, (old ? "b4" : "b") + Convert.ToBase64String(attachment.Span));
            }
        }
        return body.ToString();
    }

    // The raw bytes of an Engine.IO 3 packet begin with its type byte 04, which base64 writes as "b4".
    private static string Base64(ReadOnlyMemory<byte> raw, bool old) =>
        old && raw.Length > 0 && raw.Span[0] == 4
            ? "b4" + Convert.ToBase64String(raw.Span[1..])
            : "b" + Convert.ToBase64String(raw.Span);

    private static void Append(StringBuilder body, bool old, string packet)
    {
        if (old)
        {
            _ = body.Append(CultureInfo.InvariantCulture, $"{packet.Length}:"); // UTF-16 units, as JavaScript counts
        }
        else if (body.Length > 0)
        {
            _ = body.Append('\u001e');
        }
        _ = body.Append(packet);
    }
}
