using System.Text;
using SioProxy.Protocol.Json;

namespace SioProxy.Tests.Protocol.Json;

/// <summary>The quick check against the tokenizer: it never takes what the tokenizer refuses, and takes what is common.</summary>
public sealed class JsonCheckTests
{
    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData(" [ 1 , -2.5e+3 , \"a\" , true , false , null , { \"k\" : [ ] } ] ")]
    [InlineData("[\"a\\\"b\\\\\",\"a longer string than fits into the first few bytes\"]")]
    [InlineData("[[[[{\"a\":{\"b\":[{}]}}]]]]")]
    [InlineData("{\"a\":1,\"b\":{},\"c\":[0]}")]
    public void IsContainer_OfWhatIsCommon_IsTrue(string json) =>
        Assert.True(JsonCheck.IsContainer(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("\"a\"")]
    [InlineData("[")]
    [InlineData("]")]
    [InlineData("[}")]
    [InlineData("{]")]
    [InlineData("[1,]")]
    [InlineData("[,1]")]
    [InlineData("{\"a\"}")]
    [InlineData("{\"a\":}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{1:1}")]
    [InlineData("[1]1")]
    [InlineData("[1][1]")]
    [InlineData("[01]")]
    [InlineData("[1.]")]
    [InlineData("[tru]")]
    [InlineData("[\"a]")]
    [InlineData("[\"\\x\"]")]
    [InlineData("[\"a\nb\"]")]
    public void IsContainer_OfWhatIsNone_IsFalse(string json) =>
        Assert.False(JsonCheck.IsContainer(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void IsContainer_OfAnything_IsFalseWhereTheTokenizerFails()
    {
        var random = new Random(5);
        int taken = 0;
        for (int i = 0; i < 200_000; i++)
        {
            byte[] json = Mutated(random);
            if (JsonCheck.IsContainer(json))
            {
                taken++;
                Assert.True(IsWellFormed(json), Encoding.UTF8.GetString(json));
            }
            else if (IsWellFormed(json) && json.AsSpan().TrimStart(" \n"u8)[0] is (byte)'[' or (byte)'{')
            {
                Assert.Contains("\\u", Encoding.UTF8.GetString(json), StringComparison.Ordinal); // the one thing it leaves to others
            }
        }
        Assert.True(taken > 10_000);
    }

    [Fact]
    public void IsContainer_NestedDeeperThanItFollows_IsFalse()
    {
        Assert.True(JsonCheck.IsContainer(Nested(64)));
        Assert.False(JsonCheck.IsContainer(Nested(65)));
        Assert.False(JsonCheck.IsContainer(Nested(100_000)));
    }

    private static byte[] Nested(int depth) => Encoding.UTF8.GetBytes(new string('[', depth) + new string(']', depth));

    private static bool IsWellFormed(ReadOnlySpan<byte> json)
    {
        var tokens = new JsonTokenizer(json);
        while (tokens.Read()) { }
        return tokens.Failure == JsonFailure.None;
    }

    // Well-formed more often than not; then a few bytes changed, taken out or doubled.
    private static byte[] Mutated(Random random)
    {
        var text = new StringBuilder();
        Value(text, random, 0);
        var bytes = Encoding.UTF8.GetBytes(text.ToString()).ToList();
        for (int n = random.Next(4) - 1; n > 0 && bytes.Count > 0; n--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(3))
            {
                case 0:
                    bytes[at] = (byte)"[]{},:\"\\ 0-.etn\n"[random.Next(16)];
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                default:
                    bytes.Insert(at, bytes[at]);
                    break;
            }
        }
        return [.. bytes];
    }

    private static void Value(StringBuilder text, Random random, int depth)
    {
        switch (depth > 4 ? random.Next(2, 8) : random.Next(8))
        {
            case 0:
                List(text, random, depth, '[', ']', isObject: false);
                break;
            case 1:
                List(text, random, depth, '{', '}', isObject: true);
                break;
            case 2 or 3:
                text.Append(String(random));
                break;
            default:
                text.Append(((string[])["0", "-1", "1.5", "2e3", "true", "false", "null", "1E-2"])[random.Next(8)]);
                break;
        }
    }

    private static void List(StringBuilder text, Random random, int depth, char open, char close, bool isObject)
    {
        text.Append(open);
        int count = random.Next(4);
        for (int i = 0; i < count; i++)
        {
            text.Append(i == 0 ? "" : ",").Append(random.Next(5) == 0 ? " " : "");
            if (isObject)
            {
                text.Append(String(random)).Append(random.Next(5) == 0 ? " : " : ":");
            }
            Value(text, random, depth + 1);
        }
        text.Append(close);
    }

    private static string String(Random random) =>
        "\""
        + ((string[])["", "a", "é€", "\\n", "\\\"", "x\\\\", "\\u0041", new string('z', 30), "token"])[random.Next(9)]
        + "\"";
}
