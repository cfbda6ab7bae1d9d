using System.Buffers;
using SioProxy.Protocol.WebSockets;

namespace SioProxy.Tests.Protocol.WebSockets;

public sealed class FrameBordersTests
{
    // RFC 6455, 5.2: opcodes 1 and 2 begin a message, 0 goes on with one, 8 to 10 are control frames.
    private static readonly (WebSocketOpcode Opcode, int Length, bool IsFinal)[] Frames =
    [
        (WebSocketOpcode.Text, 5, true),
        (WebSocketOpcode.Text, 3, false),
        (WebSocketOpcode.Ping, 4, true),
        (WebSocketOpcode.Continuation, 200, true),
        (WebSocketOpcode.Binary, 0, true),
        (WebSocketOpcode.Close, 2, true),
        (WebSocketOpcode.Binary, 70_000, true),
        (WebSocketOpcode.Text, 126, true),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Advance_CutAnywhere_FindsEveryFrameThatBeginsAMessage(bool isMasked)
    {
        byte[] bytes = Stream(isMasked, out List<int> begins);
        foreach (int piece in (int[])[1, 2, 3, 5, 7, 64, 130, 1000, 65_536, bytes.Length])
        {
            var borders = new FrameBorders();
            var found = new List<int>();
            for (int at = 0; at < bytes.Length; at += piece)
            {
                int first = borders.Advance(bytes.AsSpan(at, Math.Min(piece, bytes.Length - at)));
                if (first >= 0)
                {
                    found.Add(at + first);
                }
            }
            int[] expected = [.. begins.GroupBy(begin => begin / piece).Select(inPiece => inPiece.Min())];
            Assert.Equal(expected, found);
        }
    }

    [Fact]
    public void Advance_LengthThatNoFrameMayHave_FindsNothingAnyMore()
    {
        var borders = new FrameBorders();
        Assert.Equal(0, borders.Advance([0x81, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]));
        Assert.Equal(-1, borders.Advance([0x81, 0x00, 0x81, 0x00]));
    }

    private static byte[] Stream(bool isMasked, out List<int> begins)
    {
        var output = new ArrayBufferWriter<byte>();
        begins = [];
        foreach ((WebSocketOpcode opcode, int length, bool isFinal) in Frames)
        {
            if (opcode is WebSocketOpcode.Text or WebSocketOpcode.Binary)
            {
                begins.Add(output.WrittenCount);
            }
            byte[] payload = new byte[length];
            Array.Fill(payload, (byte)0x81); // looks like the beginning of a frame
            WebSocketFrameWriter.Write(output, opcode, payload, isMasked ? 0x01020304u : null, isFinal);
        }
        return output.WrittenSpan.ToArray();
    }
}
