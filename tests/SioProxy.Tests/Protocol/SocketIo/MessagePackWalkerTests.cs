using System.Buffers;
using System.Text;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Tests.Protocol.SocketIo;

public sealed class MessagePackWalkerTests
{
    // {"a":["x",{"b":"secret"}],"c":5}
    private static readonly byte[] Value = Convert.FromHexString("82a16192a17881a162a6736563726574a16305");

    [Fact]
    public void Read_Value_KnowsPathsAndPlaces()
    {
        var walker = new MessagePackWalker(Value);
        List<string> seen = [];
        while (walker.Read())
        {
            string path = "$";
            for (int depth = 0; depth < walker.Depth; depth++)
            {
                int index = walker.IndexAt(depth);
                path += index >= 0 ? $"[{index}]" : "." + Encoding.UTF8.GetString(walker.KeyAt(depth));
            }
            seen.Add(
                walker.IsKey ? $"key@{walker.Offset}" : $"{path} {walker.Kind}@{walker.Offset}-{walker.ValueEnd()}"
            );
        }
        Assert.False(walker.IsMalformed);
        string[] expected =
        [
            "$ Map@0-19",
            "key@1",
            "$.a Array@3-16",
            "$.a[0] Text@4-6",
            "$.a[1] Map@6-16",
            "key@7",
            "$.a[1].b Text@9-16",
            "key@16",
            "$.c WholeNumber@18-19",
        ];
        Assert.Equal(expected, seen);
    }

    [Fact]
    public void Read_SplicingAString_LeavesTheRest()
    {
        var walker = new MessagePackWalker(Value);
        var output = new ArrayBufferWriter<byte>();
        int copied = 0;
        while (walker.Read())
        {
            if (!walker.IsKey && walker.Key.SequenceEqual("b"u8))
            {
                output.Write(Value.AsSpan(copied..walker.Offset));
                MessagePackWriter.WriteString(output, "[redacted:01234567]"u8);
                copied = walker.ValueEnd();
            }
        }
        output.Write(Value.AsSpan(copied..));
        byte[] expected =
        [
            .. Convert.FromHexString("82a16192a17881a162b3"),
            .. "[redacted:01234567]"u8,
            0xa1,
            0x63,
            0x05,
        ];
        Assert.Equal(expected, output.WrittenSpan.ToArray());
    }

    [Theory]
    [InlineData(SocketIoLimits.MaxDepth, false)]
    [InlineData(SocketIoLimits.MaxDepth + 1, true)]
    [InlineData(100_000, true)]
    public void Read_Deep_StopsAtTheLimit(int depth, bool isMalformed)
    {
        byte[] nested = [.. Enumerable.Repeat((byte)0x91, depth), 0x01];
        var walker = new MessagePackWalker(nested);
        int tokens = 0;
        while (walker.Read())
        {
            tokens++;
        }
        Assert.Equal(isMalformed, walker.IsMalformed);
        Assert.Equal(isMalformed ? SocketIoLimits.MaxDepth : depth + 1, tokens);
    }

    [Theory]
    [InlineData(0x1f)]
    [InlineData(0x20)]
    [InlineData(0xff)]
    [InlineData(0x100)]
    [InlineData(0xffff)]
    [InlineData(0x10000)]
    public void Write_AtTheEdgesOfTheFormats_IsReadBack(int length)
    {
        var output = new ArrayBufferWriter<byte>();
        MessagePackWriter.WriteArray(output, 4);
        MessagePackWriter.WriteString(output, new byte[length]);
        MessagePackWriter.WriteBinary(output, new byte[length]);
        MessagePackWriter.WriteExtension(output, 3, new byte[length]);
        MessagePackWriter.WriteArray(output, length);
        output.Write(new byte[length]);
        var walker = new MessagePackWalker(output.WrittenSpan);
        List<int> lengths = [];
        while (walker.Read())
        {
            if (walker.Depth == 1)
            {
                lengths.Add(walker.Kind == MessagePackTokenKind.Array ? walker.Count : walker.Content.Length);
            }
        }
        Assert.Equal([length, length, length, length], lengths);
        Assert.False(walker.IsMalformed);
    }
}
