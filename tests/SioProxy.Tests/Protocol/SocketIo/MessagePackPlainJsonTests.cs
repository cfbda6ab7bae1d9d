using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Tests.Protocol.SocketIo;

public sealed class MessagePackPlainJsonTests
{
    // msgpack specification, "Formats".
    [Theory]
    [InlineData(
        "92a46d73676e83a26964cd3039a5726f6f6d7392a172cb3ff8000000000000a46e6f6e65c0",
        """["msgn",{"id":12345,"rooms":["r",1.5],"none":null}]"""
    )]
    [InlineData("90", "[]")]
    [InlineData("9390 80 91 90", "[[],{},[[]]]")]
    [InlineData("dc0002c3d0ff", "[true,-1]")]
    [InlineData("81a161 82a162 90 a163 80", """{"a":{"b":[],"c":{}}}""")]
    [InlineData("d903e282ac", null)] // a U+20AC: may be a line end
    [InlineData("a2c3a4", "\"ä\"")]
    [InlineData("a15b", "\"[\"")]
    public void TryWrite_OfOrdinaryValues_IsTheirJson(string data, string? expected)
    {
        byte[] bytes = Convert.FromHexString(data.Replace(" ", "", StringComparison.Ordinal));
        byte[] json = new byte[bytes.Length * MessagePackPlainJson.Growth];
        int at = 0;
        bool isPlain = MessagePackPlainJson.TryWrite(bytes, ref at, json, out int written);
        Assert.Equal(expected is not null, isPlain);
        if (isPlain)
        {
            Assert.Equal(expected, Encoding.UTF8.GetString(json, 0, written));
            Assert.Equal(bytes.Length, at);
        }
    }

    // The careful way reads anything: what the quick way takes, it must read the same.
    [Fact]
    public void TryWrite_OfAnyBytes_IsWhatTheCarefulWayWrites()
    {
        int plain = 0;
        for (int seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            var output = new ArrayBufferWriter<byte>();
            WriteValue(random, output, depth: 0);
            byte[] bytes = output.WrittenSpan.ToArray();
            if (seed % 3 == 0)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }
            plain += IsPlainAndSame(bytes) ? 1 : 0;
        }
        Assert.True(plain > 5_000, $"only {plain} were plain: the test tests little");
    }

    private static bool IsPlainAndSame(byte[] bytes)
    {
        byte[] json = new byte[bytes.Length * MessagePackPlainJson.Growth];
        int at = 0;
        if (!MessagePackPlainJson.TryWrite(bytes, ref at, json, out int written))
        {
            return false;
        }
        var careful = new ArrayBufferWriter<byte>();
        var walker = new MessagePackWalker(bytes);
        List<ReadOnlyMemory<byte>>? attachments = null;
        Assert.True(walker.Read(), Convert.ToHexString(bytes));
        Assert.True(MessagePackJson.TryWrite(ref walker, bytes, careful, ref attachments), Convert.ToHexString(bytes));
        Assert.Null(attachments);
        Assert.Equal(Encoding.UTF8.GetString(careful.WrittenSpan), Encoding.UTF8.GetString(json, 0, written));
        Assert.Equal(walker.End, at);
        return true;
    }

    private static void WriteValue(Random random, ArrayBufferWriter<byte> output, int depth)
    {
        int count = random.Next(4);
        switch (random.Next(depth > 5 ? 2 : 0, 12))
        {
            case 0:
                output.Write(random.Next(2) == 0 ? [(byte)(0x90 | count)] : [0xdc, 0, (byte)count]);
                for (int i = 0; i < count; i++)
                {
                    WriteValue(random, output, depth + 1);
                }
                break;
            case 1:
                output.Write(random.Next(2) == 0 ? [(byte)(0x80 | count)] : [0xdf, 0, 0, 0, (byte)count]);
                for (int i = 0; i < count; i++)
                {
                    WriteText(random, output);
                    WriteValue(random, output, depth + 1);
                }
                break;
            case 2 or 3 or 4:
                WriteText(random, output);
                break;
            case 5:
                output.Write<byte>([(byte)(0xc0 + random.Next(4))]); // c1 is never used
                break;
            case 6 or 7:
                output.Write([(byte)random.Next(0xe0, 0x180)]);
                break;
            case 8:
                Span<byte> whole = stackalloc byte[9];
                random.NextBytes(whole);
                int size = random.Next(4);
                whole[0] = (byte)((random.Next(2) == 0 ? 0xcc : 0xd0) + size);
                output.Write<byte>(whole[..(1 + (1 << size))]);
                break;
            case 9:
                Span<byte> real = stackalloc byte[9];
                real[0] = 0xcb;
                BinaryPrimitives.WriteDoubleBigEndian(
                    real[1..],
                    random.NextDouble() * Math.Pow(10, random.Next(-9, 25))
                );
                output.Write<byte>(real);
                break;
            case 10:
                output.Write<byte>([0xca, 0x3f, 0xc0, 0, 0]);
                break;
            default:
                output.Write(random.Next(8) == 0 ? [0xc4, 1, 7] : [0x01]);
                break;
        }
    }

    private static void WriteText(Random random, ArrayBufferWriter<byte> output)
    {
        string text = new('x', random.Next(20));
        text += random.Next(12) switch
        {
            0 => "\"",
            1 => "\n",
            2 => "ö",
            3 => "\u2028",
            4 => "[",
            _ => "ab",
        };
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        output.Write(random.Next(2) == 0 ? [(byte)(0xa0 | bytes.Length)] : [0xd9, (byte)bytes.Length]);
        output.Write(bytes);
    }
}
