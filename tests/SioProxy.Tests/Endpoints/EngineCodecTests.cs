using System.Buffers;
using System.Text;
using SioProxy.Endpoints.EngineIo;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Tests.Endpoints;

public sealed class EngineCodecTests
{
    private static readonly List<EnginePacket> VerbatimPackets =
    [
        EnginePacket.Verbatim("42[\"chat\",\"€😀\"]"u8.ToArray(), isBinary: false),
        new EnginePacket(EngineIoPacketType.Pong, default),
    ];

    // protocol.md 2.1 and 2.3: joined by U+001E, and lengths in UTF-16 units.
    [Theory]
    [InlineData(EngineIoVersion.V4, "42[\"chat\",\"€😀\"]\u001e3")]
    [InlineData(EngineIoVersion.V3, "16:42[\"chat\",\"€😀\"]1:3")]
    public void EncodePayload_WithVerbatimPackets_LeavesTheirTextAlone(EngineIoVersion version, string expected)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.False(EngineCodec.EncodePayload(version, VerbatimPackets, supportsBinary: true, output));
        Assert.Equal(expected, Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData(EngineIoVersion.V4, "010203", "bAQID")]
    [InlineData(EngineIoVersion.V3, "04010203", "6:b4AQID")]
    public void EncodePayload_VerbatimBinaryMessage_BecomesBase64(EngineIoVersion version, string hex, string expected)
    {
        var output = new ArrayBufferWriter<byte>();
        var packet = EnginePacket.Verbatim(Convert.FromHexString(hex), isBinary: true);
        EngineCodec.EncodePayload(version, [packet], supportsBinary: true, output);
        Assert.Equal(expected, Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData(EngineIoVersion.V3)]
    [InlineData(EngineIoVersion.V4)]
    public void DecodePayload_EmptyBody_IsAnError(EngineIoVersion version) =>
        Assert.False(EngineCodec.TryDecodePayload(version, default, isBinaryBody: false, []));

    [Fact]
    public void DecodePayload_GarbageAtTheEnd_GivesWhatCameBefore()
    {
        var packets = new List<EnginePacket>();
        bool isWhole = EngineCodec.TryDecodePayload(
            EngineIoVersion.V4,
            "4a\u001eabc"u8.ToArray(),
            isBinaryBody: false,
            packets
        );
        Assert.False(isWhole);
        Assert.Equal("a", Assert.Single(packets).Text);
    }
}
