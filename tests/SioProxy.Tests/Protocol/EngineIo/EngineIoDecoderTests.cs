using System.Buffers;
using System.Text;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Tests.Protocol.EngineIo;

public sealed class EngineIoDecoderTests
{
    // engine.io-protocol: a binary message's base64 has "b4" before it in revision 3, and "b" alone in revision 4.
    [Theory]
    [InlineData(EngineIoVersion.V3, "b4AQID", "010203")]
    [InlineData(EngineIoVersion.V4, "bAQID", "010203")]
    public void DecodeMessage_Base64_ReadsAsTheVersionWritesIt(EngineIoVersion version, string text, string data)
    {
        OperationStatus status = EngineIoDecoder.DecodeMessage(
            version,
            Encoding.ASCII.GetBytes(text),
            isBinary: false,
            out EngineIoPacket packet,
            out _
        );
        Assert.Equal(OperationStatus.Done, status);
        Assert.Equal(version, packet.Version);
        Assert.Equal(data, Convert.ToHexString(packet.Data.Span));
    }

    // engine.io-protocol: packets of a body are behind their length in revision 3, and joined by U+001E in revision 4.
    [Theory]
    [InlineData(EngineIoVersion.V3, "2:4a2:4b")]
    [InlineData(EngineIoVersion.V4, "4a\u001e4b")]
    public void ReadPayload_TwoPackets_AreCutAsTheVersionJoinsThem(EngineIoVersion version, string text)
    {
        ReadOnlyMemory<byte> body = Encoding.ASCII.GetBytes(text);
        var read = new List<string>();
        while (
            EngineIoDecoder.ReadPayload(version, ref body, isBinaryBody: false, out EngineIoPacket packet, out _)
            == OperationStatus.Done
        )
        {
            read.Add(Encoding.ASCII.GetString(packet.Raw.Span));
        }
        Assert.Equal(["4a", "4b"], read);
    }
}
