using System.Globalization;
using System.Text;
using SioProxy.Protocol;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Storage.Formats;
using SioProxy.Viewer.Summaries;

namespace SioProxy.Viewer.Details;

/// <summary>A row, whole, as lines of text. Not sanitised: whoever shows them does that.</summary>
internal static class RowDetailsText
{
    private const int MaxDumped = 512;

    public static IEnumerable<string> Lines(RowDetails details)
    {
        IEnumerable<string> content = details.Row switch
        {
            CapturedPacket packet => Packet(packet, details),
            CapturedMessage message => Message(message, details),
            CapturedHttp http => Http(http, details),
            CapturedClose close => Close(close),
            CapturedGap gap => Gap(gap),
            _ => [],
        };
        return [.. Head(details.Row), .. content, .. Connections(details)];
    }

    private static IEnumerable<string> Head(CapturedRow row)
    {
        yield return Invariant($"{RowNames.Of(row.Kind)} {row.Id}");
        yield return Field("at", TimeText.Iso(row.AtMicros));
        yield return Field("session", row.Session ?? AmountText.None);
        yield return Field("client", row.Client);
        yield return Field("node", row.Node ?? AmountText.None);
        if (row.Truncated)
        {
            yield return Field("truncated", "yes, only the beginning was kept");
        }
        if (row.Redacted.Count > 0)
        {
            yield return Field("redacted", string.Join(", ", row.Redacted));
        }
    }

    private static IEnumerable<string> Packet(CapturedPacket packet, RowDetails details)
    {
        yield return Field("from", RowNames.Of(packet.Direction));
        yield return Field("transport", Invariant($"{RowNames.Of(packet.Transport)}, Engine.IO {(int)packet.Version}"));
        yield return Field("engine", packet.EngineType is { } engine ? RowNames.Of(engine) : "not decoded");
        if (packet.Type is { } type)
        {
            yield return Field(
                "type",
                RowNames.Of(type) + (packet.Parser == SocketIoParser.MessagePack ? " (msgpack)" : "")
            );
            yield return Field("namespace", packet.Namespace + (packet.NamespaceQuery is { } query ? $"?{query}" : ""));
        }
        if (packet.EventName is { } name)
        {
            yield return Field("event", packet.IsEventNameNumeric ? $"{name} (a number)" : name);
        }
        foreach (string line in Ack(packet, details))
        {
            yield return line;
        }
        yield return Field("size", AmountText.Bytes(packet.Size));
        if (packet.RecoveryOffset is { } offset)
        {
            yield return Field("offset", $"{offset} (of connection state recovery)");
        }
        foreach (string line in Fault(packet.Fault))
        {
            yield return line;
        }
        foreach (string line in Json("arguments", PacketContent.Args(packet)))
        {
            yield return line;
        }
        foreach (string line in Json("data", PacketContent.Data(packet)))
        {
            yield return line;
        }
        for (int i = 0; i < packet.Attachments.Count; i++)
        {
            foreach (string line in Dump(Invariant($"attachment {i}"), packet.Attachments[i]))
            {
                yield return line;
            }
        }
        foreach (string line in packet.IsRawBinary ? Dump("raw", packet.Raw) : Text("raw", packet.Raw))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> Ack(CapturedPacket packet, RowDetails details)
    {
        if (packet.AckId is { } id)
        {
            yield return Field("ack id", id.ToString(CultureInfo.InvariantCulture));
        }
        if (packet.LatencyMicros is { } latency)
        {
            yield return Field("latency", AmountText.Duration(latency));
        }
        if (details.Answers is { } asked)
        {
            yield return Field("answers", RowLine.Format(asked).TrimStart());
        }
        if (details.AnsweredBy is { } ack)
        {
            yield return Field("answered by", RowLine.Format(ack).TrimStart());
        }
        else if (packet is { AckId: not null, EventName: not null })
        {
            yield return Field("answered by", "nothing that was recorded");
        }
    }

    private static IEnumerable<string> Message(CapturedMessage message, RowDetails details) =>
        [
            Field("from", RowNames.Of(message.Direction)),
            Field("size", AmountText.Bytes(message.Size)),
            .. Fault(message.Fault),
            .. message.IsBinary ? Dump("message", details.Binaries[0]) : Json("message", message.Data),
        ];

    private static IEnumerable<string> Http(CapturedHttp http, RowDetails details) =>
        [
            Field("request", $"{http.Method} {http.Path}"),
            Field("status", http.Status?.ToString(CultureInfo.InvariantCulture) ?? "none came"),
            .. http.IsBodyBinary ? Dump("body", details.Binaries[0]) : Json("body", http.Body),
        ];

    private static IEnumerable<string> Close(CapturedClose close) =>
        [
            Field("by", RowNames.Of(close.By)),
            Field("how", RowNames.Of(close.How)),
            Field("code", close.Code?.ToString(CultureInfo.InvariantCulture) ?? AmountText.None),
            Field("reason", close.Reason ?? AmountText.None),
        ];

    private static IEnumerable<string> Gap(CapturedGap gap) =>
        [
            Field("from", gap.Direction is { } direction ? RowNames.Of(direction) : "both"),
            Field("bytes", gap.Bytes is { } bytes ? AmountText.Count(bytes) : "unknown"),
            Field("packets", gap.Packets is { } packets ? AmountText.Count(packets) : "unknown"),
            Field("begins", TimeText.Iso(gap.FromMicros)),
            Field("ends", gap.ToMicros is { } to ? TimeText.Iso(to) : "with the connection"),
            Field("why", gap.Why),
        ];

    private static IEnumerable<string> Fault(DecodeFault? fault) =>
        fault is null ? [] : [Field("fault", $"{fault.Code}: {fault.Message}")];

    private static IEnumerable<string> Json(string title, ReadOnlyMemory<byte>? json) =>
        json is { } value ? ["", title, .. JsonLayout.Lines(value.Span).Select(line => "  " + line)] : [];

    private static IEnumerable<string> Text(string title, ReadOnlyMemory<byte> text) =>
        ["", title, .. Encoding.UTF8.GetString(text.Span).Split('\n').Select(line => "  " + line)];

    private static IEnumerable<string> Dump(string title, ReadOnlyMemory<byte> bytes) =>
        [
            "",
            Invariant($"{title}: {bytes.Length} bytes, {BinaryKind.Of(bytes.Span).Name}"),
            .. HexDump.Lines(bytes, MaxDumped).Select(line => "  " + line),
        ];

    private static IEnumerable<string> Connections(RowDetails details) =>
        [.. Connection("connection", details.Connection), .. Connection("opened by connection", details.Handshake)];

    private static IEnumerable<string> Connection(string title, ConnectionEntry? connection)
    {
        if (connection is null)
        {
            yield break;
        }
        yield return "";
        yield return Invariant($"{title} {connection.Id}");
        yield return $"  {connection.Method} {connection.Target} HTTP/{connection.HttpVersion}";
        foreach (HttpHeader header in connection.RequestHeaders)
        {
            yield return $"  {header.Name}: {header.Value}";
        }
        yield return "";
        yield return connection.Status is { } status ? Invariant($"  {status}") : "  no response";
        foreach (HttpHeader header in connection.ResponseHeaders)
        {
            yield return $"  {header.Name}: {header.Value}";
        }
    }

    private static string Field(string name, string value) => $"  {name, -12} {value}";

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
