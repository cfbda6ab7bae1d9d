using System.Globalization;
using System.Text;
using SioProxy.Protocol;
using SioProxy.Sessions;
using SioProxy.Storage;
using SioProxy.Viewer.Summaries;

namespace SioProxy.Viewer.Sequence;

/// <summary>What stands on a step, in one sanitised line: the name first, then what there is room for.</summary>
internal static class SequenceLabel
{
    private const int MaxContent = 400;

    public static string Of(SequenceStep step) =>
        step.Kind switch
        {
            SequenceStepKind.Silence => $"{AmountText.Duration(step.Micros)} of silence",
            SequenceStepKind.Heartbeats => Heartbeats(step),
            _ => TerminalText.Sanitize(Of(step.Row!), MaxContent),
        };

    private static string Heartbeats(SequenceStep step)
    {
        string many = step.Rows.Count == 1 ? "1 heartbeat" : $"{AmountText.Count(step.Rows.Count)} heartbeats";
        return step.Micros > 0 && step.Rows.Count > 2 ? $"{many} in {AmountText.Duration(step.Micros)}" : many;
    }

    private static string Of(CapturedRow row) =>
        row switch
        {
            CapturedPacket packet => Of(packet),
            CapturedMessage message =>
                $"message {Fault(message.Fault)}{(message.IsBinary ? AmountText.Bytes(message.Size) : Text(message.Data))}",
            CapturedHttp http =>
                $"{http.Method} {http.Path} {http.Status?.ToString(CultureInfo.InvariantCulture) ?? "no answer"}",
            CapturedClose close =>
                $"closed by {RowNames.Of(close.By)} ({RowNames.Of(close.How)}) {close.Code} {close.Reason}".TrimEnd(),
            CapturedGap gap => $"gap: {gap.Why}",
            _ => RowNames.TypeOf(row),
        };

    private static string Of(CapturedPacket packet)
    {
        var text = new StringBuilder();
        if (packet.Namespace is { } ns && ns is not "/")
        {
            text.Append(ns).Append(' ');
        }
        text.Append(packet.EventName ?? RowNames.TypeOf(packet).ToLowerInvariant());
        if (packet.AckId is { } ack)
        {
            text.Append(CultureInfo.InvariantCulture, $" #{ack}");
        }
        text.Append(' ').Append(Fault(packet.Fault));
        if ((PacketContent.Args(packet) ?? PacketContent.Data(packet)) is { IsEmpty: false } content)
        {
            text.Append(Text(content));
        }
        if (packet.Attachments.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $" +{packet.Attachments.Count} binary");
        }
        return text.ToString().TrimEnd();
    }

    private static string Fault(DecodeFault? fault) => fault is null ? "" : $"FAULT {fault.Code} ";

    private static string Text(ReadOnlyMemory<byte> utf8) =>
        Encoding.UTF8.GetString(utf8.Span[..Math.Min(utf8.Length, MaxContent)]);
}
