using System.Buffers;
using System.IO.Compression;
using SioProxy.Protocol;
using SioProxy.Protocol.WebSockets;
using static SioProxy.Tests.Protocol.WebSockets.WebSocketTranscript;

namespace SioProxy.Tests.Protocol.WebSockets;

/// <summary>Lengths that a peer chooses, and what they may cost.</summary>
public sealed class WebSocketReaderLimitTests
{
    private const string After = "810548656C6C6F";

    [Theory]
    [InlineData(5, "text 'Hello'")]
    [InlineData(4, "text 'Hell' truncated of 5")]
    [InlineData(1, "text 'H' truncated of 5")]
    [InlineData(0, "text '' truncated of 5")]
    public void Read_MessageOverTheLimit_IsTruncatedHoweverItCame(int max, string item)
    {
        string[] ways =
        [
            "810548656C6C6F",
            "818537FA213D7F9F4D5158",
            "010348656C" + "80026C6F",
            "C107F248CDC9C90700",
            "4103F248CD" + "8004C9C90700",
        ];
        foreach (string way in ways)
        {
            byte[] bytes = Convert.FromHexString(way + "8100");
            foreach (IEnumerable<ReadOnlyMemory<byte>> pieces in new[] { [bytes], ByteByByte(bytes) })
            {
                List<string> items = Read(Server with { MaxMessage = max }, pieces);
                Assert.Equal(
                    item,
                    items[0]
                        .Replace(" compressed", "", StringComparison.Ordinal)
                        .Replace(" fault websocket-frame", "", StringComparison.Ordinal)
                );
                Assert.Equal("text ''", items[1]);
            }
        }
    }

