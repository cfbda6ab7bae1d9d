using System.Globalization;
using System.Text;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.Viewer.Packets;

/// <summary>Makes the rows of lists out of captured ones. Pure.</summary>
internal static class PacketRows
{
    private const int MaxContent = 400;
    private const int MaxName = 80;
    private const int SidShown = 6;

    public static PacketRow Of(CapturedRow row) =>
        row switch
        {
            CapturedPacket packet => Of(packet),
            CapturedMessage message => Base(message, "message") with
            {
                Direction = message.Direction,
                Size = message.Size,
                IsFault = message.Fault is not null,
                Content = WithFault(message.Fault, message.IsBinary ? Hex(message.Data) : Text(message.Data)),
            },
            CapturedHttp http => Base(http, "http") with
            {
                IsFault = http.Status is null or >= 400,
                Size = http.Body.Length,
                Content = Clean(
                    Invariant($"{http.Method} {http.Path} ")
                        + (http.Status?.ToString(CultureInfo.InvariantCulture) ?? "no answer")
                        + " "
                        + (http.IsBodyBinary ? Hex(http.Body) : Text(http.Body))
                ),
            },
            CapturedClose close => Base(close, "close") with
            {
                IsFault = close.How is CloseHow.Reset or CloseHow.Timeout,
                Content = Clean(
                    Invariant($"by {RowNames.Of(close.By)} ({RowNames.Of(close.How)}) {close.Code} {close.Reason}")
                        .TrimEnd()
                ),
            },
            CapturedGap gap => Base(gap, "GAP") with { Direction = gap.Direction, Content = Gap(gap) },
            _ => Base(row, RowNames.Of(row.Kind)),
        };

    private static PacketRow Of(CapturedPacket packet)
    {
        ReadOnlyMemory<byte>? content = PacketContent.Args(packet) ?? PacketContent.Data(packet);
        string text = content is { IsEmpty: false } json ? Text(json) : "";
        if (text.Length == 0 && packet.IsRawBinary)
        {
            text = Hex(packet.Raw);
        }
        else if (text.Length == 0 && packet.Truncated)
        {
            text = Text(packet.Raw);
        }
        if (packet.Attachments.Count > 0)
        {
            long bytes = packet.Attachments.Sum(attachment => (long)attachment.Length);
            text = Clean(Invariant($"[{packet.Attachments.Count} binary, {bytes} B] ") + text);
        }
        return Base(packet, RowNames.TypeOf(packet).ToLowerInvariant()) with
        {
            Direction = packet.Direction,
            Namespace = TerminalText.Sanitize(packet.Namespace ?? "", MaxName),
            Event = TerminalText.Sanitize(packet.EventName ?? "", MaxName),
            AckId = packet.AckId,
            AckOf = packet.AckOf,
            AnsweredBy = packet.AnsweredBy,
            LatencyMicros = packet.LatencyMicros,
            Size = packet.Size,
            IsFault = packet.Fault is not null || packet.Type == SocketIoPacketType.ConnectError,
            IsUnanswered = packet.AckId is not null && packet.AnsweredBy is null && RowNames.IsEvent(packet),
            Content = WithFault(packet.Fault, text),
        };
    }

    private static PacketRow Base(CapturedRow row, string type) =>
        new()
        {
            Id = row.Id,
            Kind = row.Kind,
            AtMicros = row.AtMicros,
            Connection = row.Connection,
            SessionKey = row.SessionKey,
            Session = row.Session is { } sid ? TerminalText.Sanitize(sid[..Math.Min(sid.Length, SidShown)]) : "",
            Type = type,
            IsTruncated = row.Truncated,
        };

    private static string WithFault(Protocol.DecodeFault? fault, string text) =>
        fault is null ? text : Clean(Invariant($"FAULT {fault.Code}: {fault.Message} ") + text);

    private static string Gap(CapturedGap gap)
    {
        string bytes = gap.Bytes is { } known ? Invariant($"{known} B") : "unknown size";
        string packets = gap.Packets is { } count ? Invariant($", {count} packets") : "";
        return Clean(Invariant($"{bytes}{packets} not recorded: {gap.Why}"));
    }

    private static string Text(ReadOnlyMemory<byte> utf8)
    {
        int length = Math.Min(utf8.Length, MaxContent);
        while (length < utf8.Length && length > 0 && (utf8.Span[length] & 0xC0) == 0x80)
        {
            length--;
        }
        return Clean(Encoding.UTF8.GetString(utf8.Span[..length]) + (length < utf8.Length ? "…" : ""));
    }

    private static string Hex(ReadOnlyMemory<byte> bytes) =>
        Convert.ToHexStringLower(bytes.Span[..Math.Min(bytes.Length, 32)]) + (bytes.Length > 32 ? "…" : "");

    private static string Clean(string text) => TerminalText.Sanitize(text, MaxContent);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
