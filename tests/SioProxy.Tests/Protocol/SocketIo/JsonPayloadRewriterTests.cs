using System.Buffers;
using System.Text;
using CsCheck;
using SioProxy.Protocol;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Tests.Protocol.SocketIo;

public sealed class JsonPayloadRewriterTests
{
    private const string P0 = "{\"_placeholder\":true,\"num\":0}";
    private const string Changed = "{\"_placeholder\":true,\"num\":0,\"_placeholder\":false}";

    [Theory]
    [InlineData("[\"e\",1e3,-0,\"\\u0041\"]", "[\"e\",1e3,-0,\"\\u0041\"]")]
    [InlineData("[\"e\"," + P0 + "]", "[\"e\",{\"$binary\":0}]")]
    [InlineData("[ \"e\" , { \"num\" : 1 , \"_placeholder\" : true } ]", "[ \"e\" , {\"$binary\":1} ]")]
    [InlineData("[{\"a\":[" + P0 + "]}]", "[{\"a\":[{\"$binary\":0}]}]")]
    [InlineData("[{\"_placeholder\":true,\"x\":" + P0 + ",\"num\":1}]", "[{\"$binary\":1}]")]
    [InlineData("[" + Changed + "]", "[" + Changed + "]")]
    [InlineData("[{\"\\u005fplaceholder\":true,\"num\":0.0}]", "[{\"$binary\":0}]")]
    [InlineData("[{\"_placeholder\":[true],\"num\":0}]", "[{\"_placeholder\":[true],\"num\":0}]")]
    [InlineData("[{\"a\":[\"_placeholder\",true]}]", "[{\"a\":[\"_placeholder\",true]}]")]
    [InlineData("[{\"$binary\":0}]", "[{\"$$binary\":0}]")]
    [InlineData(
        "[{\"\\u0024binary\":{\"$binary\":" + P0 + "}}]",
        "[{\"$\\u0024binary\":{\"$$binary\":{\"$binary\":0}}}]"
    )]
    [InlineData("[\"$binary\"]", "[\"$binary\"]")]
    [InlineData(" {\"sid\":\"x\"}\n", "{\"sid\":\"x\"}")]
    [InlineData("[\n1,\r\n2]", "[ 1,  2]")] // one line, for JSON Lines
    [InlineData("\"text\"", "\"text\"")]
    public void TryRewriteArgs_Whole_ChangesOnlyWhatItMust(string payload, string expected)
    {
        Assert.Equal(expected, Rewrite(payload, false, false, 2, out DecodeFault? fault));
        Assert.Null(fault);
    }

    [Theory]
    [InlineData("[\"e\",1,2,\"o\"]", true, false, "[1,2,\"o\"]")]
    [InlineData("[\"e\",1,2,\"o\"]", true, true, "[1,2]")]
    [InlineData("[\"e\",1,2,\"o\"]", false, true, "[\"e\",1,2]")]
    [InlineData("[\"e\"]", true, false, "[]")]
    [InlineData("[\"e\"]", true, true, "[]")]
    [InlineData("[\"e\",\"o\"]", true, true, "[]")]
    [InlineData("[\"e\",\"o\"]", true, false, "[\"o\"]")]
    [InlineData("[\"e\",\"o\"]", false, true, "[\"e\"]")]
    [InlineData("[]", true, true, "[]")]
    [InlineData("[ \"e\" , 1 , \"o\" ]", true, true, "[ 1 ]")]
    [InlineData("[" + P0 + "," + P0 + "," + P0 + "]", true, true, "[{\"$binary\":0}]")]
    [InlineData("[\"e\",[\"a,b\",{\"c\":[1,2]}],{\"d\":1}]", true, true, "[[\"a,b\",{\"c\":[1,2]}]]")]
    [InlineData("{\"a\":1}", true, true, "{\"a\":1}")]
    public void TryRewriteArgs_Dropping_LeavesTheRest(string payload, bool first, bool last, string expected)
    {
        // The blank behind the last comma belongs to neither side; as it is insignificant, so is where it goes.
        string? rewritten = Rewrite(payload, first, last, 1, out _);
        Assert.Equal(
            expected.Replace(" ", "", StringComparison.Ordinal),
            rewritten?.Replace(" ", "", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void TryRewriteArgs_NoAttachments_LeavesPlaceholdersAlone() =>
        Assert.Equal("[" + P0 + "]", Rewrite("[" + P0 + "]", false, false, 0, out _));

    [Fact]
    public void TryRewriteArgs_BadPlaceholder_LeavesItWithAFault()
    {
        const string Bad = "{\"_placeholder\":true,\"num\":5}";
        string? rewritten = Rewrite("[" + P0 + "," + Bad + "]", false, false, 1, out DecodeFault? fault);
        Assert.Equal("[{\"$binary\":0}," + Bad + "]", rewritten);
        Assert.Equal(FaultCode.Placeholder, fault?.Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[1")]
    [InlineData("[1]]")]
    public void TryRewriteArgs_NotJson_WritesNothing(string payload)
    {
        Assert.Null(Rewrite(payload, true, false, 1, out DecodeFault? fault));
        Assert.Equal(FaultCode.SocketIoPayload, fault?.Code);
    }

    [Fact]
    public void TryRewriteArgs_RandomJson_DropsElementsAsAParserWould() =>
        Gen.Int.Sample(
            seed =>
            {
                var random = new RandomWire(seed);
                string[] elements = [.. Enumerable.Range(0, random.Next(6)).Select(_ => random.Json())];
                bool first = random.Next(2) == 0;
                bool last = random.Next(2) == 0;
                IEnumerable<string> kept = elements.Skip(first ? 1 : 0);
                kept = last ? kept.SkipLast(1) : kept;
                string payload = "[" + string.Join(',', elements) + "]";
                return Rewrite(payload, first, last, 3, out _) == "[" + string.Join(',', kept) + "]";
            },
            iter: 3000
        );

    private static string? Rewrite(string payload, bool first, bool last, int attachments, out DecodeFault? fault)
    {
        var output = new ArrayBufferWriter<byte>();
        byte[] bytes = Encoding.UTF8.GetBytes(payload);
        bool isDone = JsonPayloadRewriter.TryRewriteArgs(bytes, first, last, attachments, output, out fault);
        Assert.True(isDone || output.WrittenCount == 0);
        return isDone ? Encoding.UTF8.GetString(output.WrittenSpan) : null;
    }
}
