using System.Text;
using SioProxy.Protocol;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;

namespace SioProxy.Tests.Sessions;

public sealed class PacketContentTests
{
    private const string Open = """0{"sid":"S1","upgrades":[],"pingInterval":25000,"pingTimeout":20000}""";

    private static CapturedPacket Packet(int eio, string connect, string sent, params byte[][] attachments)
    {
        var wire = new WireScript();
        long ws = wire.WebSocket($"/socket.io/?EIO={eio}&transport=websocket");
        wire.Server(ws, Open).Server(ws, connect).Server(ws, sent);
        foreach (byte[] each in attachments)
        {
            wire.Server(ws, each);
        }
        return wire.Play().OfType<CapturedPacket>().Last();
    }

    private static string? Text(ReadOnlyMemory<byte>? json) =>
        json is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null;

    [Theory]
    [InlineData("42[\"a\",1, 2.0,\"é\"]", "[1, 2.0,\"é\"]")]
    [InlineData("42/x,7[\"a\"]", "[]")]
    [InlineData("437[1,{\"b\":1e3}]", "[1,{\"b\":1e3}]")]
    [InlineData("42[\"a\",{\"$binary\":1}]", "[{\"$$binary\":1}]")]
    [InlineData("42[\"a\",1,\"Q841R7i\"]", "[1]")]
    [InlineData("42[\"a\",", null)]
    [InlineData("42", null)]
    [InlineData("41", null)]
    public void Args_OfEventsAndAcks_AreTheWiresOwnText(string sent, string? args) =>
        Assert.Equal(args, Text(PacketContent.Args(Packet(4, "40{\"sid\":\"n\",\"pid\":\"p\"}", sent))));

    [Fact]
    public void Args_Placeholders_BecomeBinary() =>
        Assert.Equal(
            "[{\"$binary\":0}]",
            Text(
                PacketContent.Args(Packet(4, "40{\"sid\":\"n\"}", "451-[\"a\",{\"_placeholder\":true,\"num\":0}]", [1]))
            )
        );

    [Theory]
    [InlineData("44{\"message\":\"no\"}", "{\"message\":\"no\"}")]
    [InlineData("41/x,", null)]
    [InlineData("2probe", "\"probe\"")]
    [InlineData("2", null)]
    [InlineData("42[\"a\"]", null)]
    [InlineData("9", null)]
    public void Data_OfOtherPackets_IsOneJsonValue(string sent, string? data) =>
        Assert.Equal(data, Text(PacketContent.Data(Packet(4, "40{\"sid\":\"n\"}", sent))));

    [Fact]
    public void Data_MessageThatIsNotSocketIo_IsItsText() =>
        Assert.Equal("\"say \\\"hi\\\"\"", Text(PacketContent.Data(Packet(4, "2", "4say \"hi\""))));

    [Fact]
    public void Auth_OfConnects_IsAnObject()
    {
        Assert.Equal("{\"a\":1}", Text(PacketContent.Auth(Packet(4, "2", "40{\"a\":1}"))));
        Assert.Equal("{\"a\":\"1 2\",\"b\":\"\"}", Text(PacketContent.Auth(Packet(3, "2", "40/x?a=1%202&b,"))));
    }

    [Fact]
    public void Args_MessagePack_AreJson()
    {
        byte[] packed = RedactorTests.MessagePack(
            "[\"e\",{\"x\":1,\"blob\":{\"_placeholder\":true,\"num\":0}}]",
            [
                [9],
            ]
        );
        CapturedPacket packet = Packet(4, "2", "6", packed);
        Assert.Equal("[{\"x\":1,\"blob\":{\"$binary\":0}}]", Text(PacketContent.Args(packet)));
    }

    // What a crafted or damaged capture may hold.
    [Fact]
    public void Views_OfAnyRow_NeverThrow()
    {
        CapturedPacket good = Packet(4, "40{\"sid\":\"n\"}", "451-/x,3[\"a\",{\"_placeholder\":true,\"num\":0}]", [1]);
        for (int length = 0; length <= good.Raw.Length; length++)
        {
            foreach (SocketIoPacketType? type in (SocketIoPacketType?[])[null, .. Enum.GetValues<SocketIoPacketType>()])
            {
                foreach (SocketIoParser parser in Enum.GetValues<SocketIoParser>())
                {
                    PacketDraft draft = PacketDraft.From(good);
                    draft.Raw = good.Raw[..length];
                    draft.Type = type;
                    draft.Parser = parser;
                    draft.IsRawBinary = length % 2 == 0;
                    CapturedPacket row = draft.ToRow(int.MaxValue);
                    _ = (PacketContent.Args(row), PacketContent.Data(row), PacketContent.Auth(row));
                }
            }
        }
    }
}
