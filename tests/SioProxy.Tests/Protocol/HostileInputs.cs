using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using SioProxy.Protocol.WebSockets;

namespace SioProxy.Tests.Protocol;

/// <summary>Bytes that nobody should send: sound ones that were damaged, and the worst that can be thought of.</summary>
internal static class HostileInputs
{
    private const int Size = 300_000;

    private static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "[",
            "]",
            "{",
            "}",
            "\"",
            "\\",
            "\\u",
            "\\ud800",
            ":",
            ",",
            "-",
            "/",
            "?",
            "b4",
            "\u001e",
            "451-",
            "51-",
            "9999999999",
            "99999999999999999999",
            "1e999",
            "-0",
            "{\"_placeholder\":true,\"num\":0}",
            "$binary",
            "{\"_placeholder\":true,\"num\":-1}",
            "null",
            "d=",
            "___eio[0](\"",
            "\\\\n",
            "%",
            "HTTP/1.1",
        }.Select(Encoding.UTF8.GetBytes),
        [0x00],
        [0xFF],
        [0x80],
        [0x7F],
        [0xC0, 0x80],
        [0xED, 0xA0, 0x80],
        [0xF4, 0x90, 0x80, 0x80],
        [0xDD, 0xFF, 0xFF, 0xFF, 0xFF],
        [0xDF, 0x7F, 0xFF, 0xFF, 0xFF],
        [0xC6, 0xFF, 0xFF, 0xFF, 0xFF],
        [0xC9],
        [0xDB, 0x80, 0, 0, 0],
        [0x82, 0x7F, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        [0xC1, 0x7E],
        [0x88, 0x01],
    ];

    private static readonly Lazy<byte[][]> Seeds = new(MakeSeeds);

    private static readonly Dictionary<string, Func<byte[]>> WorstByName = new(StringComparer.Ordinal)
    {
        ["digits as type, count and ack id"] = () => Text("45" + Run("1")),
        ["digits as attachment count"] = () => Text("5" + Run("9") + "-[\"a\"]"),
        ["digits as ack id"] = () => Text("2" + Run("7") + "[\"a\"]"),
        ["a long number"] = () => Text("2[\"a\"," + Run("1") + "]"),
        ["a long exponent"] = () => Text("2[\"a\",1e" + Run("9") + "]"),
        ["digits as length"] = () => Text(Run("1") + ":4a"),
        ["a length beyond the body"] = () => Text("999999999999999:4" + Run("a")),
        ["many tiny packets"] = () => Text(Run("1:2")),
        ["many separators"] = () => Text(Run("\u001e")),
        ["many pings"] = () => Text(Run("2\u001e")),
        ["deep arrays"] = () => Text("2[" + Run("[")),
        ["deep objects"] = () => Text("2[\"a\"," + Run("{\"a\":")),
        ["deep and closed"] = () => Text("2[\"a\"," + Run("[", Size / 2) + Run("]", Size / 2) + "]"),
        ["many elements"] = () => Text("2[\"a\"" + Run(",1") + "]"),
        ["many placeholders"] = () => Text("51-[\"a\"" + Run(",{\"_placeholder\":true,\"num\":0}") + "]"),
        ["many half placeholders"] = () => Text("51-[\"a\"" + Run(",{\"num\":0,\"_placeholder\":") + "]"),
        ["many keys"] = () => Text("2[\"a\",{" + Run("\"_placeholder\":true,") + "\"num\":0}]"),
        ["a long event name"] = () => Text("2[\"" + Run("a") + "\"]"),
        ["a long namespace"] = () => Text("0/" + Run("a")),
        ["a long query"] = () => Text("0/a?" + Run("a=1&") + ","),
        ["many backslashes"] = () => Text("2[\"" + Run("\\\\") + "\"]"),
        ["escapes in a script"] = () => Text("___eio[0](\"" + Run("\\u0041") + "\");"),
        ["backslashes in a form"] = () => Text("d=" + Run("%5Cn")),
        ["many fields in a form"] = () => Text(Run("d&")),
        ["base64"] = () => Text("b4" + Run("A-_=")),
        ["a long handshake"] = () => Text("{\"sid\":\"" + Run("a") + "\",\"upgrades\":[" + Run("\"\",") + "\"\"]}"),
        ["binary length of 9s"] = () => [0, .. Bytes([9]), 0xFF],
        ["many tiny binary packets"] = () => Bytes([0, 1, 0xFF, (byte)'2']),
        ["deep msgpack"] = () => Bytes([0x91]),
        ["deep msgpack maps"] = () => Bytes([0x81, 0xA1, 0x61]),
        ["msgpack counts"] = () => Bytes([0xDD, 0xFF, 0xFF, 0xFF, 0xFF]),
        ["msgpack packet of nils"] = () => [.. MessagePackEvent(Size), .. Bytes([0xC0])],
        ["msgpack packet of empty binaries"] = () => [.. MessagePackEvent(Size / 2), .. Bytes([0xC4, 0])],
        ["many stray frames"] = () => Bytes([0x80, 0x00]),
        ["many client's pings"] = () => Bytes([0x89, 0x80, 1, 2, 3, 4]),
        ["many cut messages"] = () => Bytes([0x01, 0x00]),
        ["many compressed messages that do not inflate"] = () => Bytes([0xC1, 0x01, 0xFF]),
        ["many empty fragments"] = () => [0x41, 0x00, .. Bytes([0x00, 0x00])],
        ["deflate bomb"] = () => Compressed(stream => new DeflateStream(stream, CompressionLevel.Optimal)),
        ["gzip bomb"] = () => Compressed(stream => new GZipStream(stream, CompressionLevel.Optimal)),
        ["brotli bomb"] = () => Compressed(stream => new BrotliStream(stream, CompressionLevel.Fastest)),
        ["many gzip members"] = () => Bytes(Convert.FromHexString("1F8B080000000000000303000000000000000000")),
        ["WebSocket bomb"] = WebSocketBomb,
    };

    public static TheoryData<string> WorstNames => [.. WorstByName.Keys];

    public static byte[] Worst(string name) => WorstByName[name]();

    /// <summary>Sound bytes, damaged in up to eight places; the same for the same <paramref name="random"/>.</summary>
    public static byte[] Damaged(Random random)
    {
        List<byte> bytes = [.. Seed(random)];
        for (int left = random.Next(1, 9); left > 0; left--)
        {
            int at = random.Next(bytes.Count + 1);
            int length = Math.Min(random.Next(1, 9), bytes.Count - at);
            switch (random.Next(7))
            {
                case 0 when length > 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1 when length > 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 4:
                    byte[] other = Seed(random);
                    bytes.InsertRange(at, other.AsSpan(random.Next(other.Length + 1)));
                    break;
                case 5:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    bytes.InsertRange(at, Tokens[random.Next(Tokens.Length)]);
                    break;
            }
        }
        return [.. bytes];
    }

    private static byte[] Seed(Random random) => Seeds.Value[random.Next(Seeds.Value.Length)];

    private static byte[][] MakeSeeds()
    {
        byte[][] vectors = [.. Vector.All.Select(vector => vector.Raw)];
        return
        [
            .. vectors,
            .. vectors.Select(raw => Frame(raw, isCompressed: false)),
            .. vectors.Select(raw => Frame(raw, isCompressed: true)),
            .. vectors.Chunk(10).SelectMany(some => new[] { Gzip(some), Brotli(some) }),
        ];
    }

    private static byte[] Frame(byte[] raw, bool isCompressed)
    {
        using var compressor = new PerMessageDeflateCompressor();
        var payload = new ArrayBufferWriter<byte>();
        if (isCompressed)
        {
            compressor.Compress(raw, payload);
        }
        else
        {
            payload.Write(raw);
        }
        var frame = new ArrayBufferWriter<byte>();
        uint? key = raw.Length % 2 == 0 ? 0x37FA213D : null;
        WebSocketFrameWriter.Write(frame, WebSocketOpcode.Text, payload.WrittenSpan, key, isCompressed: isCompressed);
        return frame.WrittenSpan.ToArray();
    }

    private static byte[] Gzip(byte[][] parts) =>
        Pack(parts, stream => new GZipStream(stream, CompressionLevel.Fastest));

    private static byte[] Brotli(byte[][] parts) =>
        Pack(parts, stream => new BrotliStream(stream, CompressionLevel.Fastest));

    private static byte[] Pack(byte[][] parts, Func<Stream, Stream> open)
    {
        var packed = new MemoryStream();
        using (Stream stream = open(packed))
        {
            foreach (byte[] part in parts)
            {
                stream.Write(part);
            }
        }
        return packed.ToArray();
    }

    // {"type":2,"nsp":"/","data":[ with so many elements to come
    private static byte[] MessagePackEvent(int elements)
    {
        byte[] head = [0x83, .. "\u00A4type\u0002\u00A3nsp\u00A1/\u00A4data\u00DD".Select(c => (byte)c), 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan()[^sizeof(int)..], elements);
        return head;
    }

    private static byte[] Compressed(Func<Stream, Stream> open) => Pack([new byte[64 * Size]], open);

    private static byte[] WebSocketBomb()
    {
        using var compressor = new PerMessageDeflateCompressor(level: CompressionLevel.Optimal);
        var payload = new ArrayBufferWriter<byte>();
        compressor.Compress(new byte[64 * Size], payload);
        var frames = new ArrayBufferWriter<byte>();
        for (int i = 0; i < 10; i++)
        {
            WebSocketFrameWriter.Write(frames, WebSocketOpcode.Text, payload.WrittenSpan, isCompressed: true);
        }
        return frames.WrittenSpan.ToArray();
    }

    private static string Run(string part, int length = Size) =>
        new StringBuilder().Insert(0, part, length / part.Length).ToString();

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Bytes(byte[] part)
    {
        byte[] bytes = new byte[Size / part.Length * part.Length];
        for (int at = 0; at < bytes.Length; at += part.Length)
        {
            part.CopyTo(bytes, at);
        }
        return bytes;
    }
}
