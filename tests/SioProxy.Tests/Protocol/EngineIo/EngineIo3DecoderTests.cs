using System.Buffers;
using System.Text;
using CsCheck;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Tests.Protocol.EngineIo;

public sealed class EngineIo3DecoderTests
{
    // What engine.io-parser 2.2.1 made of each: lengths are read by JavaScript's Number().
    [Theory]
    [InlineData(" 5:4hell", "4hell")]
    [InlineData("05:4hell", "4hell")]
    [InlineData("5.0:4hell", "4hell")]
    [InlineData("0x5:4hell", "4hell")]
    [InlineData("1e0:2", "2")]
    [InlineData("+1:2", "2")]
    [InlineData("\n1:2", "2")]
    [InlineData("0b1:2", "2")]
    [InlineData("0o1:2", "2")]
    [InlineData("\ufeff1:2", "2")]
    [InlineData("\u00a01\u2003:2", "2")]
    [InlineData("0:1:2", "2")]
    [InlineData("00000000000000000000000000000000000000001:2", "2")]
    [InlineData("3:4😀1:2", "4😀|2")]
    [InlineData("2:4\ufffd1:2", "4\ufffd|2")]
    [InlineData("4:4ab€1:2", "4ab€|2")]
    [InlineData("1:2x", "2|fault")]
    [InlineData("-1:4", "fault")]
    [InlineData("5.5:4hello", "fault")]
    [InlineData(" :4", "fault")]
    [InlineData("1:", "fault")]
    [InlineData("1_0:2", "fault")]
    [InlineData("Infinity:2", "fault")]
    [InlineData("infinity:2", "fault")]
    [InlineData("1\0:2", "fault")]
    [InlineData("9223372036854775807:2", "fault")]
    [InlineData("9223372036854775808:2", "fault")]
    [InlineData("1e400:2", "fault")]
    [InlineData("2:4😀", "fault")] // ends between the halves of a surrogate pair
    public void ReadPayload_LengthAsJavaScriptReadsIt_YieldsWhatTheReferenceDoes(string body, string expected)
    {
        (List<EngineIoPacket> packets, bool isError) = Render.ReadBody(3, Encoding.UTF8.GetBytes(body), false);
        IEnumerable<string> read = packets.Select(packet => Encoding.UTF8.GetString(packet.Raw.Span));
        Assert.Equal(expected, string.Join('|', isError ? read.Append("fault") : read));
    }

    [Fact]
    public void ReadPayload_TextOfBytesThatAreNoUtf8_CountsThemAsTheReferenceDoes()
    {
        // A cut 😀 is one U+FFFD, an encoded surrogate three (WHATWG Encoding, as Node decodes).
        byte[] body = [.. "2:4"u8, 0xf0, 0x9f, 0x98, .. "4:4"u8, 0xed, 0xa0, 0x80, .. "1:2"u8];
        ReadOnlyMemory<byte> rest = body;

        OperationStatus first = EngineIo3Decoder.ReadPayload(
            ref rest,
            false,
            out EngineIoPacket packet,
            out DecodeFault? fault
        );

        Assert.Equal(OperationStatus.Done, first);
        Assert.Equal(FaultCode.Utf8, fault?.Code);
        Assert.True(packet.IsRawBinary);
        Assert.Equal([(byte)'4', 0xf0, 0x9f, 0x98], packet.Raw.ToArray());
        Assert.Equal(3, Render.ReadBody(3, body, false).Packets.Count);
    }

    [Theory]
    [InlineData("0104ff04010203", "04010203")]
    [InlineData("0004ff34e282ac0105ff0401020304", "34e282ac|0401020304")]
    [InlineData("0006ff623441514944ff", "623441514944|fault")] // b4AQID in a text entry, then junk
    [InlineData("0109ff0401", "0401!payload")] // cut off: the reference takes what is there
    [InlineData("0002ff34ff", "34ff!utf-8")]
    [InlineData("01ff04", "fault")]
    [InlineData("010c04", "fault")]
    [InlineData("0101", "fault")]
    [InlineData("01", "fault")]
    [InlineData("0100ff", "fault")]
    [InlineData("0000ff", "fault")]
    [InlineData("0102ff0900", "fault")] // a type byte that is none
    public void ReadPayload_BinaryBody_YieldsItsPackets(string hex, string expected)
    {
        ReadOnlyMemory<byte> body = Convert.FromHexString(hex);
        List<string> read = [];
        OperationStatus status;
        while (
            (status = EngineIo3Decoder.ReadPayload(ref body, true, out EngineIoPacket packet, out DecodeFault? fault))
            == OperationStatus.Done
        )
        {
            read.Add(Convert.ToHexStringLower(packet.Raw.Span) + (fault is null ? "" : "!" + fault.Code));
        }
        Assert.Equal(expected, string.Join('|', status == OperationStatus.InvalidData ? read.Append("fault") : read));
    }

