using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using CsCheck;
using SioProxy.Protocol.Json;

namespace SioProxy.Tests.Protocol.Json;

public sealed class JsonTokenizerTests
{
    [Theory]
    [InlineData(
        "[1,\"a\",{\"k\":[true,false,null]}]",
        "0ArrayStart 1Number 1Text 1ObjectStart 2Key 2ArrayStart 3True 3False 3Null 2ArrayEnd 1ObjectEnd 0ArrayEnd"
    )]
    [InlineData(" { \"a\" : 1 , \"b\" : { } } ", "0ObjectStart 1Key 1Number 1Key 1ObjectStart 1ObjectEnd 0ObjectEnd")]
    [InlineData("[]", "0ArrayStart 0ArrayEnd")]
    [InlineData("-0.5e+10", "0Number")]
    [InlineData("\"\\ud800\\\"\"", "0Text")] // JSON.parse takes lone surrogates
    public void Read_WellFormed_YieldsTokensWithDepths(string json, string expected)
    {
        var tokens = new JsonTokenizer(Encoding.UTF8.GetBytes(json));
        List<string> read = [];
        while (tokens.Read())
        {
            read.Add($"{tokens.Depth}{tokens.Kind}");
        }
        Assert.Equal(JsonFailure.None, tokens.Failure);
        Assert.Equal(expected, string.Join(' ', read));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("[")]
    [InlineData("[1,]")]
    [InlineData("[,1]")]
    [InlineData("[1 2]")]
    [InlineData("{\"a\"}")]
    [InlineData("{\"a\":}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{1:1}")]
    [InlineData("{\"a\":1]")]
    [InlineData("[1}")]
    [InlineData("1 2")]
    [InlineData("01")]
    [InlineData("-")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1e")]
    [InlineData("+1")]
    [InlineData("NaN")]
    [InlineData("tru")]
    [InlineData("truee")]
    [InlineData("'a'")]
    [InlineData("\"a")]
    [InlineData("\"\\x41\"")]
    [InlineData("\"\\u12g4\"")]
    [InlineData("\"\\u12")]
    [InlineData("\"a\nb\"")]
    [InlineData("]")]
    [InlineData("/**/1")]
    public void Read_Malformed_Fails(string json) =>
        Assert.Equal(JsonFailure.Malformed, ReadAll(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Read_MutatedJson_AgreesWithUtf8JsonReader() =>
        Gen.Int.Sample(
            seed =>
            {
                var random = new RandomWire(seed);
                byte[] json = Encoding.UTF8.GetBytes(random.Json());
                json = random.Next(4) == 0 ? json : random.Mutate(json);
                // That one checks UTF-8 too, which is not the tokenizer's part.
                return !Utf8.IsValid(json) || (ReadAll(json) == JsonFailure.None) == IsJson(json);
            },
            iter: 5000
        );

    [Theory]
    [InlineData("[", JsonTokenizer.MaxDepth, JsonFailure.None)]
    [InlineData("[", JsonTokenizer.MaxDepth + 1, JsonFailure.TooDeep)]
    [InlineData("{\"a\":", JsonTokenizer.MaxDepth, JsonFailure.None)]
    [InlineData("{\"a\":", 100_000, JsonFailure.TooDeep)]
    public void Read_Deep_StopsAtTheLimit(string open, int depth, JsonFailure expected)
    {
        string close = open == "[" ? "]" : "}";
        string opened = string.Concat(Enumerable.Repeat(open, depth));
        string json = opened + "1" + string.Concat(Enumerable.Repeat(close, depth));
        Assert.Equal(expected, ReadAll(Encoding.UTF8.GetBytes(json)));
    }

    [Theory]
    [InlineData("\"a\\n\\u00e9\\ud83d\\ude00\\ud83d\"", "a\né😀\ufffd")]
    [InlineData("\"\\ude00\\ud83d\\u0041\"", "\ufffd\ufffdA")]
    [InlineData("\"\\\"\\\\\\/\\b\\f\\r\\t\"", "\"\\/\b\f\r\t")]
    [InlineData("12", "12")]
    public void GetString_Token_IsWhatItMeans(string token, string expected) =>
        Assert.Equal(expected, JsonText.GetString(Encoding.UTF8.GetBytes(token)));

    [Theory]
    [InlineData("\"connect\"", true)]
    [InlineData("\"\\u0063onnec\\u0074\"", true)]
    [InlineData("\"connec\"", false)]
    [InlineData("connect", false)]
    public void Equals_Token_SeesThroughEscapes(string token, bool expected) =>
        Assert.Equal(expected, JsonText.Equals(Encoding.UTF8.GetBytes(token), "connect"u8));

    private static JsonFailure ReadAll(byte[] json)
    {
        var tokens = new JsonTokenizer(json);
        while (tokens.Read()) { }
        return tokens.Failure;
    }

    private static bool IsJson(byte[] json)
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
}
