using System.Buffers;
using System.Text;
using CsCheck;
using SioProxy.Protocol;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Tests.Protocol.SocketIo;

public sealed class SocketIoDecoderTests
{
    // What socket.io-parser 4.2.7 (and 3.4.5) made of each.
    [Theory]
    [InlineData("2 [\"x\"]", 0L)] // white space passes for a digit
    [InlineData("2 12[\"x\"]", 12L)]
    [InlineData("2\n[\"x\"]", 0L)]
    [InlineData("2\u00a07[\"x\"]", 7L)]
    [InlineData("21 2[\"x\"]", null)] // Number("1 2") is NaN
    [InlineData("2007[\"x\"]", 7L)]
    [InlineData("29007199254740993[\"x\"]", 9007199254740993L)] // exact, though JavaScript would round it
    [InlineData("29223372036854775807[\"x\"]", long.MaxValue)]
    [InlineData("29223372036854775808[\"x\"]", null)]
    [InlineData("2/admin,7[\"x\"]", 7L)]
    [InlineData("2[\"x\"]", null)]
    public void Decode_AckId_IsReadAsTheReferenceDoes(string text, long? expected)
    {
        (OperationStatus status, SocketIoPacket packet, _) = Decode(text, SocketIoRevision.V5);
        Assert.Equal(OperationStatus.Done, status);
        Assert.Equal(expected, packet.AckId);
        Assert.Equal("[\"x\"]", Encoding.UTF8.GetString(packet.Payload!.Value.Span));
        Assert.Equal("\"x\"", Encoding.UTF8.GetString(packet.EventNameToken!.Value.Span));
    }

    [Theory]
    [InlineData("51-[\"a\"]", 1)]
    [InlineData("510-[\"a\"]", 10)]
    [InlineData("5 1-[\"a\"]", 1)]
    [InlineData("50x1-[\"a\"]", 1)]
    [InlineData("51e0-[\"a\"]", 1)]
    [InlineData("51.0-[\"a\"]", 1)]
    [InlineData("5+1-[\"a\"]", 1)]
    [InlineData("61-3[]", 1)]
    [InlineData("51000000-[\"a\"]", 1_000_000)] // a reference that allows 10 broke its users
    public void Decode_AttachmentCount_IsReadAsTheReferenceDoes(string text, int expected)
    {
        (OperationStatus status, SocketIoPacket packet, _) = Decode(text, SocketIoRevision.V5);
        Assert.Equal(OperationStatus.Done, status);
        Assert.Equal(expected, packet.AttachmentCount);
    }

    [Theory]
    [InlineData("5[\"a\"]", 0)]
    [InlineData("5-[\"a\"]", 0)]
    [InlineData("50-[\"a\"]", 0)]
    [InlineData("51.5-[\"a\"]", 0)]
    [InlineData("5x-[\"a\"]", 0)]
    [InlineData("5", 0)]
    [InlineData("51", 0)]
    [InlineData("51000001-[\"a\"]", 1_000_001)]
    [InlineData("51000000000-[\"a\"]", 1_000_000_000)]
    [InlineData("59999999999999-[\"a\"]", int.MaxValue)]
    public void Decode_AttachmentCountThatIsNone_IsAFaultWithWhatCouldBeRead(string text, int expected)
    {
        (OperationStatus status, SocketIoPacket packet, DecodeFault? fault) = Decode(text, SocketIoRevision.V5);
        Assert.Equal(OperationStatus.InvalidData, status);
        Assert.Equal(FaultCode.AttachmentCount, fault?.Code);
        Assert.Equal(SocketIoPacketType.BinaryEvent, packet.Type);
        Assert.Equal(expected, packet.AttachmentCount);
    }

    [Theory]
    [InlineData("0/admin?token=1&x=y,", SocketIoRevision.V4, "/admin", "token=1&x=y")]
    [InlineData("0/admin?token=1", SocketIoRevision.V4, "/admin", "token=1")]
    [InlineData("0/admin?,", SocketIoRevision.V4, "/admin", "")]
    [InlineData("0/admin,", SocketIoRevision.V4, "/admin", null)]
    [InlineData("0/admin?token=1,", SocketIoRevision.V5, "/admin?token=1", null)]
    [InlineData("2/a?b,[\"x\"]", SocketIoRevision.V4, "/a?b", null)] // only a CONNECT carries a query
    [InlineData("0/", SocketIoRevision.V5, "/", null)]
    [InlineData("2/admin[\"a\"]", SocketIoRevision.V5, "/admin[\"a\"]", null)] // no comma: to the end
    [InlineData("0", SocketIoRevision.V5, "/", null)]
    public void Decode_Namespace_IsSplitFromItsQuery(string text, SocketIoRevision revision, string name, string? query)
    {
        (OperationStatus status, SocketIoPacket packet, _) = Decode(text, revision);
        Assert.Equal(OperationStatus.Done, status);
        Assert.Equal(name, Encoding.UTF8.GetString(packet.Namespace.Span));
        Assert.Equal(query, packet.NamespaceQuery is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null);
    }