    [Fact]
    public void Read_FrameOf100Mb_IsFollowedWithoutBufferingIt()
    {
        const long Size = 100_000_000;
        using var reader = new WebSocketReader(Server with { MaxMessage = 1000 });
        byte[] piece = new byte[64 * 1024];
        Assert.Empty(Read(reader, Convert.FromHexString("827F" + Size.ToString("X16"))));
        long before = GC.GetAllocatedBytesForCurrentThread();
        long left = Size;
        bool isWaiting = true;
        for (; left > piece.Length; left -= piece.Length)
        {
            ReadOnlyMemory<byte> bytes = piece;
            isWaiting &= reader.Read(ref bytes, 0, out _) == OperationStatus.NeedMoreData;
        }
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);
        Assert.True(isWaiting);
        Assert.Equal(Size - left, reader.PendingLength);
        ReadOnlyMemory<byte> last = piece.AsMemory(0, (int)left);
        Assert.Equal(OperationStatus.Done, reader.Read(ref last, 0, out WebSocketItem item));
        Assert.Equal((1000, Size, true), (item.Payload.Length, item.Length, item.IsTruncated));
        Assert.Equal(["text 'Hello'"], Read(reader, Convert.FromHexString(After)));
    }

    [Theory]
    [InlineData("827F7FFFFFFFFFFFFFFF")]
    [InlineData("827F4000000000000000")]
    [InlineData("897F7FFFFFFFFFFFFFFF")] // as a ping
    [InlineData("837F7FFFFFFFFFFFFFFF")] // of a reserved opcode
    public void Read_LengthNear2To63_SetsNothingAside(string header)
    {
        using var reader = new WebSocketReader(Server);
        long before = GC.GetAllocatedBytesForCurrentThread();
        ReadOnlyMemory<byte> bytes = Convert.FromHexString(header + After);
        Assert.Equal(OperationStatus.NeedMoreData, reader.Read(ref bytes, 0, out _));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);
        Assert.Equal(header.StartsWith("82", StringComparison.Ordinal) ? 7 : 0, reader.PendingLength);
    }

    [Fact]
    public void Read_WarmAndWithinTheLimits_AllocatesNothing()
    {
        using var reader = new WebSocketReader(Server);
        using var compressor = new PerMessageDeflateCompressor();
        var output = new ArrayBufferWriter<byte>();
        byte[] payload = new byte[3000];
        WebSocketFrameWriter.Write(output, WebSocketOpcode.Text, payload);
        WebSocketFrameWriter.Write(output, WebSocketOpcode.Ping, "ping"u8);
        WebSocketFrameWriter.Write(output, WebSocketOpcode.Text, payload, isFinal: false);
        WebSocketFrameWriter.Write(output, WebSocketOpcode.Continuation, payload);
        byte[] bytes = output.WrittenSpan.ToArray();
        byte[][] compressed = new byte[300][];
        for (int i = 0; i < compressed.Length; i++)
        {
            compressed[i] = Frame(compressor, payload);
        }
        long before = 0;
        int items = 0;
        for (int i = 0; i < compressed.Length; i++)
        {
            if (i == 100)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
            }
            items +=
                Count(reader, bytes) + Count(reader, bytes.AsMemory(0, 2500)) + Count(reader, bytes.AsMemory(2500));
            items += Count(reader, compressed[i]);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(compressed.Length * 7, items);
    }

    [Theory]
    [InlineData(1_000_000, 1_000_000, null)]
    [InlineData(1_000_001, 1_000_000, FaultCode.WebSocketDeflate)]
    [InlineData(200_000_000, 1_000_000, FaultCode.WebSocketDeflate)]
    public void Read_DeflateBombAtTheCap_StopsOneByteBehindIt(int size, int cap, string? fault)
    {
        using var compressor = new PerMessageDeflateCompressor(level: CompressionLevel.Optimal);
        byte[] bomb = Frame(compressor, new byte[size]);
        byte[] next = Frame(compressor, "after"u8);
        foreach (int max in new[] { 100, cap })
        {
            using var reader = new WebSocketReader(Server with { MaxMessage = max, MaxInflated = cap });
            WebSocketItem item = Only(reader, bomb);
            Assert.Equal(fault, item.Fault?.Code);
            Assert.Equal(max, item.Payload.Length);
            Assert.InRange(item.Length, cap, cap + 1);
            Assert.Equal(max < cap || fault is not null, item.IsTruncated);

            // What the window holds is lost with it; plain messages go on.
            item = Only(reader, next);
            Assert.Equal(fault, item.Fault?.Code);
            Assert.Equal(fault is null ? 5 : 0, item.Payload.Length);
            Assert.Equal(fault is not null, item.IsTruncated);
            Assert.Equal(["text 'Hello'"], Read(reader, Convert.FromHexString(After)));
        }
    }

    [Fact]
    public void Read_DeflateBombWithoutContext_LosesThatMessageOnly()
    {
        using var compressor = new PerMessageDeflateCompressor(noContextTakeover: true);
        using var reader = new WebSocketReader(
            Server with
            {
                MaxMessage = 100,
                MaxInflated = 1000,
                NoContextTakeover = true,
            }
        );
        byte[] bomb = Frame(compressor, new byte[1001]);
        byte[] next = Frame(compressor, "after"u8);
        for (int i = 0; i < 7; i++)
        {
            Assert.Equal(FaultCode.WebSocketDeflate, Only(reader, bomb).Fault?.Code);
            Assert.Null(Only(reader, next).Fault);
        }
        Assert.Equal(FaultCode.WebSocketDeflate, Only(reader, bomb).Fault?.Code);
        Assert.Equal(FaultCode.WebSocketDeflate, Only(reader, next).Fault?.Code); // who fails eight times is given up
    }

    [Fact]
    public void Read_CompressedGarbage_FaultsAndPlainMessagesGoOn()
    {
        byte[] bytes = Convert.FromHexString("C103FFFFFF" + After + "C107F248CDC9C90700" + After);
        string[] expected =
        [
            "text '' compressed truncated of 0 fault websocket-deflate",
            "text 'Hello'",
            "text '' compressed truncated of 0 fault websocket-deflate",
            "text 'Hello'",
        ];
        Assert.Equal(expected, Read(Server, bytes));
        Assert.Equal(expected, Read(Server, ByteByByte(bytes)));
    }

    private static byte[] Frame(PerMessageDeflateCompressor compressor, ReadOnlySpan<byte> payload)
    {
        var compressed = new ArrayBufferWriter<byte>();
        compressor.Compress(payload, compressed);
        var frame = new ArrayBufferWriter<byte>();
        WebSocketFrameWriter.Write(frame, WebSocketOpcode.Text, compressed.WrittenSpan, isCompressed: true);
        return frame.WrittenSpan.ToArray();
    }

    private static WebSocketItem Only(WebSocketReader reader, ReadOnlyMemory<byte> bytes)
    {
        Assert.Equal(OperationStatus.Done, reader.Read(ref bytes, 0, out WebSocketItem item));
        Assert.True(bytes.IsEmpty);
        return item;
    }

    private static int Count(WebSocketReader reader, ReadOnlyMemory<byte> bytes)
    {
        int count = 0;
        while (reader.Read(ref bytes, 0, out _) == OperationStatus.Done)
        {
            count++;
        }
        return count;
    }
}
