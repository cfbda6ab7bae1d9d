using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Tests.Protocol;

/// <summary>Input made to hurt: what the reference parsers fell for, and what a decoder of this kind might.</summary>
public sealed class KnownWeaknessTests
{
    private const int Large = 4_000_000;

    // Quadratic work on this much would take hours; linear takes milliseconds, also on a busy machine.
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(60);

    // CVE-2026-33151 (socket.io-parser): a peer announces attachments without end, all to be held until the last.
    [Theory]
    [InlineData("51000000000-[\"a\"]")]
    [InlineData("599999999999999999999999999-[\"a\"]")]
    [InlineData("51e300-[\"a\"]")]
    public void Cve202633151_EndlessAttachmentCount_IsAFault(string text)
    {
        (OperationStatus status, DecodeFault? fault) = DecodeSocket(Encoding.UTF8.GetBytes(text));
        Assert.Equal(OperationStatus.InvalidData, status);
        Assert.Equal(FaultCode.AttachmentCount, fault?.Code);
    }

    // CVE-2020-36049 (socket.io-parser before 3.3.2): quadratic concatenation over a long header.
    [Theory]
    [InlineData("51")]
    [InlineData("21")]
    [InlineData("2/a")]
    [InlineData("2 ")]
    [InlineData("51-/a")]
    [InlineData("2[\"")]
    public void Cve202036049_LongHeader_TakesLinearTime(string head)
    {
        byte[] text = [.. Encoding.ASCII.GetBytes(head), .. Enumerable.Repeat((byte)head[^1], Large)];
        Within(() => DecodeSocket(text));
    }

    // CVE-2022-2421 (socket.io-parser before 4.2.1): a placeholder's num that is no index reaches Array.prototype.
    [Theory]
    [InlineData("\"splice\"")]
    [InlineData("\"length\"")]
    [InlineData("\"0\"")]
    [InlineData("{}")]
    [InlineData("-1")]
    [InlineData("0.5")]
    [InlineData("1e400")]
    [InlineData("99999999999999999999")]
    public void Cve20222421_PlaceholderThatIsNoIndex_IsAFault(string num)
    {
        byte[] text = Encoding.UTF8.GetBytes("51-[\"a\",{\"_placeholder\":true,\"num\":" + num + "}]");
        (OperationStatus status, DecodeFault? fault) = DecodeSocket(text);
        Assert.Equal(OperationStatus.InvalidData, status);
        Assert.Equal(FaultCode.Placeholder, fault?.Code);
    }

    // CVE-2023-32695 (socket.io-parser before 4.2.3): an event's name that is an object throws where it is used.
    [Theory]
    [InlineData("2[{\"toString\":\"foo\"}]")]
    [InlineData("2[[\"a\"]]")]
    [InlineData("2[true]")]
    public void Cve202332695_EventNameThatIsNoName_IsAFault(string text)
    {
        (OperationStatus status, DecodeFault? fault) = DecodeSocket(Encoding.UTF8.GetBytes(text));
        Assert.Equal(OperationStatus.InvalidData, status);
        Assert.Equal(FaultCode.SocketIoPayload, fault?.Code);
    }

    // CVE-2017-16031 is the server's; of its parser, keys that mean something to JavaScript are only text here.
    [Fact]
    public void PrototypeKeys_AreText()
    {
        (OperationStatus status, _) = DecodeSocket(
            "2[\"a\",{\"__proto__\":{\"x\":1},\"constructor\":null}]"u8.ToArray()
        );
        Assert.Equal(OperationStatus.Done, status);
    }

