using System.Buffers;
using System.Globalization;
using System.Text;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Tests.Protocol;

/// <summary>Random packets and payloads, the same for the same seed.</summary>
internal sealed class RandomWire(int seed)
{
    private static readonly string[] Texts =
    [
        "",
        "chat",
        "€",
        "😀",
        "\u001e",
        "\n",
        "a\\nb",
        "\\\\n",
        ":1:2",
        "b4",
        "\"",
        "\u2028",
        "\0",
        "é",
        "𝒳y",
        "%41+&d=",
        "$binary",
        "_placeholder",
    ];

    private readonly Random _random = new(seed);

    public int Next(int limit) => _random.Next(limit);

    public byte[] Bytes(int limit)
    {
        byte[] bytes = new byte[_random.Next(limit)];
        _random.NextBytes(bytes);
        return bytes;
    }

    public string Text() => string.Concat(Enumerable.Range(0, Next(6)).Select(_ => Texts[Next(Texts.Length)]));

    /// <summary>A packet that the reference encoders can write; without the separator, which only raw users could send.</summary>
    public EngineIoPacket EnginePacket(EngineIoVersion version)
    {
        if (Next(4) == 0)
        {
            return EngineIoPacket.Create(version, EngineIoPacketType.Message, Bytes(40), isBinary: true);
        }
        string text = Text().Replace("\u001e", "", StringComparison.Ordinal);
        return EngineIoPacket.Create(version, (EngineIoPacketType)Next(7), Encoding.UTF8.GetBytes(text));
    }

    /// <summary>One JSON value as <c>JSON.stringify</c> would write it.</summary>
    public string Json(int depth = 0)
    {
        switch (Next(depth > 4 ? 5 : 7))
        {
            case 0:
                return "null";
            case 1:
                return Next(2) == 0 ? "true" : "false";
            case 2:
                return (_random.NextInt64() >> Next(63)).ToString(CultureInfo.InvariantCulture);
            case 3:
                return (_random.NextDouble() - 0.5)
                    .ToString("R", CultureInfo.InvariantCulture)
                    .Replace("E", "e", StringComparison.Ordinal);
            case 4:
                return Quoted(Text());
            case 5:
                return "[" + string.Join(',', Enumerable.Range(0, Next(20)).Select(_ => Json(depth + 1))) + "]";
            default:
                return "{"
                    + string.Join(
                        ',',
                        Enumerable.Range(0, Next(5)).Select(i => Quoted($"k{i}") + ":" + Json(depth + 1))
                    )
                    + "}";
        }
    }

    /// <summary>Flips, drops, doubles or inserts some bytes.</summary>
    public byte[] Mutate(byte[] bytes)
    {
        List<byte> mutated = [.. bytes];
        for (int i = Next(4); i >= 0 && mutated.Count > 0; i--)
        {
            int at = Next(mutated.Count);
            switch (Next(4))
            {
                case 0:
                    mutated[at] = (byte)Next(256);
                    break;
                case 1:
                    mutated.RemoveAt(at);
                    break;
                case 2:
                    mutated.Insert(at, (byte)"0123456789:,-[]{}\"\\bu/\u001e "[Next(24)]);
                    break;
                default:
                    mutated.InsertRange(at, mutated.GetRange(at, Math.Min(8, mutated.Count - at)));
                    break;
            }
        }
        return [.. mutated];
    }

    private static string Quoted(string text)
    {
        var output = new ArrayBufferWriter<byte>();
        JavaScriptString.WriteEscaped(Encoding.UTF8.GetBytes(text), output);
        return "\"" + Encoding.UTF8.GetString(output.WrittenSpan) + "\"";
    }
}
