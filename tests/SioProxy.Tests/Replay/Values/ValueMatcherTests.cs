using System.Text.Json;
using SioProxy.Replay.Values;

namespace SioProxy.Tests.Replay.Values;

public sealed class ValueMatcherTests
{
    private const long RecordedAt = 1_795_000_000_000_000;
    private const long LiveAt = RecordedAt + 86_400_000_000;

    [Theory]
    [InlineData("@any", "1", "{\"a\":2}", true)]
    [InlineData("@type", "1", "2.5", true)]
    [InlineData("@type", "true", "false", true)]
    [InlineData("@type", "1", "\"1\"", false)]
    [InlineData("@uuid", "\"x\"", "\"6fa459ea-ee8a-3ca4-894e-db77e160355e\"", true)]
    [InlineData("@uuid", "\"x\"", "\"6fa459ea\"", false)]
    [InlineData("@regex(^a+$)", "\"a\"", "\"aaa\"", true)]
    [InlineData("@regex(^a+$)", "\"a\"", "\"ab\"", false)]
    [InlineData("@number(±0.5)", "1", "1.5", true)]
    [InlineData("@number(±0.5)", "1", "1.6", false)]
    [InlineData("@number", "1", "900", true)]
    [InlineData("@number", "1", "\"900\"", false)]
    [InlineData("@iso8601", "\"x\"", "\"2026-11-22T15:05:00Z\"", true)]
    [InlineData("@iso8601", "\"x\"", "\"yesterday\"", false)]
    [InlineData("@epoch(±5s)", "1795000000", "1795086403", true)] // a day later, 3 s off
    [InlineData("@epoch(±5s)", "1795000000", "1795086406", false)]
    [InlineData("@epoch(±5s)", "1795000000000", "1795086403000", true)] // milliseconds
    [InlineData("@regex(^a+$)", "\"a\"", "\"\\ud800\"", false)] // half of a pair is no text
    [InlineData("@uuid", "\"a\"", "\"\\ud800\"", false)]
    [InlineData("@iso8601", "\"a\"", "\"\\ud800\"", false)]
    [InlineData("@absent", null, "1", true)]
    [InlineData("@absent", "1", null, true)]
    [InlineData("@type", "1", null, false)]
    public void Matches_RecordedAndLive_AsTheMatcherSays(string matcher, string? recorded, string? live, bool expected)
    {
        Assert.True(ValueMatcher.TryParse(matcher, out ValueMatcher? parsed, out _));

        Assert.Equal(expected, parsed!.Matches(Json(recorded), RecordedAt, Json(live), LiveAt));
    }

    [Theory]
    [InlineData("any")]
    [InlineData("@")]
    [InlineData("@nothing")]
    [InlineData("@number(many)")]
    [InlineData("@iso8601(±5 fortnights)")]
    [InlineData("@regex(()")]
    public void TryParse_WhatIsNoMatcher_SaysWhatWasExpected(string text)
    {
        Assert.False(ValueMatcher.TryParse(text, out _, out string? error));
        Assert.Contains("expected @any", error, StringComparison.Ordinal);
    }

    private static JsonElement? Json(string? text) => text is null ? null : JsonDocument.Parse(text).RootElement;
}
