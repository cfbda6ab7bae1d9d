using System.Buffers;
using System.Globalization;
using System.Text;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Benchmarks.Codecs;

/// <summary>The bytes that the codecs are measured on; the same on every run.</summary>
internal static class CodecCorpus
{
    private const byte Separator = 0x1e;

    /// <summary>WebSocket messages of Engine.IO 4 by name: what a client and a server of the default parser say to each other.</summary>
    public static IReadOnlyDictionary<string, byte[][]> Messages { get; } =
        new Dictionary<string, byte[][]>(StringComparer.Ordinal)
        {
            ["event 64 B"] = Make(1000, i => Chat(i, 64)),
            ["event 1 KB"] = Make(500, i => Chat(i, 1024)),
            ["event 64 KB"] = Make(20, i => Chat(i, 65536)),
            ["event with ack id, namespace"] = Make(
                1000,
                i => Utf8($"42/admin,{i}[\"move\",{{\"x\":{i % 800},\"y\":{i % 600}}}]")
            ),
            ["ack"] = Make(1000, i => Utf8($"43{i}[{{\"status\":\"ok\",\"id\":{i}}}]")),
            ["mixed"] = Make(1000, Mixed),
        };

    /// <summary>A packet of <c>chat_message</c>, of about <paramref name="size"/> bytes.</summary>
    public static byte[] Chat(int i, int size)
    {
        var text = new StringBuilder("42[\"chat_message\",{\"id\":");
        text.Append(CultureInfo.InvariantCulture, $"{i},\"rooms\":[");
        while (text.Length < size - 40)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{{\"room\":\"r{text.Length * 7919 % 1009}\",\"n\":{text.Length}}},"
            );
        }
        text.Append("0],\"text\":\"");
        text.Append('x', Math.Max(0, size - text.Length - 3)).Append("\"}]");
        return Utf8(text.ToString());
    }

    /// <summary>Packets joined into a polling body.</summary>
    public static byte[] Payload(byte[][] packets)
    {
        var body = new ArrayBufferWriter<byte>();
        for (int i = 0; i < packets.Length; i++)
        {
            if (i > 0)
            {
                body.Write([Separator]);
            }
            body.Write(packets[i]);
        }
        return body.WrittenSpan.ToArray();
    }

    /// <summary>msgpack packets, as binary messages.</summary>
    public static byte[][] MessagePack(int size) =>
        Make(
            size > 10_000 ? 20 : 500,
            i =>
            {
                _ = SocketIoDecoder.Decode(
                    Chat(i, size).AsMemory(1),
                    SocketIoRevision.V5,
                    out SocketIoPacket packet,
                    out _
                );
                var output = new ArrayBufferWriter<byte>();
                MessagePackEncoder.Encode(packet, SocketIoRevision.V5, [], output);
                return output.WrittenSpan.ToArray();
            }
        );

    private static byte[] Mixed(int i) =>
        (i % 10) switch
        {
            0 => "2"u8.ToArray(),
            1 => "3"u8.ToArray(),
            2 => Utf8($"42/chat,{i}[\"typing\",{{\"user\":\"user{i % 50}\"}}]"),
            3 => Utf8($"43{i}[]"),
            4 => Chat(i, 700),
            _ => Chat(i, 64 + (i * 37 % 200)),
        };

    private static byte[][] Make(int count, Func<int, byte[]> make) => [.. Enumerable.Range(0, count).Select(make)];

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
