using System.Buffers;
using System.Text;
using SioProxy.Protocol.WebSockets;
using static SioProxy.Tests.Protocol.WebSockets.WebSocketTranscript;

namespace SioProxy.Tests.Protocol.WebSockets;

public sealed class WebSocketReaderTests
{
    /// <summary>Name, whether from the client, the bytes, what they mean.</summary>
    private static readonly (string Name, bool IsClient, string Hex, string[] Items)[] All =
    [
        // RFC 6455, 5.7
        ("unmasked text", false, "810548656C6C6F", ["text 'Hello'"]),
        ("masked text", true, "818537FA213D7F9F4D5158", ["text 'Hello'"]),
        ("fragmented text", false, "010348656C" + "80026C6F", ["text 'Hello'"]),
        ("ping", false, "890548656C6C6F", ["ping 48656C6C6F"]),
        ("masked pong", true, "8A8537FA213D7F9F4D5158", ["pong 48656C6C6F"]),
        ("256 bytes", false, "827E0100" + Zeros(256), ["binary " + Zeros(256)]),
        ("64 KiB", false, "827F0000000000010000" + Zeros(65536), ["binary " + Zeros(65536)]),
        // RFC 7692, 7.2.3
        ("one block", false, "C107F248CDC9C90700", ["text 'Hello' compressed"]),
        ("fragmented deflate", false, "4103F248CD" + "8004C9C90700", ["text 'Hello' compressed"]),
        (
            "shared window",
            false,
            "C107F248CDC9C90700" + "C105F200110000",
            ["text 'Hello' compressed", "text 'Hello' compressed"]
        ),
        ("no compression block", false, "C10B000500FAFF48656C6C6F00", ["text 'Hello' compressed"]),
        ("final block", false, "C108F348CDC9C9070000", ["text 'Hello' compressed"]),
        (
            "two after a final block",
            false,
            "C108F348CDC9C9070000" + "C108F348CDC9C9070000" + "C107F248CDC9C90700",
            ["text 'Hello' compressed", "text 'Hello' compressed", "text 'Hello' compressed"]
        ),
        ("two blocks", false, "C10DF248050000" + "00FFFFCAC9C90700", ["text 'Hello' compressed"]),
        ("empty deflate", false, "C10100", ["text '' compressed"]),
        // more of both
        ("empty messages", true, "818000000000" + "828011223344", ["text ''", "binary "]),
        (
            "ping inside a message",
            false,
            "010348656C" + "8900" + "8A0101" + "80026C6F",
            ["ping ", "pong 01", "text 'Hello'"]
        ),
        (
            "ping inside a compressed message",
            false,
            "4103F248CD" + "8900" + "0000" + "8004C9C90700",
            ["ping ", "text 'Hello' compressed"]
        ),
        (
            "mixed",
            false,
            "C107F248CDC9C90700" + "810141" + "C105F200110000",
            ["text 'Hello' compressed", "text 'A'", "text 'Hello' compressed"]
        ),
        ("compressed, last frame empty", false, "4107F248CDC9C90700" + "8000", ["text 'Hello' compressed"]),
        ("empty close", false, "8800", ["close ''"]),
        ("close with a reason", false, "880603E8" + "62796521", ["close 1000 'bye!'"]),
        ("masked close", true, "8882000000000FA1", ["close 4001 ''"]),
    ];

    public static TheoryData<string> Names => new(All.Select(example => example.Name));

    [Theory, MemberData(nameof(Names))]
    public void Read_ExampleWhole_YieldsItsItems(string name)
    {
        (WebSocketReaderOptions options, byte[] bytes, string[] items) = Find(name);
        Assert.Equal(items, Read(options, bytes));
    }

    [Theory, MemberData(nameof(Names))]
    public void Read_CutAnywhere_YieldsTheSameItems(string name)
    {
        (WebSocketReaderOptions options, byte[] bytes, string[] items) = Find(name);
        for (int cut = 0; cut <= bytes.Length; cut += bytes.Length > 1000 && cut is > 20 and < 65500 ? 997 : 1)
        {
            Assert.Equal(items, Read(options, CutAt(bytes, cut)));
            Assert.Equal(items, ReadSequence(options, Chain(CutAt(bytes, cut))));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Read_ByteByByte_YieldsTheSameItems(string name)
    {
        (WebSocketReaderOptions options, byte[] bytes, string[] items) = Find(name);
        Assert.Equal(items, Read(options, ByteByByte(bytes)));
        Assert.Equal(items, ReadSequence(options, Chain(ByteByByte(bytes))));
    }

    [Fact]
    public void Read_EmptySequence_NeedsMoreData()
    {
        using var reader = new WebSocketReader(Server);
        ReadOnlySequence<byte> nothing = default;
        Assert.Equal(OperationStatus.NeedMoreData, reader.Read(ref nothing, 0, out _));
    }

    [Fact]
    public void Read_ItemsInPieces_CarryTheStampOfTheirFirstByte()
    {
        using var reader = new WebSocketReader(Server);
        List<(WebSocketItemKind, long)> items = [];
        byte[] bytes = Convert.FromHexString("010348656C" + "8900" + "80026C6F" + "820101");
        for (int i = 0; i < bytes.Length; i++)
        {
            ReadOnlyMemory<byte> piece = bytes.AsMemory(i, 1);
            while (reader.Read(ref piece, i, out WebSocketItem item) == OperationStatus.Done)
            {
                items.Add((item.Kind, item.Stamp));
            }
        }
        Assert.Equal([(WebSocketItemKind.Ping, 5), (WebSocketItemKind.Text, 0), (WebSocketItemKind.Binary, 11)], items);
    }

    [Fact]
    public void Pending_InsideAMessage_ShowsWhatHasCome()
    {
        using var reader = new WebSocketReader(Client);
        Assert.Empty(Read(reader, Convert.FromHexString("018537FA213D7F9F4D5158" + "8085000000004142")));
        Assert.True(reader.IsInsideMessage);
        Assert.Equal(7, reader.PendingLength);
        Assert.Equal("HelloAB", Encoding.UTF8.GetString(reader.Pending.Span));

        Assert.True(reader.TryTakeUnfinished(out WebSocketItem item));
        Assert.Equal("text 'HelloAB' truncated of 7 fault websocket-frame", Describe(item));
        Assert.False(reader.TryTakeUnfinished(out _));
        Assert.False(reader.IsInsideMessage);
    }

    [Fact]
    public void Pending_InsideACompressedMessage_IsInflated()
    {
        using var reader = new WebSocketReader(Server);
        Assert.Empty(Read(reader, Convert.FromHexString("4107F248CDC9C90700")));
        Assert.Equal(5, reader.PendingLength);
        Assert.Equal("Hello", Encoding.UTF8.GetString(reader.Pending.Span));
    }

    [Fact]
    public void Pending_BetweenMessages_IsEmpty()
    {
        using var reader = new WebSocketReader(Server);
        Assert.Single(Read(reader, Convert.FromHexString("810548656C6C6F" + "81")));
        Assert.False(reader.IsInsideMessage);
        Assert.Equal(0, reader.PendingLength);
        Assert.True(reader.Pending.IsEmpty);
        Assert.False(reader.TryTakeUnfinished(out _));
    }

    private static (WebSocketReaderOptions Options, byte[] Bytes, string[] Items) Find(string name)
    {
        (_, bool isClient, string hex, string[] items) = All.Single(example => example.Name == name);
        return (isClient ? Client : Server, Convert.FromHexString(hex), items);
    }

    private static string Zeros(int bytes) => new('0', 2 * bytes);
}
