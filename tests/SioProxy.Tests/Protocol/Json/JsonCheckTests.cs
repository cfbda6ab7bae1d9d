using System.Text;
using System.Text.Json;
using System.Text.Unicode;
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
            if (i % 4 == 0 && Utf8.IsValid(json))
            {
                Assert.Equal(IsWellFormedToDotnet(json), IsWellFormed(json));
            }
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

    /// <summary>Strings are searched by blocks of 16 bytes and more: whatever stands in one, at every offset around the borders.</summary>
    [Theory]
    [InlineData("[\"", "\"]")]
    [InlineData("[\"", "\",\"next\"]")]
    [InlineData("{\"", "\":\"a value\"}")]
    public void IsContainer_OfStringsAroundTheBordersOfBlocks_SaysWhatOthersSay(string before, string after)
    {
        string[] pieces =
        [
            .. Enumerable.Range(0, 0x80).Select(value => ((char)value).ToString()),
            .. Enumerable.Range(0, 0x80).Select(value => "\\" + (char)value),
            .. (string[])
                [
                    "",
                    "é",
                    "€",
                    "😀",
                    "\u0080",
                    "\uffff",
                    "\\\\",
                    "\\\\\"",
                    "\\\"\\\"",
                    "\\u0041",
                    "\\ud800",
                    "\\u004",
                    "\\é",
                ],
        ];
        for (int offset = 0; offset <= 40; offset++)
        {
            foreach (string piece in pieces)
            {
                foreach (int rest in (int[])[0, 1, 14, 15, 16, 17, 33])
                {
                    AssertAgreement(
                        Encoding.UTF8.GetBytes(before + new string('a', offset) + piece + new string('é', rest) + after)
                    );
                }
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("é")]
    [InlineData("😀")]
    [InlineData("\\n")]
    [InlineData("\\\\\\\"")]
    [InlineData("\\u00e9")]
    [InlineData("\",-1.5e+3,\"")]
    [InlineData("\",true,null,\"")]
    [InlineData("\",{\"a\":[]},\"")]
    public void IsContainer_OfATextThatIsCutAnywhere_IsFalse(string piece)
    {
        for (int offset = 0; offset <= 40; offset++)
        {
            byte[] whole = Encoding.UTF8.GetBytes(
                "[\"" + new string('a', offset) + piece + "bcdefghijklmnopqrstuvw\"]"
            );
            AssertAgreement(whole);
            for (int length = 0; length < whole.Length; length++)
            {
                ReadOnlySpan<byte> cut = whole.AsSpan(0, length); // what it lacks lies right behind it
                Assert.False(JsonCheck.IsContainer(cut));
                AssertAgreement(cut);
            }
        }
    }

    [Fact]
    public void EndOfString_OfAnyLength_IsWhereTheTokenizerHasIt()
    {
        foreach (string piece in (string[])["", "é", "😀", "\\\"", "\\\\", "\\/\\b"])
        {
            for (int length = 0; length <= 80; length++)
            {
                byte[] text = Encoding.UTF8.GetBytes("\"" + new string('a', length) + piece + "\"");
                var tokens = new JsonTokenizer(text);
                Assert.True(tokens.Read());
                Assert.Equal(text.Length, tokens.End);
                Assert.Equal(text.Length, JsonCheck.EndOfString(text, 1));
                Assert.Equal(text.Length, JsonCheck.EndOfString([.. text, .. "\"\\\"\n\"0123456789abcdef"u8], 1));
                Assert.Equal(-1, JsonCheck.EndOfString(text.AsSpan(0, text.Length - 1), 1));
            }
        }
    }

    [Fact]
    public void IsContainer_OfArraysAndObjectsInEachOther_KnowsWhichEnds()
    {
        var random = new Random(7);
        for (int i = 0; i < 2_000; i++)
        {
            string kinds = string.Concat(
                Enumerable.Range(0, random.Next(1, 65)).Select(_ => random.Next(2) == 0 ? '[' : '{')
            );
            string open = string.Concat(kinds.Select(kind => kind == '[' ? "[" : "{\"a\":"));
            char[] ends = [.. kinds.Reverse().Select(kind => kind == '[' ? ']' : '}')];
            Assert.True(JsonCheck.IsContainer(Encoding.UTF8.GetBytes(open + "0" + new string(ends))));
            int wrong = random.Next(ends.Length);
            ends[wrong] = ends[wrong] == ']' ? '}' : ']';
            Assert.False(JsonCheck.IsContainer(Encoding.UTF8.GetBytes(open + "0" + new string(ends))));
        }
    }

    private static void AssertAgreement(ReadOnlySpan<byte> json)
    {
        bool isWellFormed = IsWellFormed(json);
        bool isLeftToOthers = json.IndexOf("\\u"u8) >= 0;
        bool isTaken = JsonCheck.IsContainer(json);
        if (
            (Utf8.IsValid(json) && IsWellFormedToDotnet(json) != isWellFormed)
            || (isTaken != isWellFormed && !(isLeftToOthers && !isTaken))
        )
        {
            Assert.Fail(Encoding.UTF8.GetString(json));
        }
    }

    private static bool IsWellFormedToDotnet(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            while (reader.Read()) { }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
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