    // socket.io-parser 3.4.5 and 4.2.7: the payload that each type may have.
    [Theory]
    [InlineData("0{}", true, true)]
    [InlineData("0[]", true, false)]
    [InlineData("0null", true, false)]
    [InlineData("0\"a\"", false, false)]
    [InlineData("1", true, true)]
    [InlineData("1null", false, false)]
    [InlineData("2[1]", true, true)]
    [InlineData("2[null]", false, false)]
    [InlineData("2[]", false, false)]
    [InlineData("2{}", false, false)]
    [InlineData("2\"a\"", false, false)]
    [InlineData("2,[\"a\"]", false, false)]
    [InlineData("2[\"a\"] ", true, true)]
    [InlineData("2[\"a\"]x", false, false)]
    [InlineData("2[\"connect\"]", true, false)]
    [InlineData("2[\"connect_error\"]", true, false)]
    [InlineData("2[\"disconnecting\"]", true, false)]
    [InlineData("2[\"newListener\"]", true, false)]
    [InlineData("2[\"removeListener\"]", true, false)]
    [InlineData("2[\"\\u0063onnect\"]", true, false)]
    [InlineData("2[\"connected\"]", true, true)]
    [InlineData("3", true, true)]
    [InlineData("3[]", true, true)]
    [InlineData("3{}", false, false)]
    [InlineData("4", true, true)]
    [InlineData("4\"a\"", true, true)]
    [InlineData("4null", true, false)]
    [InlineData("44[]", true, false)]
    [InlineData("4true", false, false)]
    public void Decode_Payload_MustSuitTheType(string text, bool isGoodIn4, bool isGoodIn5)
    {
        Assert.Equal(isGoodIn4, Decode(text, SocketIoRevision.V4).Status == OperationStatus.Done);
        Assert.Equal(isGoodIn5, Decode(text, SocketIoRevision.V5).Status == OperationStatus.Done);
    }

    [Fact]
    public void Decode_MalformedJson_KeepsTypeNamespaceAndId()
    {
        (OperationStatus status, SocketIoPacket packet, DecodeFault? fault) = Decode(
            "2/admin,7[\"a\"",
            SocketIoRevision.V5
        );
        Assert.Equal(OperationStatus.InvalidData, status);
        Assert.Equal(FaultCode.SocketIoPayload, fault?.Code);
        Assert.Equal(SocketIoPacketType.Event, packet.Type);
        Assert.Equal("/admin"u8.ToArray(), packet.Namespace.ToArray());
        Assert.Equal(7, packet.AckId);
        Assert.Null(packet.Payload);
    }

    [Theory]
    [InlineData("")]
    [InlineData("7[]")]
    [InlineData("hello")]
    [InlineData("{\"type\":0}")]
    [InlineData(" 2[\"a\"]")]
    public void Decode_UnknownType_IsNoPacket(string text)
    {
        (OperationStatus status, _, DecodeFault? fault) = Decode(text, SocketIoRevision.V5);
        Assert.Equal(OperationStatus.InvalidData, status);
        Assert.Equal(FaultCode.SocketIoType, fault?.Code);
    }

    [Theory]
    [InlineData("51-[\"a\",{\"_placeholder\":true,\"num\":0},{\"num\":0,\"_placeholder\":true}]", true)] // twice, any order
    [InlineData("52-[\"a\",{\"_placeholder\":true,\"num\":1}]", true)] // not all used
    [InlineData("51-[\"a\",{\"_placeholder\":false,\"num\":7}]", true)]
    [InlineData("51-[\"a\",{\"_placeholder\":1,\"num\":7}]", true)]
    [InlineData("51-[\"a\",{\"_placeholder\":true,\"num\":1}]", false)]
    [InlineData("51-[\"a\",{\"_placeholder\":true,\"num\":-1}]", false)]
    [InlineData("51-[\"a\",{\"_placeholder\":true,\"num\":\"0\"}]", false)]
    [InlineData("51-[\"a\",{\"_placeholder\":true}]", false)]
    [InlineData("51-[\"a\",{\"\\u005fplaceholder\":true,\"num\":9}]", false)]
    [InlineData("2[\"a\",{\"_placeholder\":true,\"num\":9}]", true)] // no binary packet: a literal object
    public void Decode_Placeholders_MustNameAttachments(string text, bool isGood)
    {
        (OperationStatus status, SocketIoPacket packet, DecodeFault? fault) = Decode(text, SocketIoRevision.V5);
        Assert.Equal(isGood ? OperationStatus.Done : OperationStatus.InvalidData, status);
        Assert.Equal(isGood ? null : FaultCode.Placeholder, fault?.Code);
        Assert.NotNull(packet.Payload);
    }