    [Theory]
    [InlineData("0401020304", EngineIoPacketType.Message, "01020304")]
    [InlineData("04", EngineIoPacketType.Message, "")]
    [InlineData("02ff", EngineIoPacketType.Ping, "ff")]
    public void DecodeMessage_Binary_HasItsTypeInTheFirstByte(string hex, EngineIoPacketType type, string data)
    {
        (OperationStatus status, EngineIoPacket packet, _) = Render.ReadMessage(3, Convert.FromHexString(hex), true);
        Assert.Equal(OperationStatus.Done, status);
        Assert.Equal(type, packet.Type);
        Assert.Equal(data, Convert.ToHexStringLower(packet.Data.Span));
        Assert.Equal(hex, Convert.ToHexStringLower(packet.Raw.Span));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("07", true)]
    [InlineData("34", true)] // '4' is no type byte
    [InlineData("", false)]
    [InlineData("62", false)]
    [InlineData("627a", false)]
    public void DecodeMessage_WithoutType_IsAFault(string hex, bool isBinary)
    {
        (OperationStatus status, _, DecodeFault? fault) = Render.ReadMessage(3, Convert.FromHexString(hex), isBinary);
        Assert.Equal(OperationStatus.InvalidData, status);
        Assert.Equal(FaultCode.EngineIoPacket, fault?.Code);
    }

    [Fact]
    public void ReadPayload_OfWhatWasEncoded_IsTheSamePackets() =>
        Gen.Int.Sample(
            seed =>
            {
                var random = new RandomWire(seed);
                EngineIoPacket[] packets =
                [
                    .. Enumerable.Range(0, 1 + random.Next(5)).Select(_ => random.EnginePacket(EngineIoVersion.V3)),
                ];
                var output = new ArrayBufferWriter<byte>();
                bool isBinaryBody = EngineIo3Encoder.EncodePayload(packets, random.Next(2) == 0, output);
                (List<EngineIoPacket> read, bool isError) = Render.ReadBody(
                    3,
                    output.WrittenSpan.ToArray(),
                    isBinaryBody
                );
                return !isError
                    && Render.Same(packets, read)
                    && PollingPayload.Detect(output.WrittenSpan, isBinaryBody) == EngineIoVersion.V3;
            },
            iter: 2000
        );

    [Theory]
    [InlineData("e3p-open-connect")]
    [InlineData("e3p-b64")]
    [InlineData("e3p-astral")]
    [InlineData("e3b-mixed")]
    [InlineData("e3b-sio")]
    public void ReadPayload_CutAnywhere_StillYieldsThePacketsBeforeTheCut(string id)
    {
        Vector vector = Vector.Get(id);
        List<EngineIoPacket> whole = Render.ReadBody(3, vector.Raw, vector.IsOctetStream).Packets;
        int complete = 0;
        for (int cut = 1; cut < vector.Raw.Length; cut++)
        {
            List<EngineIoPacket> read = Render.ReadBody(3, vector.Raw[..cut], vector.IsOctetStream).Packets;
            // The last one of a binary body may be cut short itself; half a character counts as the U+FFFD it decodes to.
            int sure = vector.IsOctetStream || read is [.., { IsRawBinary: true }] ? read.Count - 1 : read.Count;
            Assert.True(read.Count <= whole.Count);
            Assert.True(read.Count >= complete);
            Assert.All(
                Enumerable.Range(0, Math.Max(sure, 0)),
                i => Assert.Equal(whole[i].Raw.ToArray(), read[i].Raw.ToArray())
            );
            complete = Math.Max(complete, sure);
        }
    }
}
