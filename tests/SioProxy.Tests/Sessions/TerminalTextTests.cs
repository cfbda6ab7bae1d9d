using System.Globalization;
using System.Text;
using CsCheck;
using SioProxy.Sessions;

namespace SioProxy.Tests.Sessions;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("plain text ~", "plain text ~")]
    [InlineData("a\u001b[31mb\u0007\n\t\0", "a␛[31mb␇␊␉␀")]
    [InlineData("\u007f\u0085\u009b", "␡<85><9B>")]
    [InlineData("\u202eevil\u2066\u200b\ufeff", "<202E>evil<2066><200B><FEFF>")]
    [InlineData("\u2028\u2029\ue000\u0378", "<2028><2029><E000><0378>")]
    [InlineData("👩\u200d💻 ❤\ufe0f é €", "👩\u200d💻 ❤\ufe0f é €")]
    [InlineData("\U000e0041\U000e0100", "<E0041><E0100>")]
    public void Sanitize_WhatATerminalActsOn_BecomesVisible(string text, string expected) =>
        Assert.Equal(expected, TerminalText.Sanitize(text));

    [Fact] // an attribute cannot hold these
    public void Sanitize_LoneSurrogates_AreReplaced() =>
        Assert.Equal("x\ufffdy\ufffd", TerminalText.Sanitize("x\ud800y\udc00"));

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdef", 5, "abcd…")]
    [InlineData("ab👩cd", 4, "ab…")]
    [InlineData("a\u202eb", 5, "a…")]
    [InlineData("abc", 1, "…")]
    [InlineData("abc", 0, "")]
    public void Sanitize_TooLong_EndsInAnEllipsis(string text, int max, string expected) =>
        Assert.Equal(expected, TerminalText.Sanitize(text, max));

    [Fact]
    public void Sanitize_AnyText_HasNothingHiddenAndFits() =>
        Gen.Select(Gen.Char.Array[0, 60].Select(c => new string(c)), Gen.Int[0, 80])
            .Sample(
                (text, max) =>
                {
                    string safe = TerminalText.Sanitize(text, max);
                    Assert.True(safe.Length <= max);
                    foreach (Rune rune in safe.EnumerateRunes())
                    {
                        UnicodeCategory category = Rune.GetUnicodeCategory(rune);
                        bool isHidden =
                            category
                            is UnicodeCategory.Control
                                or UnicodeCategory.Format
                                or UnicodeCategory.Surrogate
                                or UnicodeCategory.PrivateUse
                                or UnicodeCategory.LineSeparator
                                or UnicodeCategory.ParagraphSeparator
                                or UnicodeCategory.OtherNotAssigned;
                        Assert.False(isHidden && rune.Value != 0x200D, $"{rune.Value:X}");
                    }
                }
            );
}
