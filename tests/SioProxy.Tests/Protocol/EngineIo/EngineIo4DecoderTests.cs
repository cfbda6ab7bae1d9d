using System.Buffers;
using System.Text;
using CsCheck;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Tests.Protocol.EngineIo;

public sealed class EngineIo4DecoderTests
{
    [Theory]
    [InlineData("4a\u001e4b", "4a|4b")]
    [InlineData("4a\u001e", "4a|fault")]
    [InlineData("4a\u001e\u001e4b", "4a|fault")]
    [InlineData("\u001e4a", "fault")]
    [InlineData("\u001e", "fault")]
    [InlineData("4a\u001e7\u001e4b", "4a|fault")] // the reference closes the session at a bad packet
    [InlineData("4a\u001ebAQ==\u001e2", "4a|bAQ==|2")]
    public void ReadPayload_Separators_SplitBeforeTyping(string body, string expected)
    {
        (List<EngineIoPacket> packets, bool isError) = Render.ReadBody(4, Encoding.UTF8.GetBytes(body), false);
        IEnumerable<string> read = packets.Select(packet => Encoding.UTF8.GetString(packet.Raw.Span));
        Assert.Equal(expected, string.Join('|', isError ? read.Append("fault") : read));
    }

    [Fact]
    public void ReadPayload_Fault_LeavesTheOffendingBytes()
    {
        ReadOnlyMemory<byte> body = "4a\u001e9x\u001e4b"u8.ToArray();
        _ = EngineIo4Decoder.ReadPayload(ref body, false, out _, out _);
        OperationStatus status = EngineIo4Decoder.ReadPayload(ref body, false, out _, out DecodeFault? fault);
        Assert.Equal(OperationStatus.InvalidData, status);
        Assert.Equal(FaultCode.EngineIoPacket, fault?.Code);
        Assert.Equal("9x\u001e4b"u8.ToArray(), body.ToArray());
    }

    [Fact]
    public void ReadPayload_OctetStream_IsAFault()
    {
        ReadOnlyMemory<byte> body = "4a"u8.ToArray();
        OperationStatus status = EngineIo4Decoder.ReadPayload(ref body, true, out _, out DecodeFault? fault);
        Assert.Equal(OperationStatus.InvalidData, status);
        Assert.Equal(FaultCode.Payload, fault?.Code);
    }

    [Fact]
    public void DecodeMessage_InvalidUtf8_YieldsThePacketWithAFault()
    {
        byte[] message = [(byte)'4', 0xc3, 0x28];
        (OperationStatus status, EngineIoPacket packet, DecodeFault? fault) = Render.ReadMessage(4, message, false);
        Assert.Equal(OperationStatus.Done, status);
        Assert.Equal(FaultCode.Utf8, fault?.Code);
        Assert.True(packet.IsRawBinary);
        Assert.False(packet.IsBinary);
        Assert.Equal(message, packet.Raw.ToArray());
    }

    [Fact]
    public void DecodeMessage_BinaryThatBeginsLikeVersion3_IsAllData()
    {
        (_, EngineIoPacket packet, _) = Render.ReadMessage(4, [4, 1], true);
        Assert.Equal([4, 1], packet.Data.ToArray());
    }

    [Fact]
    public void ReadPayload_OfWhatWasEncoded_IsTheSamePackets() =>
        Gen.Int.Sample(
            seed =>
            {
                var random = new RandomWire(seed);
                EngineIoPacket[] packets =
                [
                    .. Enumerable.Range(0, 1 + random.Next(5)).Select(_ => random.EnginePacket(EngineIoVersion.V4)),
                ];
                var output = new ArrayBufferWriter<byte>();
                EngineIo4Encoder.EncodePayload(packets, output);
                (List<EngineIoPacket> read, bool isError) = Render.ReadBody(4, output.WrittenSpan.ToArray(), false);
                return !isError && Render.Same(packets, read);
            },
            iter: 2000
        );

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void DecodeMessage_OfWhatWasEncoded_IsTheSamePacket(int eio) =>
        Gen.Int.Sample(
            seed =>
            {
                var random = new RandomWire(seed);
                EngineIoPacket packet = random.EnginePacket((EngineIoVersion)eio);
                ReadOnlySpan<byte> data = packet.Data.Span;
                bool canBinary = random.Next(2) == 0;
                var output = new ArrayBufferWriter<byte>();
                bool isBinary =
                    eio == 4
                        ? EngineIo4Encoder.EncodeMessage(packet.Type, data, packet.IsBinary, canBinary, output)
                        : EngineIo3Encoder.EncodeMessage(packet.Type, data, packet.IsBinary, canBinary, output);
                (_, EngineIoPacket read, DecodeFault? fault) = Render.ReadMessage(
                    eio,
                    output.WrittenSpan.ToArray(),
                    isBinary
                );
                return fault is null && isBinary == (packet.IsBinary && canBinary) && Render.Same([packet], [read]);
            },
            iter: 2000
        );

    [Fact]
    public void ReadPayload_RandomAndMutatedBytes_EndsWithoutThrowing()
    {
        byte[][] seeds = [.. Vector.All.Where(vector => vector.Kind == "payload").Select(vector => vector.Raw)];
        Gen.Int.Sample(
            seed =>
            {
                var random = new RandomWire(seed);
                byte[] body = random.Next(3) == 0 ? random.Bytes(60) : random.Mutate(seeds[random.Next(seeds.Length)]);
                for (int form = 0; form < 2; form++)
                {
                    bool isBinary = form == 1;
                    _ = Render.ReadBody(3, body, isBinary); // asserts progress at every step
                    _ = Render.ReadBody(4, body, isBinary);
                    _ = PollingPayload.Detect(body, isBinary);
                    _ = Render.ReadMessage(3, body, isBinary);
                    _ = Render.ReadMessage(4, body, isBinary);
                }
                _ = Jsonp.UnwrapRequest(body, new ArrayBufferWriter<byte>(), out _);
                _ = Jsonp.UnwrapResponse(body, new ArrayBufferWriter<byte>(), out _);
                _ = EngineIoHandshake.TryParse(body, out _);
            },
            iter: 5000
        );
    }
}
