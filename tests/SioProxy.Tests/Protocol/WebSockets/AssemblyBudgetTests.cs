using System.Buffers;
using System.IO.Compression;
using SioProxy.Protocol;
using SioProxy.Protocol.WebSockets;

namespace SioProxy.Tests.Protocol.WebSockets;

/// <summary>However many messages are being put together at once, they take so much memory and no more.</summary>
public sealed class AssemblyBudgetTests
{
    private const int Limit = 1_000_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_ManyUnfinishedMessages_KeepNoMoreThanTheBudgetTogether(bool isCompressed)
    {
        var budget = new AssemblyBudget(Limit);
        byte[] payload = new byte[300_000];
        new Random(1).NextBytes(payload);
        byte[] frame = Frame(payload, isCompressed);
        WebSocketReader[] readers = [.. Enumerable.Range(0, 20).Select(_ => Reader(budget, isCompressed))];
        foreach (WebSocketReader reader in readers)
        {
            Assert.Equal(OperationStatus.NeedMoreData, Read(reader, frame.AsMemory(0, frame.Length - 10), out _));
            Assert.Equal(payload[..reader.Pending.Length], reader.Pending.ToArray());
        }
        Assert.InRange(readers.Sum(reader => (long)reader.Pending.Length), Limit / 3, Limit + (readers.Length * 4096));
        foreach (WebSocketReader reader in readers)
        {
            Assert.Equal(OperationStatus.Done, Read(reader, frame.AsMemory(frame.Length - 10), out WebSocketItem item));
            Assert.Equal(payload.Length, item.Length);
            Assert.Equal(item.Payload.Length < payload.Length, item.IsTruncated);
            Assert.Equal(payload[..item.Payload.Length], item.Payload.ToArray()); // no hole where memory was short for a while
        }
        foreach (WebSocketReader reader in readers)
        {
            Assert.Equal(OperationStatus.Done, Read(reader, Frame([1, 2, 3], isCompressed), out WebSocketItem item));
            Assert.Equal([1, 2, 3], item.Payload.ToArray());
            Assert.Equal(OperationStatus.NeedMoreData, Read(reader, default, out _));
        }
        Assert.Equal(0, budget.Bytes);
        Assert.Equal(OperationStatus.Done, Read(readers[^1], frame, out WebSocketItem whole));
        Assert.False(whole.IsTruncated);
        Array.ForEach(readers, reader => reader.Dispose());
        Assert.Equal(0, budget.Bytes);
    }

    [Fact]
    public void Read_LargeMessage_IsGivenAwayWithItsMemory()
    {
        var budget = new AssemblyBudget(16 << 20);
        byte[] first = new byte[5 << 20];
        new Random(1).NextBytes(first);
        using WebSocketReader reader = Reader(budget, isCompressed: false);
        Assert.Equal(OperationStatus.Done, Read(reader, Frame(first, false), out WebSocketItem item));
        Assert.True(item.OwnsPayload);
        Assert.Equal(0, budget.Bytes);
        Assert.Equal(OperationStatus.Done, Read(reader, Frame(new byte[5 << 20], false), out _));
        Assert.Equal(first, item.Payload.ToArray());
    }

    [Fact]
    public void TrySkip_BehindWhatIsKept_GoesOnAsIfItHadReadThat()
    {
        byte[] payload = new byte[10_000];
        new Random(1).NextBytes(payload);
        byte[] frame = Frame(payload, false);
        using var reader = new WebSocketReader(
            new WebSocketReaderOptions { Direction = Direction.ClientToServer, MaxMessage = 1000 }
        );
        Assert.False(reader.TrySkip(1));
        Read(reader, frame.AsMemory(0, 500), out _);
        Assert.False(reader.TrySkip(1));
        Read(reader, frame.AsMemory(500, 1000), out _);
        Assert.False(reader.TrySkip(frame.Length - 1500)); // its end must be seen
        Assert.True(reader.TrySkip(frame.Length - 1501));
        byte[] rest = [.. frame.AsSpan(frame.Length - 1), .. Frame("next"u8.ToArray(), false)];
        ReadOnlyMemory<byte> bytes = rest;
        Assert.Equal(OperationStatus.Done, reader.Read(ref bytes, 0, out WebSocketItem item));
        Assert.Equal(payload.Length, item.Length);
        Assert.Equal(payload[..1000], item.Payload.ToArray());
        Assert.Equal(OperationStatus.Done, reader.Read(ref bytes, 0, out item));
        Assert.Equal("next"u8.ToArray(), item.Payload.ToArray());
    }

    private static WebSocketReader Reader(AssemblyBudget budget, bool isCompressed) =>
        new(
            new WebSocketReaderOptions
            {
                Direction = Direction.ClientToServer,
                Assembly = budget,
                Deflate = isCompressed,
                NoContextTakeover = isCompressed,
            }
        );

    // In pieces, as it comes from the wire.
    private static OperationStatus Read(WebSocketReader reader, ReadOnlyMemory<byte> bytes, out WebSocketItem item)
    {
        OperationStatus status;
        do
        {
            ReadOnlyMemory<byte> piece = bytes[..Math.Min(bytes.Length, 10_000)];
            bytes = bytes[piece.Length..];
            status = reader.Read(ref piece, 0, out item);
        } while (status == OperationStatus.NeedMoreData && !bytes.IsEmpty);
        return status;
    }

    private static byte[] Frame(byte[] payload, bool isCompressed)
    {
        var output = new ArrayBufferWriter<byte>();
        if (isCompressed)
        {
            using var compressed = new MemoryStream();
            using (var deflate = new DeflateStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            {
                deflate.Write(payload);
                deflate.Flush();
                payload = compressed.ToArray()[..^4];
            }
        }
        WebSocketFrameWriter.Write(output, WebSocketOpcode.Binary, payload, 0x01020304u);
        byte[] frame = output.WrittenSpan.ToArray();
        frame[0] |= (byte)(isCompressed ? 0x40 : 0);
        return frame;
    }
}
