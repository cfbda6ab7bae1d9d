using System.Buffers;
using SioProxy.Protocol.WebSockets;

namespace SioProxy.Tests.Protocol.WebSockets;

public sealed class WebSocketFrameWriterTests
{
    // RFC 6455, 5.7.
    [Fact]
    public void Write_RfcExamples_AreTheirBytes()
    {
        Assert.Equal("810548656C6C6F", Write(WebSocketOpcode.Text, "Hello"u8));
        Assert.Equal("818537FA213D7F9F4D5158", Write(WebSocketOpcode.Text, "Hello"u8, 0x37FA213D));
        Assert.Equal("010348656C", Write(WebSocketOpcode.Text, "Hel"u8, isFinal: false));
        Assert.Equal("80026C6F", Write(WebSocketOpcode.Continuation, "lo"u8));
        Assert.Equal(
            "C107F248CDC9C90700",
            Write(WebSocketOpcode.Text, Convert.FromHexString("F248CDC9C90700"), isCompressed: true)
        );
    }

    [Theory]
    [InlineData(0, "8200")]
    [InlineData(125, "827D")]
    [InlineData(126, "827E007E")]
    [InlineData(65535, "827EFFFF")]
    [InlineData(65536, "827F0000000000010000")]
    public void Write_Length_IsInItsShortestForm(int length, string header)
    {
        string frame = Write(WebSocketOpcode.Binary, new byte[length]);
        Assert.Equal(header + new string('0', 2 * length), frame);
    }

    [Fact]
    public void WriteClose_WithAndWithoutCode_IsParsedBack()
    {
        var output = new ArrayBufferWriter<byte>();
        WebSocketFrameWriter.WriteClose(output, null);
        WebSocketFrameWriter.WriteClose(output, 4001, "bye"u8, maskKey: 0xFFFFFFFF);
        Assert.Equal("8800" + "8885FFFFFFFF" + "F05E9D869A", Convert.ToHexString(output.WrittenSpan));
    }

    private static string Write(
        WebSocketOpcode opcode,
        ReadOnlySpan<byte> payload,
        uint? key = null,
        bool isFinal = true,
        bool isCompressed = false
    )
    {
        var output = new ArrayBufferWriter<byte>();
        WebSocketFrameWriter.Write(output, opcode, payload, key, isFinal, isCompressed);
        return Convert.ToHexString(output.WrittenSpan);
    }
}
