using System.Buffers;
using System.Globalization;
using System.Text;
using SioProxy.Benchmarks.Soak.Wire;
using SioProxy.Protocol;

namespace SioProxy.Benchmarks.Soak.Cases;

/// <summary>What both sides of one connection send: the same for the same number.</summary>
internal sealed class FidelityPlan
{
    private const string Open =
        "0{\"sid\":\"SID\",\"upgrades\":[],\"pingInterval\":300000,\"pingTimeout\":200000,\"maxPayload\":100000000}";

    private readonly byte[][] _wire = new byte[2][];
    private readonly List<byte[]>[] _messages =
    [
        [],
        [],
    ];
    private readonly List<int>[] _ends =
    [
        [],
        [],
    ];

    public FidelityPlan(int number, int maxBytes)
    {
        Number = number;
        var random = new Random(number);
        End = (FidelityEnd)(number % 5);
        IsSlow = random.Next(8) == 0;
        IsPlain = random.Next(3) == 0;
        for (int side = 0; side < 2; side++)
        {
            var output = new ArrayBufferWriter<byte>();
            if (!IsPlain)
            {
                string first =
                    side == 0
                        ? "40"
                        : Open.Replace(
                            "SID",
                            "f" + number.ToString(CultureInfo.InvariantCulture),
                            StringComparison.Ordinal
                        );
                Add(output, side, Encoding.UTF8.GetBytes(first), isText: true, random);
            }
            int goal = random.Next(maxBytes / 8, maxBytes);
            for (int i = 0; output.WrittenCount < goal; i++)
            {
                int size = random.Next(20) == 0 ? random.Next(70_000) : random.Next(300);
                bool isBinary = random.Next(5) == 0;
                Add(output, side, isBinary ? Bytes(size + 1, random) : Event(i, size, random), !isBinary, random);
            }
            _wire[side] = output.WrittenSpan.ToArray();
        }
        Cut = random.Next(_wire[End == FidelityEnd.ServerReset ? 1 : 0].Length);
    }

    public int Number { get; }

    public FidelityEnd End { get; }

    /// <summary>Whether both read slowly.</summary>
    public bool IsSlow { get; }

    /// <summary>A WebSocket that is not Socket.IO.</summary>
    public bool IsPlain { get; }

    /// <summary>Before which byte the side that resets does so.</summary>
    public int Cut { get; }

    public string Target =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(IsPlain ? "/plain" : "/socket.io/")}?EIO=4&transport=websocket&n={Number}"
        );

    /// <summary>The bytes that a side sends.</summary>
    public byte[] Wire(Direction direction) => _wire[(int)direction];

    /// <summary>The messages in them.</summary>
    public IReadOnlyList<byte[]> Messages(Direction direction) => _messages[(int)direction];

    /// <summary>Behind which byte each message is whole.</summary>
    public IReadOnlyList<int> MessageEnds(Direction direction) => _ends[(int)direction];

    /// <summary>Whether everything that this side sends must arrive.</summary>
    public bool IsWhole(Direction direction) =>
        End == FidelityEnd.Agreed
        || End == (direction == Direction.ClientToServer ? FidelityEnd.ClientFin : FidelityEnd.ServerFin);

    private void Add(ArrayBufferWriter<byte> output, int side, byte[] message, bool isText, Random random)
    {
        _messages[side].Add(message);
        Fragments.Write(output, message, isText, isClient: side == 0, random);
        _ends[side].Add(output.WrittenCount);
    }

    private static byte[] Bytes(int size, Random random)
    {
        byte[] bytes = new byte[size];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Event(int number, int size, Random random)
    {
        string text = string.Create(size, random, static (span, r) => r.GetItems("abcdefgh €".AsSpan(), span));
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"42[\"f\",{number},\"{text}\"]"));
    }
}
