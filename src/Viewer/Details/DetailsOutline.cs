using System.Globalization;
using System.Text;
using SioProxy.Filtering;
using SioProxy.Protocol;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Storage.Formats;
using SioProxy.Viewer.Outlining;
using SioProxy.Viewer.Sessions;
using SioProxy.Viewer.Summaries;

namespace SioProxy.Viewer.Details;

/// <summary>A row, whole, as an outline: what it says, what it answers, its bytes, and the HTTP behind it.</summary>
internal static class DetailsOutline
{
    /// <summary>Sections that are open when nobody has folded them.</summary>
    private static readonly string[] Open = ["args", "auth", "data", "message", "body", "diagnoses"];

    /// <param name="diagnoses">What the row's session suffers from.</param>
    public static IReadOnlyList<OutlineNode> Of(RowDetails details, IReadOnlyList<Diagnosis> diagnoses)
    {
        var nodes = new List<OutlineNode>();
        nodes.AddRange(DiagnosisNodes.Of(diagnoses));
        nodes.AddRange(Head(details.Row));
        nodes.AddRange(
            details.Row switch
            {
                CapturedPacket packet => Packet(packet, details),
                CapturedMessage message => Message(message),
                CapturedHttp http => Http(http),
                CapturedClose close => Close(close),
                CapturedGap gap => Gap(gap),
                _ => [],
            }
        );
        AddBinaries(nodes, details);
        AddConnection(nodes, "connection", "connection", details.Connection);
        AddConnection(nodes, "handshake", "handshake", details.Handshake);
        foreach (OutlineNode node in nodes)
        {
            node.IsExpanded = node.CanExpand && (node.Key is null || Open.Contains(node.Key, StringComparer.Ordinal));
        }
        return nodes;
    }

    private static IEnumerable<OutlineNode> Head(CapturedRow row)
    {
        yield return new FieldNode("at", TimeText.Iso(row.AtMicros));
        string session = row.Session ?? AmountText.None;
        yield return new FieldNode("session", $"{session}  client {row.Client}  node {row.Node ?? AmountText.None}");
        if (row.Truncated)
        {
            yield return new FieldNode("truncated", "yes, only the beginning was kept", SpanKind.Warning);
        }
        if (row.Redacted.Count > 0)
        {
            yield return new FieldNode("redacted", string.Join(", ", row.Redacted), SpanKind.Warning);
        }
    }

    private static IEnumerable<OutlineNode> Packet(CapturedPacket packet, RowDetails details)
    {
        string engine = packet.EngineType is { } engineType ? RowNames.Of(engineType) : "not decoded";
        yield return new FieldNode(
            "engine",
            $"{engine} from {RowNames.Of(packet.Direction)}, {RowNames.Of(packet.Transport)}, "
                + Invariant($"Engine.IO {(int)packet.Version}, {AmountText.Bytes(packet.Size)}")
        );
        if (packet.Type is { } type)
        {
            string parser = packet.Parser == SocketIoParser.MessagePack ? " (msgpack)" : "";
            string query = packet.NamespaceQuery is { } text ? $"?{text}" : "";
            string ack = packet.AckId is { } id ? Invariant($"  ack id {id}") : "";
            yield return new FieldNode(
                "type",
                $"{RowNames.Of(type)}{parser}  namespace {packet.Namespace}{query}{ack}"
            );
        }
        if (packet.EventName is { } name)
        {
            yield return new FieldNode(
                "event",
                packet.IsEventNameNumeric ? $"{name} (a number)" : name,
                SpanKind.Heading
            );
        }
        foreach (OutlineNode node in Ack(packet, details))
        {
            yield return node;
        }
        if (packet.RecoveryOffset is { } offset)
        {
            yield return new FieldNode("offset", $"{offset} (of connection state recovery)");
        }
        if (packet.Fault is { } fault)
        {
            yield return new FieldNode("fault", $"{fault.Code}: {fault.Message}", SpanKind.Fault);
        }
        foreach (OutlineNode node in Content(packet))
        {
            yield return node;
        }
        yield return packet.IsRawBinary ? Bytes("raw", "raw bytes", packet.Raw) : Text("raw", "raw text", packet.Raw);
    }

