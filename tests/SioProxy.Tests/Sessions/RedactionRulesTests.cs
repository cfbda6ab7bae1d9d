using SioProxy.Sessions;

namespace SioProxy.Tests.Sessions;

public sealed class RedactionRulesTests
{
    [Theory]
    [InlineData("header:")]
    [InlineData("cookie:x")]
    [InlineData("auth:token")]
    [InlineData("auth:$.a[x]")]
    [InlineData("auth:$..")]
    [InlineData("event:login")]
    [InlineData("event::$.a")]
    [InlineData("")]
    public void TryWith_NotARule_SaysWhat(string rule)
    {
        Assert.False(RedactionRules.Default.TryWith(rule, out RedactionRules? rules, out string? error));
        Assert.Null(rules);
        Assert.StartsWith($"The redaction rule '{rule}' is not understood: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void TryWithLines_CommentsAndBlanks_AreSkipped() =>
        Assert.True(RedactionRules.None.TryWithLines(["# why", "", " header:X-Key ", "event:a:b:$[0]"], out _, out _));

    [Fact]
    public void TryWithLines_BadLine_IsNumbered()
    {
        Assert.False(RedactionRules.None.TryWithLines(["# why", "nonsense"], out _, out string? error));
        Assert.StartsWith("Line 2: ", error, StringComparison.Ordinal);
    }
}
