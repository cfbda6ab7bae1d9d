using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using SioProxy.Protocol;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Tests.Protocol.SocketIo;

public sealed class MessagePackDecoderTests
{
    // {type:2, nsp:"/", data: …
    private const string EventHead = "83a47479706502a36e7370a12fa464617461";

    // msgpack specification, "Formats"; undefined and dates as notepack.io 2 writes them.
    [Theory]
    [InlineData("90", "[]")]
    [InlineData("91c0", "[null]")]
    [InlineData("92c2c3", "[false,true]")]
    [InlineData("93007fff", "[0,127,-1]")]
    [InlineData("92e0cc80", "[-32,128]")]
    [InlineData("93cd0100ce00010000cf0020000000000001", "[256,65536,9007199254740993]")]
    [InlineData("94d080d18000d280000000d38000000000000000", "[-128,-32768,-2147483648,-9223372036854775808]")]
    [InlineData("91cfffffffffffffffff", "[18446744073709551615]")]
    [InlineData("92ca3fc00000cb3ff8000000000000", "[1.5,1.5]")]
    [InlineData("91cb7ff8000000000000", "[{\"$number\":\"NaN\"}]")]
    [InlineData("92cb7ff0000000000000cbfff0000000000000", "[{\"$number\":\"Infinity\"},{\"$number\":\"-Infinity\"}]")]
    [InlineData("91d40000", "[null]")]
    [InlineData("91d70000000192ef1b2c80", "[{\"$ext\":[0,\"AAABku8bLIA=\"]}]")]
    [InlineData("91dc000101", "[[1]]")]
    [InlineData("91d405aa", "[{\"$ext\":[5,\"qg==\"]}]")]
    [InlineData("91c703ff010203", "[{\"$ext\":[-1,\"AQID\"]}]")]
    [InlineData("92a161d90162", "[\"a\",\"b\"]")]
    [InlineData("91a4225c0ae9", "[\"\\\"\\\\\\n\ufffd\"]")]
    [InlineData("9181a161c0", "[{\"a\":null}]")]
    [InlineData("918201c002c0", "[{\"1\":null,\"2\":null}]")]
    [InlineData("9192918090", "[[[{}],[]]]")]
    [InlineData("91de0001a16101", "[{\"a\":1}]")]
    [InlineData(
        "93c40101a161c50002aabb",
        "[{\"_placeholder\":true,\"num\":0},\"a\",{\"_placeholder\":true,\"num\":1}]"
    )]
    public void Decode_Data_ComesOutAsJson(string data, string expected)
    {
        OperationStatus status = MessagePackDecoder.Decode(
            Convert.FromHexString(EventHead + data),
            SocketIoRevision.V5,
            out SocketIoPacket packet,
            out DecodeFault? fault
        );
        Assert.Null(fault);
        Assert.Equal(OperationStatus.Done, status);
        Assert.Equal(expected, Encoding.UTF8.GetString(packet.Payload!.Value.Span));
    }

    [Theory]
    [InlineData("91a0", "\"\"")]
    [InlineData("9105", "5")]
    [InlineData("91c0", null)]
    [InlineData("90", null)]
    public void Decode_Event_HasItsName(string data, string? expected)
    {
        byte[] message = Convert.FromHexString(EventHead + data);
        _ = MessagePackDecoder.Decode(message, SocketIoRevision.V5, out SocketIoPacket packet, out _);
        Assert.Equal(expected, packet.EventNameToken is { } token ? Encoding.UTF8.GetString(token.Span) : null);
    }

