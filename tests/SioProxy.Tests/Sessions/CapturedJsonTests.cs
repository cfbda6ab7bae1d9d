using System.Text.Json;
using SioProxy.Sessions;

namespace SioProxy.Tests.Sessions;

// RFC 8259, 8.2: a lone surrogate is allowed by the grammar, in a name as in a value.
public sealed class CapturedJsonTests
{
    [Theory]
    [InlineData("\"a\\u00e9\"", "a\u00e9")]
    [InlineData("\"\\ud800x\"", "\\ud800x")]
    [InlineData("\"\\ud83d\\ude00\"", "\ud83d\ude00")]
    public void Of_AnyString_IsItsTextOrItsEscapes(string json, string expected) =>
        Assert.Equal(expected, CapturedJson.Of(JsonElement.Parse(json)));

    [Fact]
    public void NameOf_ALoneSurrogate_IsItsEscape() =>
        Assert.Equal(
            ["\\udc00", "b"],
            JsonElement.Parse("""{"\udc00":1,"b":2}""").EnumerateObject().Select(CapturedJson.NameOf)
        );

    [Theory]
    [InlineData("""{"pid":"x"}""", "\"x\"")]
    [InlineData("""{"\ud800":1,"pid":"x"}""", "\"x\"")]
    [InlineData("""{"pid":"w","pid":"x","\ud800":1}""", "\"x\"")]
    [InlineData("""{"\u0070id":"x","\ud800":1}""", "\"x\"")]
    [InlineData("""{"\ud800":1}""", null)]
    [InlineData("[1]", null)]
    [InlineData("null", null)]
    public void Find_BesideANameThatIsNoText_FindsTheMember(string json, string? expected) =>
        Assert.Equal(expected, CapturedJson.Find(JsonElement.Parse(json), "pid")?.GetRawText());

    [Theory]
    [InlineData("""{"a":"\ud800"}""", """{"a":"\ud800"}""", true)]
    [InlineData("""{"a":"\ud800"}""", """{"a":"\ud801"}""", false)]
    [InlineData("""{"a":1,"b":2}""", """{"b":2,"a":1}""", true)]
    public void AreEqual_WithLoneSurrogates_Compares(string one, string other, bool expected) =>
        Assert.Equal(expected, CapturedJson.AreEqual(JsonElement.Parse(one), JsonElement.Parse(other)));
}
