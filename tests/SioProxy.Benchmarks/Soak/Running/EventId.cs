using System.Buffers.Text;
using SioProxy.Sessions;

namespace SioProxy.Benchmarks.Soak.Running;

/// <summary>Which of the events of <see cref="EventLoad"/>.</summary>
internal readonly record struct EventId(int Round, int Client, int Number)
{
    /// <summary>The event in a row; null when it is none of those.</summary>
    public static EventId? Of(CapturedRow row)
    {
        ReadOnlySpan<byte> head = "42[\"n\","u8;
        if (row is not CapturedPacket packet || !packet.Raw.Span.StartsWith(head))
        {
            return null;
        }
        ReadOnlySpan<byte> rest = packet.Raw.Span[head.Length..];
        Span<int> numbers = stackalloc int[3];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (!Utf8Parser.TryParse(rest, out numbers[i], out int length))
            {
                return null;
            }
            rest = rest[(length + 1)..];
        }
        return new EventId(numbers[0], numbers[1], numbers[2]);
    }
}
