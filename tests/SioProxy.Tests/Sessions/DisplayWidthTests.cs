using SioProxy.Sessions;

namespace SioProxy.Tests.Sessions;

public sealed class DisplayWidthTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("chat", 4)]
    [InlineData("é", 1)]
    [InlineData("e\u0301", 1)] // a letter and its accent
    [InlineData("消息", 4)]
    [InlineData("ｱ", 1)] // half-width
    [InlineData("Ａ", 2)] // full-width
    [InlineData("한글", 4)]
    [InlineData("🚢", 2)]
    [InlineData("👨\u200d👩\u200d👧", 2)] // a family: one picture
    [InlineData("🇩🇪", 2)]
    [InlineData("❤\ufe0f", 2)]
    [InlineData("€…␛", 3)]
    public void Of_Text_IsWhatATerminalTakes(string text, int columns) => Assert.Equal(columns, DisplayWidth.Of(text));

    [Theory]
    [InlineData("chat", 4, "chat")]
    [InlineData("chat", 3, "ch…")]
    [InlineData("消息消息", 8, "消息消息")]
    [InlineData("消息消息", 7, "消息消…")]
    [InlineData("消息消息", 6, "消息…")]
    [InlineData("消息", 1, "…")]
    [InlineData("消息", 0, "")]
    public void Fit_Text_EndsInAnEllipsisWithinTheColumns(string text, int columns, string expected)
    {
        string fitted = DisplayWidth.Fit(text, columns);
        Assert.Equal(expected, fitted);
        Assert.True(DisplayWidth.Of(fitted) <= columns);
    }
}