    private static IEnumerable<OutlineNode> Ack(CapturedPacket packet, RowDetails details)
    {
        if (packet.LatencyMicros is { } latency)
        {
            yield return new FieldNode("latency", AmountText.Duration(latency));
        }
        if (details.Answers is { } asked)
        {
            yield return new LinkNode("answers", RowLine.Format(asked).TrimStart(), asked.Id);
        }
        if (details.AnsweredBy is { } ack)
        {
            yield return new LinkNode("answered by", RowLine.Format(ack).TrimStart(), ack.Id);
        }
        else if (packet is { AckId: not null, EventName: not null })
        {
            yield return new FieldNode("answered by", "nothing that was recorded", SpanKind.Warning);
        }
    }

    private static IEnumerable<OutlineNode> Content(CapturedPacket packet)
    {
        IReadOnlyList<ReadOnlyMemory<byte>> attachments = packet.Attachments;
        if (PacketContent.Args(packet) is { } args)
        {
            var source = new JsonSource(args, PathRoot.Args, "args", attachments);
            IReadOnlyList<OutlineNode> elements = JsonNode.ElementsOf(source);
            yield return new SectionNode("args", "arguments", Count(elements.Count), () => elements);
            yield break;
        }
        bool isAuth = packet is { Type: SocketIoPacketType.Connect, Direction: Direction.ClientToServer };
        if (isAuth && PacketContent.Auth(packet) is { IsEmpty: false } auth)
        {
            yield return Json("auth", "auth", new JsonSource(auth, PathRoot.Auth, "auth", attachments));
        }
        else if (PacketContent.Data(packet) is { IsEmpty: false } data)
        {
            yield return Json("data", "data", new JsonSource(data, PathRoot.Data, "data", attachments));
        }
        else if (
            packet is { Type: not null, IsRawBinary: false }
            && packet.Raw.Span.IndexOfAny("[{"u8) is >= 0 and var at
        )
        {
            // Too deep for the decoder, malformed or cut short: what there is of it is shown all the same.
            var source = new JsonSource(packet.Raw[at..], null, "payload", attachments);
            yield return Json("data", "payload as far as it goes", source);
        }
    }

    private static IEnumerable<OutlineNode> Message(CapturedMessage message)
    {
        yield return new FieldNode("from", $"{RowNames.Of(message.Direction)}, {AmountText.Bytes(message.Size)}");
        if (message.Fault is { } fault)
        {
            yield return new FieldNode("fault", $"{fault.Code}: {fault.Message}", SpanKind.Fault);
        }
        if (!message.IsBinary)
        {
            yield return JsonOrText("message", "text", message.Data, PathRoot.Data, "data");
        }
    }

    private static IEnumerable<OutlineNode> Http(CapturedHttp http)
    {
        yield return new FieldNode("request", $"{http.Method} {http.Path}");
        string status = http.Status?.ToString(CultureInfo.InvariantCulture) ?? "none, no response came";
        yield return new FieldNode("status", status, http.Status is null or >= 400 ? SpanKind.Fault : SpanKind.Plain);
        if (!http.IsBodyBinary)
        {
            yield return JsonOrText("body", "response body", http.Body, null, "body");
        }
    }

    private static IEnumerable<OutlineNode> Close(CapturedClose close)
    {
        yield return new FieldNode("close", EndWords.Of(close), SpanKind.Warning);
        yield return new FieldNode("by", $"{RowNames.Of(close.By)}, {RowNames.Of(close.How)}");
        if (close.Code is { } code)
        {
            yield return new FieldNode("code", code.ToString(CultureInfo.InvariantCulture));
        }
        if (close.Reason is { } reason)
        {
            yield return new FieldNode("reason", reason);
        }
    }