    [Fact]
    public void Decode_OfWhatWasEncoded_IsTheSamePacket() =>
        Gen.Int.Sample(
            seed =>
            {
                SocketIoPacket packet = RandomPacket(new RandomWire(seed), out SocketIoRevision revision);
                var output = new ArrayBufferWriter<byte>();
                var again = new ArrayBufferWriter<byte>();
                SocketIoEncoder.Encode(packet, output);
                OperationStatus status = SocketIoDecoder.Decode(
                    output.WrittenMemory,
                    revision,
                    out SocketIoPacket read,
                    out _
                );
                SocketIoEncoder.Encode(read, again);
                return status == OperationStatus.Done
                    && again.WrittenSpan.SequenceEqual(output.WrittenSpan)
                    && (read.Type, read.AckId, read.AttachmentCount)
                        == (packet.Type, packet.AckId, packet.AttachmentCount)
                    && read.Namespace.Span.SequenceEqual(packet.Namespace.Span)
                    && (read.NamespaceQuery ?? default).Span.SequenceEqual((packet.NamespaceQuery ?? default).Span)
                    && (read.Payload ?? default).Span.SequenceEqual((packet.Payload ?? default).Span);
            },
            iter: 3000
        );

    [Fact]
    public void Decode_CutOrMutated_NeverThrows()
    {
        byte[][] seeds = [.. Vector.All.Where(vector => vector.Kind == "packet").Select(vector => vector.Raw)];
        foreach (byte[] seed in seeds)
        {
            for (int cut = 0; cut <= seed.Length; cut++)
            {
                DecodeAll(seed[..cut]);
            }
        }
        Gen.Int.Sample(
            seed =>
            {
                var random = new RandomWire(seed);
                DecodeAll(random.Next(3) == 0 ? random.Bytes(60) : random.Mutate(seeds[random.Next(seeds.Length)]));
            },
            iter: 5000
        );
    }

    private static void DecodeAll(byte[] data)
    {
        for (SocketIoRevision revision = SocketIoRevision.V4; revision <= SocketIoRevision.V5; revision++)
        {
            AssertConsistent(SocketIoDecoder.Decode(data, revision, out _, out DecodeFault? fault), fault);
            AssertConsistent(MessagePackDecoder.Decode(data, revision, out _, out fault), fault);
            AssertConsistent(MessagePackDecoder.DecodeText(data, revision, out _, out fault), fault);
            _ = MessagePackDecoder.LooksLikePacket(data);
        }
    }

    private static void AssertConsistent(OperationStatus status, DecodeFault? fault) =>
        Assert.Equal(status == OperationStatus.Done, fault is null);

    private static SocketIoPacket RandomPacket(RandomWire random, out SocketIoRevision revision)
    {
        revision = random.Next(2) == 0 ? SocketIoRevision.V4 : SocketIoRevision.V5;
        var type = (SocketIoPacketType)random.Next(7);
        bool isArray =
            type
            is not (SocketIoPacketType.Connect or SocketIoPacketType.Disconnect or SocketIoPacketType.ConnectError);
        string? payload =
            isArray ? $"[\"e\",{random.Json()}]"
            : type == SocketIoPacketType.ConnectError ? "\"no\""
            : null;
        bool hasQuery = type == SocketIoPacketType.Connect && revision == SocketIoRevision.V4 && random.Next(2) == 0;
        return new SocketIoPacket
        {
            Type = type,
            Namespace = hasQuery || random.Next(2) == 0 ? "/admin"u8.ToArray() : "/"u8.ToArray(),
            // A bare null would convert to an empty memory, by way of a null array.
            NamespaceQuery = hasQuery ? "a=b"u8.ToArray() : default(ReadOnlyMemory<byte>?),
            AckId = isArray && random.Next(2) == 0 ? random.Next(int.MaxValue) : null,
            AttachmentCount = type >= SocketIoPacketType.BinaryEvent ? 1 + random.Next(9) : 0,
            Payload = payload is null ? default(ReadOnlyMemory<byte>?) : Encoding.UTF8.GetBytes(payload),
            InlineAttachments = [],
        };
    }

    private static (OperationStatus Status, SocketIoPacket Packet, DecodeFault? Fault) Decode(
        string text,
        SocketIoRevision revision
    )
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        OperationStatus status = SocketIoDecoder.Decode(
            bytes,
            revision,
            out SocketIoPacket packet,
            out DecodeFault? fault
        );
        return (status, packet, fault);
    }
}
