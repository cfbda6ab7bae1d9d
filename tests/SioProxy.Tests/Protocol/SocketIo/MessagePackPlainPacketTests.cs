using System.Buffers;
using System.Text;
using SioProxy.Protocol;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Tests.Protocol.SocketIo;

public sealed class MessagePackPlainPacketTests
{
    // As socket.io-msgpack-parser 3.0.2 writes them; the last ones by hand.
    [Theory]
    [InlineData("84a474797065 02 a464617461 92a16101 a76f7074696f6e73 81a8636f6d7072657373c3 a36e7370 a12f", true)]
    [InlineData("84a474797065 03 a464617461 9101 a26964 cd0102 a36e7370 a62f61646d696e", true)]
    [InlineData("83a474797065 02 a464617461 92a16101 a36e7370 a12f", true)]
    [InlineData("83a474797065 00 a464617461 81a16101 a36e7370 a12f", false)] // a CONNECT
    [InlineData("83a474797065 02 a464617461 92a1610f a36e7370 a12f 00", false)] // more behind it
    [InlineData("84a474797065 02 a464617461 92a16101 a36e7370 a12f a474797065 02", false)] // a key twice
    [InlineData("83a474797065 02 a464617461 9207a161 a36e7370 a12f", false)] // a number for a name
    [InlineData("83a474797065 02 a464617461 92a161c40107 a36e7370 a12f", false)] // binary
    [InlineData("82a474797065 02 a464617461 92a16101", false)] // no namespace
    public void TryRead_TakesOrdinaryPacketsOnly(string data, bool isPlain)
    {
        byte[] bytes = Convert.FromHexString(data.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(isPlain, IsPlainAndSame(bytes));
    }

    // The careful way reads anything: what the quick way takes, it must read the same.
    [Fact]
    public void TryRead_OfAnyBytes_IsWhatTheCarefulWayReads()
    {
        int plain = 0;
        for (int seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            byte[] bytes = Packet(random);
            Assert.False(IsPlainAndSame(bytes[..random.Next(bytes.Length)]), $"seed {seed}, cut off");
            if (seed % 2 == 0)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }
            plain += IsPlainAndSame(bytes) ? 1 : 0;
        }
        Assert.True(plain > 5_000, $"only {plain} were plain: the test tests little");
    }

    private static byte[] Packet(Random random)
    {
        var fields = new List<byte[]>
        {
            (byte[])[0xa4, .. "type"u8, (byte)random.Next(2, 4)],
            (byte[])[0xa3, .. "nsp"u8, .. random.Next(3) == 0 ? (byte[])[0xa6, .. "/admin"u8] : [0xa1, (byte)'/']],
            (byte[])[0xa4, .. "data"u8, .. Arguments(random)],
        };
        if (random.Next(2) == 0)
        {
            fields.Add([0xa2, .. "id"u8, .. Id(random)]);
        }
        if (random.Next(2) == 0)
        {
            fields.Add([0xa7, .. "options"u8, 0x81, 0xa8, .. "compress"u8, (byte)random.Next(0xc2, 0xc4)]);
        }
        byte[][] shuffled = [.. fields];
        random.Shuffle(shuffled);
        return [(byte)(0x80 | shuffled.Length), .. shuffled.SelectMany(field => field)];
    }

    private static byte[] Id(Random random) =>
        random.Next(4) switch
        {
            0 => [(byte)random.Next(128)],
            1 => [0xcc, 200],
            2 => [0xcd, 1, 2],
            _ => [0xce, 0xff, 2, 3, 4],
        };

    private static byte[] Arguments(Random random)
    {
        byte[] text = Encoding.UTF8.GetBytes(new string('x', random.Next(60)) + (random.Next(9) == 0 ? "ö\"" : "yz"));
        byte[] second = text.Length < 32 ? [(byte)(0xa0 | text.Length), .. text] : [0xd9, (byte)text.Length, .. text];
        return random.Next(3) switch
        {
            0 => [0x92, 0xa4, .. "chat"u8, .. second],
            1 => [0x92, .. second, 0x81, 0xa1, (byte)'n', 0xcd, 3, 4],
            _ => [0x91, 0xa1, (byte)'e'],
        };
    }

    private static bool IsPlainAndSame(byte[] bytes)
    {
        if (!MessagePackPlainPacket.TryRead(bytes, out SocketIoPacket plain))
        {
            return false;
        }
        foreach (SocketIoRevision revision in Enum.GetValues<SocketIoRevision>())
        {
            OperationStatus status = MessagePackDecoder.DecodeAny(
                bytes,
                revision,
                out SocketIoPacket careful,
                out DecodeFault? fault
            );
            Assert.Equal((OperationStatus.Done, null), (status, fault));
            Assert.Equal(Words(careful), Words(plain));
        }
        return true;
    }

    private static string Words(in SocketIoPacket packet) =>
        $"{packet.Type} {packet.Parser} {Text(packet.Namespace)} {Text(packet.NamespaceQuery)} {packet.AckId} "
        + $"{packet.AttachmentCount} {Text(packet.Payload)} {packet.InlineAttachments.Count} "
        + $"{Text(packet.EventNameToken)} {Text(packet.Options)}";

    private static string Text(ReadOnlyMemory<byte>? bytes) =>
        bytes is { } some ? Encoding.UTF8.GetString(some.Span) : "none";
}