    [Theory]
    [InlineData("81a47479706505")] // revision 5 has no binary types here
    [InlineData("81a474797065a132")]
    [InlineData("80")]
    [InlineData("81a36e7370a12f")]
    public void Decode_NoType_IsAFaultOfTheType(string hex)
    {
        byte[] message = Convert.FromHexString(hex);
        OperationStatus status = MessagePackDecoder.Decode(message, SocketIoRevision.V5, out _, out DecodeFault? fault);
        Assert.Equal(OperationStatus.InvalidData, status);
        Assert.Equal(FaultCode.SocketIoType, fault?.Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("c1")]
    [InlineData("92a161a162")]
    [InlineData("82a47479706501a36e7370a12f00")] // a byte follows
    [InlineData(EventHead + "91c1")]
    [InlineData(EventHead + "90a0")] // a token follows
    [InlineData(EventHead + "918190c0")] // a container as a key
    [InlineData(EventHead + "dfffffffff")]
    [InlineData(EventHead + "ddffffffff")]
    [InlineData(EventHead + "dbffffffff61")]
    [InlineData(EventHead + "c9ffffffff0161")]
    [InlineData("84a47479706502a36e7370a12fa46461746190a2696490")] // id: an array
    [InlineData("83a47479706502a36e7370c0a46461746190")] // nsp: null
    public void Decode_Malformed_IsAFault(string hex)
    {
        byte[] message = Convert.FromHexString(hex);
        OperationStatus status = MessagePackDecoder.Decode(message, SocketIoRevision.V5, out _, out DecodeFault? fault);
        Assert.Equal(OperationStatus.InvalidData, status);
        Assert.Equal(FaultCode.MessagePack, fault?.Code);
    }

    [Theory]
    [InlineData("m5-event")]
    [InlineData("m5-event-client")]
    [InlineData("m5-connect")]
    [InlineData("m5-binary")]
    [InlineData("m4-event")]
    public void Decode_CutAnywhere_IsAFault(string id)
    {
        Vector vector = Vector.Get(id);
        for (int cut = 0; cut < vector.Raw.Length; cut++)
        {
            var revision = (SocketIoRevision)vector.Sio!;
            OperationStatus status = MessagePackDecoder.Decode(vector.Raw.AsMemory(0, cut), revision, out _, out _);
            Assert.Equal(OperationStatus.InvalidData, status);
        }
    }

    [Theory]
    [InlineData("{\"type\":0,\"nsp\":\"/\"}", 0, "/", null)]
    [InlineData("{\"type\":0,\"nsp\":\"/admin?token=1\"}", 0, "/admin", null)]
    [InlineData("{\"type\":4,\"data\":\"no\",\"nsp\":\"/\\u0061\"}", 4, "/a", "\"no\"")]
    [InlineData("{\"type\":2,\"nsp\":\"/\",\"data\":[\"a\"],\"id\":3}", 2, "/", "[\"a\"]")]
    public void DecodeText_Packet_IsRead(string text, int type, string name, string? payload)
    {
        byte[] message = Encoding.UTF8.GetBytes(text);
        OperationStatus status = MessagePackDecoder.DecodeText(
            message,
            SocketIoRevision.V4,
            out SocketIoPacket packet,
            out _
        );
        Assert.Equal(OperationStatus.Done, status);
        Assert.Equal(SocketIoParser.MessagePack, packet.Parser);
        Assert.Equal((SocketIoPacketType)type, packet.Type);
        Assert.Equal(name, Encoding.UTF8.GetString(packet.Namespace.Span));
        Assert.Equal(payload, packet.Payload is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"type\":9,\"nsp\":\"/\"}")]
    [InlineData("{\"type\":0}")]
    [InlineData("{\"type\":0,\"nsp\":\"/\"")]
    [InlineData("{\"type\":4,\"nsp\":\"/\",\"data\":{}}")] // crashes the 2.x client
    [InlineData("{\"type\":2,\"nsp\":\"/\",\"data\":[],\"id\":\"1\"}")]
    [InlineData("[]")]
    public void DecodeText_NoPacket_IsAFault(string text)
    {
        byte[] message = Encoding.UTF8.GetBytes(text);
        OperationStatus status = MessagePackDecoder.DecodeText(
            message,
            SocketIoRevision.V4,
            out _,
            out DecodeFault? fault
        );
        Assert.Equal(OperationStatus.InvalidData, status);
        Assert.NotNull(fault);
    }

    [Theory]
    [InlineData("83a474797065", true)]
    [InlineData("83a26964000000", true)]
    [InlineData("8301", false)]
    [InlineData("80", false)]
    [InlineData("82a16101", false)]
    [InlineData("04", false)]
    [InlineData("", false)]
    public void LooksLikePacket_Bytes_TellsMapsOfAPacketApart(string hex, bool expected) =>
        Assert.Equal(
            expected,
            MessagePackDecoder.LooksLikePacket(Convert.FromHexString(hex + (expected ? "000000000000" : "")))
        );

    [Fact]
    public void Decode_OfWhatWasEncoded_IsTheSamePacket() =>
        Gen.Int.Sample(
            seed =>
            {
                var random = new RandomWire(seed);
                byte[] attachment = random.Bytes(300);
                string binary = random.Next(2) == 0 ? ",{\"_placeholder\":true,\"num\":0}" : "";
                string extra = random.Next(2) == 0 ? ",{\"$ext\":[7,\"AQID\"]},{\"$number\":\"NaN\"}" : "";
                string json = $"[\"e\",{random.Json()}{extra}{binary}]";
                var packet = new SocketIoPacket
                {
                    Type = SocketIoPacketType.Event,
                    Namespace = "/admin"u8.ToArray(),
                    AckId = random.Next(2) == 0 ? random.Next(1 << 20) : null,
                    Payload = Encoding.UTF8.GetBytes(json),
                    InlineAttachments = [attachment],
                };
                ReadOnlyMemory<byte> message = Encode(packet);
                OperationStatus status = MessagePackDecoder.Decode(
                    message,
                    SocketIoRevision.V5,
                    out SocketIoPacket read,
                    out _
                );
                return status == OperationStatus.Done
                    && read.AckId == packet.AckId
                    && Encode(read).Span.SequenceEqual(message.Span)
                    && JsonNode.DeepEquals(JsonNode.Parse(json), JsonNode.Parse(read.Payload!.Value.Span))
                    && (binary.Length == 0 || read.InlineAttachments[0].Span.SequenceEqual(attachment));
            },
            iter: 3000
        );

    private static ReadOnlyMemory<byte> Encode(SocketIoPacket packet)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.True(MessagePackEncoder.Encode(packet, SocketIoRevision.V5, packet.InlineAttachments, output));
        return output.WrittenMemory;
    }
}
