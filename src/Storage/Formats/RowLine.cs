using System.Globalization;
using System.Text;
using SioProxy.Sessions;

namespace SioProxy.Storage.Formats;

/// <summary>A row as one line of text for people, sanitised for a terminal.</summary>
public static class RowLine
{
    private const int MaxContent = 400;
    private const int SidShown = 8;

    /// <summary>The line, without a line end: id, time, who sent it, session, transport, what it is, content in short.</summary>
    /// <param name="width">columns of a terminal at most; 0: no limit.</param>
    public static string Format(CapturedRow row, int width = 0)
    {
        ArgumentNullException.ThrowIfNull(row);
        var line = new StringBuilder();
        _ = line.Append(CultureInfo.InvariantCulture, $"{row.Id, 6} {Iso.Format(row.AtMicros, "HH:mm:ss.ffffff")} ");
        string session = row.Session is { } sid ? Short(sid, SidShown) : "-";
        _ = line.Append(CultureInfo.InvariantCulture, $"{Arrow(row)} {session, -SidShown} ");
        switch (row)
        {
            case CapturedPacket packet:
                Append(line, packet);
                break;
            case CapturedMessage message:
                _ = line.Append(CultureInfo.InvariantCulture, $"ws message {message.Size} B ");
                _ = line.Append(message.IsBinary ? Hex(message.Data) : Text(message.Data));
                Append(line, message.Fault);
                break;
            case CapturedHttp http:
                string status = http.Status?.ToString(CultureInfo.InvariantCulture) ?? "no answer";
                _ = line.Append(CultureInfo.InvariantCulture, $"http {http.Method} {http.Path} {status} ");
                _ = line.Append(http.IsBodyBinary ? Hex(http.Body) : Text(http.Body));
                break;
            case CapturedClose close:
                _ = line.Append(
                    CultureInfo.InvariantCulture,
                    $"close by {RowNames.Of(close.By)} ({RowNames.Of(close.How)}) {close.Code} {close.Reason}"
                );
                break;
            case CapturedGap gap:
                _ = line.Append(CultureInfo.InvariantCulture, $"GAP {Amount(gap)}: {gap.Why}");
                break;
        }
        if (row.Truncated)
        {
            _ = line.Append(" [truncated]");
        }
        string safe = TerminalText.Sanitize(line.ToString().TrimEnd());
        return width <= 0 ? safe : DisplayWidth.Fit(safe, width);
    }

    private static void Append(StringBuilder line, CapturedPacket packet)
    {
        string transport = packet.Transport == Protocol.Transport.Polling ? "po" : "ws";
        _ = line.Append(CultureInfo.InvariantCulture, $"{transport} {RowNames.TypeOf(packet)}");
        if (packet.Namespace is { } ns && ns is not "/")
        {
            _ = line.Append(' ').Append(ns);
        }
        if (packet.EventName is { } name)
        {
            _ = line.Append(' ').Append(name);
        }
        if (packet.AckId is { } ack)
        {
            _ = line.Append(CultureInfo.InvariantCulture, $" #{ack}");
        }
        if (packet.AckOf is { } asked)
        {
            _ = line.Append(CultureInfo.InvariantCulture, $" of {asked}");
        }
        if (packet.LatencyMicros is { } latency)
        {
            _ = line.Append(CultureInfo.InvariantCulture, $" after {latency / 1000m} ms");
        }
        _ = line.Append(CultureInfo.InvariantCulture, $" {packet.Size} B");
        ReadOnlyMemory<byte>? content = PacketContent.Args(packet) ?? PacketContent.Data(packet);
        if (content is { IsEmpty: false } json)
        {
            _ = line.Append(' ').Append(Text(json));
        }
        if (packet.Attachments.Count > 0)
        {
            long bytes = packet.Attachments.Sum(attachment => (long)attachment.Length);
            _ = line.Append(CultureInfo.InvariantCulture, $" +{packet.Attachments.Count} attachments, {bytes} B");
        }
        Append(line, packet.Fault);
    }

    private static void Append(StringBuilder line, Protocol.DecodeFault? fault)
    {
        if (fault is not null)
        {
            _ = line.Append(CultureInfo.InvariantCulture, $" FAULT {fault.Code}: {fault.Message}");
        }
    }

    private static string Arrow(CapturedRow row) =>
        row switch
        {
            CapturedPacket packet => Arrow(packet.Direction),
            CapturedMessage message => Arrow(message.Direction),
            CapturedGap { Direction: { } direction } => Arrow(direction),
            _ => "  ",
        };

    private static string Arrow(Protocol.Direction direction) =>
        direction == Protocol.Direction.ClientToServer ? "->" : "<-";

    private static string Amount(CapturedGap gap)
    {
        string bytes = gap.Bytes is { } known
            ? string.Create(CultureInfo.InvariantCulture, $"{known} B")
            : "unknown size";
        return gap.Packets is { } packets
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes}, {packets} packets")
            : bytes;
    }

    private static string Short(string text, int length) => text.Length <= length ? text : text[..length];

    private static string Text(ReadOnlyMemory<byte> utf8) =>
        utf8.Length <= MaxContent
            ? Encoding.UTF8.GetString(utf8.Span)
            : string.Concat(Encoding.UTF8.GetString(utf8.Span[..WholeCharacters(utf8.Span)]), "…");

    private static int WholeCharacters(ReadOnlySpan<byte> utf8)
    {
        int length = MaxContent;
        while (length > MaxContent - 4 && (utf8[length] & 0xC0) == 0x80)
        {
            length--;
        }
        return length;
    }

    private static string Hex(ReadOnlyMemory<byte> bytes) =>
        Convert.ToHexStringLower(bytes.Span[..Math.Min(bytes.Length, 32)]) + (bytes.Length > 32 ? "…" : "");
}