    private static IEnumerable<OutlineNode> Gap(CapturedGap gap)
    {
        string from = gap.Direction is { } direction ? RowNames.Of(direction) : "both sides";
        string bytes = gap.Bytes is { } known ? AmountText.Bytes(known) : "an unknown number of bytes";
        string packets = gap.Packets is { } count ? $", {AmountText.Count(count)} packets" : "";
        yield return new FieldNode("not recorded", $"{bytes}{packets} from {from}", SpanKind.Fault);
        string to = gap.ToMicros is { } end ? TimeText.Iso(end) : "the end of the connection";
        yield return new FieldNode("span", $"{TimeText.Iso(gap.FromMicros)} to {to}");
        yield return new FieldNode("why", gap.Why);
    }

    private static void AddBinaries(List<OutlineNode> nodes, RowDetails details)
    {
        bool isRaw = details.Row is CapturedPacket { Type: null, IsRawBinary: true };
        for (int i = 0; i < details.Binaries.Count && !isRaw; i++)
        {
            string name =
                details.Binaries.Count == 1 && details.Row is not CapturedPacket
                    ? "binary"
                    : Invariant($"attachment {i}");
            nodes.Add(Bytes(name, name, details.Binaries[i]));
        }
    }

    private static void AddConnection(List<OutlineNode> nodes, string key, string title, ConnectionEntry? connection)
    {
        if (connection is null)
        {
            return;
        }
        string status = connection.Status is { } code ? Invariant($"{code}") : "no response";
        nodes.Add(
            new SectionNode(
                key,
                Invariant($"{title} {connection.Id}"),
                $"{connection.Method} {connection.Target} → {status}",
                () => Exchange(connection)
            )
        );
    }

    private static List<OutlineNode> Exchange(ConnectionEntry connection)
    {
        var nodes = new List<OutlineNode>
        {
            new FieldNode("opened", TimeText.Iso(connection.OpenedAtMicros)),
            new FieldNode("ended", connection.EndedAtMicros is { } ended ? TimeText.Iso(ended) : "not yet"),
            new LineNode($"{connection.Method} {connection.Target} HTTP/{connection.HttpVersion}", SpanKind.Heading),
        };
        nodes.AddRange(connection.RequestHeaders.Select(header => new FieldNode(header.Name, header.Value)));
        nodes.Add(
            new LineNode(connection.Status is { } status ? Invariant($"{status}") : "no response", SpanKind.Heading)
        );
        nodes.AddRange(connection.ResponseHeaders.Select(header => new FieldNode(header.Name, header.Value)));
        return nodes;
    }

    private static SectionNode Json(string key, string title, JsonSource source)
    {
        JsonNode root = JsonNode.Of(source);
        return root.IsContainer
            ? new SectionNode(key, title, "", () => JsonNode.ElementsOf(source))
            : new SectionNode(key, title, "", () => [root]);
    }

    private static SectionNode JsonOrText(
        string key,
        string title,
        ReadOnlyMemory<byte> text,
        PathRoot? root,
        string name
    )
    {
        bool mayBeJson = text.Span.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..];
        return mayBeJson ? Json(key, title, new JsonSource(text, root, name, [])) : Text(key, title, text);
    }

    private static SectionNode Text(string key, string title, ReadOnlyMemory<byte> text) =>
        new(
            key,
            title,
            $"{AmountText.Bytes(text.Length)}  {Beginning(text.Span)}",
            width => TextLines.Of(text.Span, width)
        );

    private static SectionNode Bytes(string key, string title, ReadOnlyMemory<byte> bytes) =>
        new(
            key,
            title,
            $"{BinaryKind.Of(bytes.Span).Name}, {AmountText.Bytes(bytes.Length)}",
            () => HexNodes.Of(bytes)
        );

    private static string Beginning(ReadOnlySpan<byte> text) =>
        Encoding.UTF8.GetString(text[..Math.Min(text.Length, 120)]);

    private static string Count(int elements) => elements == 1 ? "1 value" : $"{AmountText.Count(elements)} values";

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