    // CVE-2020-36048 (engine.io before 4): many small packets, or a length's digits without end, in one POST.
    [Fact]
    public void Cve202036048_ManySmallPackets_TakeLinearTime()
    {
        byte[] version3 = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("1:2", Large / 3)));
        byte[] version4 = Encoding.ASCII.GetBytes("2" + string.Concat(Enumerable.Repeat("\u001e2", Large / 2)));
        Within(() => Assert.Equal(Large / 3, Render.ReadBody(3, version3, false).Packets.Count));
        Within(() => Assert.Equal((Large / 2) + 1, Render.ReadBody(4, version4, false).Packets.Count));
    }

    // CVE-2021-44521-like: lengths that no body holds.
    [Theory]
    [InlineData("9223372036854775807:4a")]
    [InlineData("9007199254740993:4a")]
    [InlineData("4294967297:4a")]
    [InlineData("2147483648:4a")]
    public void LengthNearTheLimits_IsAFault(string body) =>
        Assert.True(Render.ReadBody(3, Encoding.ASCII.GetBytes(body), false).IsError);

    [Fact]
    public void BinaryBodyWithEndlessLength_TakesWhatIsThere()
    {
        byte[] body = [1, .. Enumerable.Repeat((byte)9, Large), 0xff, 4, 1];
        Within(() => Assert.Single(Render.ReadBody(3, body, true).Packets));
    }

    [Theory]
    [InlineData('1')]
    [InlineData('0')]
    [InlineData(' ')]
    [InlineData('e')]
    [InlineData('\u00a0')]
    public void LengthOfAMillionDigits_TakesLinearTime(char digit)
    {
        byte[] body = Encoding.UTF8.GetBytes(new string(digit, 1_000_000) + ":2");
        Within(() => Render.ReadBody(3, body, false));
    }

    [Fact]
    public void ZeroLengthEntries_TakeLinearTime()
    {
        byte[] body = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("0:", Large / 2)));
        Within(() => Assert.Empty(Render.ReadBody(3, body, false).Packets));
    }

    [Fact]
    public void MixedTextCountedInUtf16_TakesLinearTime()
    {
        string text = string.Concat(Enumerable.Repeat("a😀é", Large / 8));
        byte[] body = Encoding.UTF8.GetBytes((text.Length + 1).ToString(CultureInfo.InvariantCulture) + ":4" + text);
        Within(() => Assert.Single(Render.ReadBody(3, body, false).Packets));
    }

    [Fact]
    public void JsonOfDepth100000_IsAFault()
    {
        byte[] text =
        [
            .. "2[\"a\","u8,
            .. Enumerable.Repeat((byte)'[', 100_000),
            .. Enumerable.Repeat((byte)']', 100_001),
        ];
        (OperationStatus status, DecodeFault? fault) = DecodeSocket(text);
        Assert.Equal(OperationStatus.InvalidData, status);
        Assert.Equal(FaultCode.SocketIoPayload, fault?.Code);
    }

    [Fact]
    public void ManyNestedPlaceholders_TakeLinearTime()
    {
        string nested = "1";
        for (int depth = 0; depth < 500; depth++)
        {
            nested = "{\"_placeholder\":true,\"num\":0,\"x\":" + nested + "}";
        }
        byte[] text = Encoding.UTF8.GetBytes("51-[\"a\"" + string.Concat(Enumerable.Repeat("," + nested, 250)) + "]");
        Within(() => Assert.Equal(OperationStatus.Done, DecodeSocket(text).Status));
    }

    [Fact]
    public void MessagePackOfManySmallContainers_TakesLinearTime()
    {
        byte[] head = Convert.FromHexString("83a47479706502a36e7370a12fa464617461");
        byte[] count = [0xdd, (byte)(Large >> 24), Large >> 16 & 0xff, Large >> 8 & 0xff, Large & 0xff];
        byte[] message = [.. head, .. count, .. Enumerable.Repeat((byte)0x90, Large)];
        Within(() =>
            Assert.Equal(OperationStatus.Done, MessagePackDecoder.Decode(message, SocketIoRevision.V5, out _, out _))
        );
    }

    [Fact]
    public void MessagePackThatAnnouncesMoreThanThereIs_AllocatesNothingForIt()
    {
        byte[] message = Convert.FromHexString("83a47479706502a36e7370a12fa464617461" + "ddffffffff" + "ddffffffff");
        long before = GC.GetAllocatedBytesForCurrentThread();
        OperationStatus status = MessagePackDecoder.Decode(message, SocketIoRevision.V5, out _, out _);
        Assert.Equal(OperationStatus.InvalidData, status);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Decode_TextPackets_AllocatesNothing()
    {
        byte[] message = Encoding.UTF8.GetBytes(
            "42/admin,12[\"chat\",{\"room\":\"lobby\",\"text\":\"héllo\",\"n\":[1,2.5,true,null]}]"
        );
        byte[] body = Encoding.UTF8.GetBytes("6:4hello2:4€1:2");
        Decode(message, body);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            Decode(message, body);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        static void Decode(byte[] message, byte[] body)
        {
            _ = EngineIo4Decoder.DecodeMessage(message, false, out EngineIoPacket engine, out _);
            _ = SocketIoDecoder.Decode(engine.Data, SocketIoRevision.V5, out _, out _);
            ReadOnlyMemory<byte> rest = body;
            while (EngineIo3Decoder.ReadPayload(ref rest, false, out _, out _) == OperationStatus.Done) { }
        }
    }

    private static (OperationStatus Status, DecodeFault? Fault) DecodeSocket(byte[] text)
    {
        OperationStatus status = SocketIoDecoder.Decode(text, SocketIoRevision.V5, out _, out DecodeFault? fault);
        return (status, fault);
    }

    private static void Within(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        Assert.True(Stopwatch.GetElapsedTime(start) < Enough);
    }
}
