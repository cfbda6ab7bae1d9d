using System.Buffers;
using System.Globalization;
using System.Text;
using SioProxy.Protocol;
using SioProxy.Protocol.WebSockets;

namespace SioProxy.Tests.Protocol.WebSockets;

/// <summary>Reads bytes in pieces and writes down, a line each, what came out: to compare runs.</summary>
internal static class WebSocketTranscript
{
    public static WebSocketReaderOptions Client { get; } =
        new() { Direction = Direction.ClientToServer, Deflate = true };

    public static WebSocketReaderOptions Server { get; } =
        new() { Direction = Direction.ServerToClient, Deflate = true };

    public static List<string> Read(WebSocketReaderOptions options, params IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        using var reader = new WebSocketReader(options);
        return Read(reader, pieces);
    }

    public static List<string> Read(WebSocketReader reader, params IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        List<string> lines = [];
        foreach (ReadOnlyMemory<byte> piece in pieces)
        {
            ReadOnlyMemory<byte> rest = piece;
            OperationStatus status;
            while ((status = reader.Read(ref rest, 0, out WebSocketItem item)) == OperationStatus.Done)
            {
                lines.Add(Describe(item));
            }
            if (status == OperationStatus.InvalidData)
            {
                lines.Add($"lost {reader.Fault!.Code}");
                return lines;
            }
            Assert.Equal(OperationStatus.NeedMoreData, status);
            Assert.True(rest.IsEmpty);
        }
        return lines;
    }

    public static List<string> ReadSequence(WebSocketReaderOptions options, ReadOnlySequence<byte> bytes)
    {
        using var reader = new WebSocketReader(options);
        List<string> lines = [];
        OperationStatus status;
        while ((status = reader.Read(ref bytes, 0, out WebSocketItem item)) == OperationStatus.Done)
        {
            lines.Add(Describe(item));
        }
        if (status == OperationStatus.InvalidData)
        {
            lines.Add($"lost {reader.Fault!.Code}");
        }
        return lines;
    }

    public static string Describe(WebSocketItem item)
    {
        var line = new StringBuilder(item.Kind.ToString().ToLowerInvariant());
        if (item.CloseCode is ushort code)
        {
            line.Append(CultureInfo.InvariantCulture, $" {code}");
        }
        line.Append(item.Kind is WebSocketItemKind.Text or WebSocketItemKind.Close ? " '" : " ");
        line.Append(
            item.Kind is WebSocketItemKind.Text or WebSocketItemKind.Close
                ? Encoding.UTF8.GetString(item.Payload.Span) + "'"
                : Convert.ToHexString(item.Payload.Span)
        );
        if (item.IsCompressed)
        {
            line.Append(" compressed");
        }
        if (item.IsTruncated)
        {
            line.Append(CultureInfo.InvariantCulture, $" truncated of {item.Length}");
        }
        else
        {
            Assert.Equal(item.Payload.Length, item.Length);
        }
        if (item.Fault is not null)
        {
            line.Append(CultureInfo.InvariantCulture, $" fault {item.Fault.Code}");
        }
        return line.ToString();
    }

    public static IEnumerable<ReadOnlyMemory<byte>> CutAt(ReadOnlyMemory<byte> bytes, int cut) =>
        [bytes[..cut], bytes[cut..]];

    public static IEnumerable<ReadOnlyMemory<byte>> ByteByByte(ReadOnlyMemory<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            yield return bytes.Slice(i, 1).ToArray();
        }
    }

    public static ReadOnlySequence<byte> Chain(IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        Segment? first = null;
        Segment? last = null;
        foreach (ReadOnlyMemory<byte> piece in pieces)
        {
            last = new Segment(piece, last);
            first ??= last;
        }
        return first is null ? default : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is not null)
            {
                previous.Next = this;
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
            }
        }
    }
}
