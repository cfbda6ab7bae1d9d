using System.Text;
using SioProxy.Viewer.Details;

namespace SioProxy.Tests.Viewer;

/// <summary>The layouts of a row's content.</summary>
public sealed class DetailsTests
{
    [Fact]
    public void JsonLayout_WhatFitsALine_StaysOnOne() =>
        Assert.Equal(
            ["[1, {\"a\": 1e3, \"b\\u00e9\": [], \"c\": {}}, null]"],
            Lay("""[1,{"a":1e3,"b\u00e9":[],"c":{}},null]""")
        );

    [Fact]
    public void JsonLayout_WhatDoesNot_HasAnItemALine()
    {
        string text = new('x', 90);
        Assert.Equal(["[", $"  \"{text}\",", "  {\"a\": [1, 2]}", "]"], Lay($"[\"{text}\",{{\"a\":[1,2]}}]"));
    }

    [Fact]
    public void JsonLayout_NoJson_StaysAsItIs() => Assert.Equal(["{oops"], Lay("{oops"));

    [Fact]
    public void HexDump_OfMoreThanIsShown_SaysHowMuchMore() =>
        Assert.Equal(
            [
                "00000000  30 31 32 33 34 35 36 37  38 39 3a 3b 3c 3d 3e 3f  |0123456789:;<=>?|",
                "00000010  40 41                                             |@A|",
                "\u2026 3 bytes more",
            ],
            HexDump.Lines("0123456789:;<=>?@ABCD"u8.ToArray(), 18)
        );

    [Theory]
    [InlineData("89504E470D0A1A0A00", "PNG image", "png")]
    [InlineData("5249464600000000574542505650", "WebP image", "webp")]
    [InlineData("00000018667479706D703432", "MP4 media", "mp4")]
    [InlineData("68C3A96C6C6F", "UTF-8 text", "txt")]
    [InlineData("790D0A09", "UTF-8 text", "txt")]
    [InlineData("791315", "binary data", "bin")]
    [InlineData("FF00", "binary data", "bin")]
    [InlineData("", "empty", "bin")]
    public void BinaryKind_OfBytes_IsRecognised(string hex, string name, string extension) =>
        Assert.Equal(new BinaryKind(name, extension), BinaryKind.Of(Convert.FromHexString(hex)));

    private static IReadOnlyList<string> Lay(string json) => JsonLayout.Lines(Encoding.UTF8.GetBytes(json));
}
