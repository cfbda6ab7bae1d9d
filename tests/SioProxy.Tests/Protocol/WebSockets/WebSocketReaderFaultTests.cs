using System.Buffers;
using SioProxy.Protocol;
using SioProxy.Protocol.WebSockets;
using static SioProxy.Tests.Protocol.WebSockets.WebSocketTranscript;

namespace SioProxy.Tests.Protocol.WebSockets;

/// <summary>What breaks the rules of RFC 6455: followed where that can be, given up where it cannot.</summary>
public sealed class WebSocketReaderFaultTests
{
    private const string Hello = "810548656C6C6F";

    public static TheoryData<string, string[]> Followed =>
        new()
        {
            // one broken rule; what follows is read
            { "818537FA213D7F9F4D5158", ["text 'Hello' fault websocket-frame"] }, // masked by a server
            { "A10141", ["text 'A' fault websocket-frame"] }, // RSV2
            { "91023141", ["text '1A' fault websocket-frame"] }, // RSV3
            { "8302AABB", ["stray AABB fault websocket-frame"] }, // reserved opcode 3
            { "8B00", ["stray  fault websocket-frame"] }, // reserved opcode B
            { "800141", ["stray 41 fault websocket-frame"] }, // continues nothing
            {
                "00014180014281" + "0143",
                ["stray 41 fault websocket-frame", "stray 42 fault websocket-frame", "text 'C'"]
            },
            { "010141" + "810142", ["text 'A' truncated of 1 fault websocket-frame", "text 'B'"] }, // begins inside
            { "010141" + "400142" + "800143", ["text 'ABC' fault websocket-frame"] }, // RSV1 on a continuation
            { "0900" + Hello, ["ping  fault websocket-frame", "text 'Hello'"] }, // a fragmented ping
            { "C900", ["ping  fault websocket-frame"] }, // RSV1 on a ping
            { "817E000141", ["text 'A' fault websocket-frame"] }, // a length longer than needed
            { "817F000000000000000141", ["text 'A' fault websocket-frame"] },
            { "880103", ["close '\u0003' fault websocket-frame"] }, // half a code
            { "880203EE", ["close 1006 '' fault websocket-frame"] },
            { "880203E7", ["close 999 '' fault websocket-frame"] },
            { "880303E8FF", ["close 1000 '\uFFFD' fault websocket-frame"] }, // the reason is no UTF-8
            { "8800" + Hello, ["close ''", "text 'Hello'"] }, // goes on after a close
        };

    public static TheoryData<string, string> Lost =>
        new()
        {
            { "485454502F312E3120323030204F4B0D0A", FaultCode.NotWebSocket }, // HTTP/1.1 200 OK
            { "16030300", FaultCode.NotWebSocket }, // TLS
            { "474554202F", FaultCode.NotWebSocket }, // GET /
            { Hello + "485454502F312E3120323030204F4B0D0A", FaultCode.WebSocketFrame },
            { "817F8000000000000000", FaultCode.NotWebSocket }, // a length of 64 bits
            { Hello + "817F8000000000000000", FaultCode.WebSocketFrame },
            { Hello + "817FFFFFFFFFFFFFFFFF", FaultCode.WebSocketFrame },
            { Hello + "F300", FaultCode.WebSocketFrame }, // two rules in one header
        };

    [Theory, MemberData(nameof(Followed))]
    public void Read_OneBrokenRule_FaultsTheItemAndGoesOn(string hex, string[] items)
    {
        byte[] bytes = Convert.FromHexString(hex + Hello);
        items = [.. items, "text 'Hello'"];
        Assert.Equal(items, Read(Server, bytes));
        Assert.Equal(items, Read(Server, ByteByByte(bytes)));
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            Assert.Equal(items, Read(Server, CutAt(bytes, cut)));
        }
    }

    [Fact]
    public void Read_ClientDoesNotMask_IsReadAllTheSame()
    {
        Assert.Equal(["text 'Hello' fault websocket-frame"], Read(Client, Convert.FromHexString(Hello)));
    }

    [Theory, MemberData(nameof(Lost))]
    public void Read_NoFrames_LosesTheFramingForGood(string hex, string code)
    {
        byte[] bytes = Convert.FromHexString(hex);
        List<string> expected = hex.StartsWith(Hello, StringComparison.Ordinal) ? ["text 'Hello'"] : [];
        expected.Add("lost " + code);
        Assert.Equal(expected, Read(Server, bytes));
        Assert.Equal(expected, Read(Server, ByteByByte(bytes)));
        Assert.Equal(expected, ReadSequence(Server, Chain(ByteByByte(bytes))));
    }

    [Fact]
    public void Read_FramingLost_LeavesTheOffendingBytes()
    {
        using var reader = new WebSocketReader(Server);
        ReadOnlyMemory<byte> bytes = Convert.FromHexString(Hello + "F300" + Hello);
        Assert.Equal(OperationStatus.Done, reader.Read(ref bytes, 0, out _));
        for (int again = 0; again < 3; again++)
        {
            Assert.Equal(OperationStatus.InvalidData, reader.Read(ref bytes, 0, out _));
            Assert.Equal("F300" + Hello, Convert.ToHexString(bytes.Span));
            Assert.NotNull(reader.Fault);
        }
    }

    [Fact]
    public void Read_HttpResponse_SaysSo()
    {
        using var reader = new WebSocketReader(Server);
        Read(reader, "HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
        Assert.Equal(FaultCode.NotWebSocket, reader.Fault!.Code);
        Assert.Contains("HTTP response", reader.Fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FramingLostInsideAMessage_KeepsWhatCame()
    {
        using var reader = new WebSocketReader(Server);
        Assert.Equal(["lost websocket-frame"], Read(reader, Convert.FromHexString("010548656C6C6F" + "F300")));
        Assert.True(reader.TryTakeUnfinished(out WebSocketItem item));
        Assert.Equal("text 'Hello' truncated of 5 fault websocket-frame", Describe(item));
    }

    [Fact]
    public void Read_OversizedControlFrame_IsFollowedAndKeepsItsBeginning()
    {
        byte[] bytes = Convert.FromHexString("897E012C" + new string('A', 600) + Hello);
        string[] items = [$"ping {new string('A', 250)} truncated of 300 fault websocket-frame", "text 'Hello'"];
        Assert.Equal(items, Read(Server, bytes));
        Assert.Equal(items, Read(Server, ByteByByte(bytes)));
    }

    [Fact]
    public void Read_Rsv1WithoutAgreement_IsNotInflated() =>
        Assert.Equal(
            ["text '\uFFFDH\uFFFD\uFFFD\uFFFD\u0007\0' fault websocket-frame", "text 'Hello'"],
            Read(Server with { Deflate = false }, Convert.FromHexString("C107F248CDC9C90700" + Hello))
        );
}
