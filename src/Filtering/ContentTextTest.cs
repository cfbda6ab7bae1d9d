using System.Buffers;
using SioProxy.Sessions;

namespace SioProxy.Filtering;

/// <summary>Looks for text in an event's name and in payloads: <c>args</c> or <c>data</c>, a message, a body, a reason.</summary>
internal sealed class ContentTextTest(string text)
{
    private readonly SearchValues<string> _needle = SearchValues.Create([text], StringComparison.OrdinalIgnoreCase);

    public bool IsMatch(CapturedRow row) =>
        row switch
        {
            CapturedPacket packet => Contains(packet.EventName) || IsInPayload(packet),
            CapturedMessage { IsBinary: false } message => Contains(message.Data.Span),
            CapturedHttp http => Contains(http.Path)
                || Contains(http.Method)
                || (!http.IsBodyBinary && Contains(http.Body.Span)),
            CapturedClose close => Contains(close.Reason),
            CapturedGap gap => Contains(gap.Why),
            _ => false,
        };

    private bool IsInPayload(CapturedPacket packet)
    {
        if (PacketContent.Args(packet) is { } args)
        {
            return Contains(args.Span);
        }
        if (PacketContent.Data(packet) is { } data)
        {
            return Contains(data.Span);
        }
        // Text that could not be taken apart, or was kept in part.
        return packet is { IsRawBinary: false }
            && (packet.Fault is not null || packet.Truncated)
            && Contains(packet.Raw.Span);
    }

    private bool Contains(string? value) => value is not null && value.AsSpan().ContainsAny(_needle);

    private bool Contains(ReadOnlySpan<byte> utf8)
    {
        char[] chars = LenientJsonText.Rent(utf8, unescapes: false, out int length);
        bool isFound = chars.AsSpan(0, length).ContainsAny(_needle);
        if (!isFound && chars.AsSpan(0, length).Contains('\\')) // as the text reads once its escapes are resolved
        {
            length = LenientJsonText.Unescape(chars.AsSpan(0, length));
            isFound = chars.AsSpan(0, length).ContainsAny(_needle);
        }
        ArrayPool<char>.Shared.Return(chars);
        return isFound;
    }
}
