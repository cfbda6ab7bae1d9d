using System.Text;
using SioProxy.Replay.Rules;

namespace SioProxy.Tests.Replay.Rules;

public sealed class RulesFileTests
{
    private const string Example = """
        {
          // times differ from run to run
          "rules": [
            { "event": "message", "key": "args[0].type", "why": "one event for everything" },
            { "event": "tick*", "mode": "any-count", "why": "a timer" },
            { "event": "message:chat", "path": "args[0].at", "match": "@iso8601(±5s)", "why": "the server's clock" },
            { "event": "order", "path": "args[*].id", "bind": true, "why": "numbers are bound by rule" },
          ]
        }
        """;

    [Fact]
    public void Read_WhatWriteWrote_GivesTheSameRules()
    {
        ReplayRules rules = Read(Example);

        ReplayRules again = Read(RulesFile.Write(rules));

        Assert.Equal(4, rules.All.Count);
        Assert.Equal(rules.All.Select(Words), again.All.Select(Words));
    }

    [Theory]
    [InlineData("{\n\"rulez\": []}", 2, "expected \"rules\"")]
    [InlineData("[]", 1, "Expected an object")]
    [InlineData("{\"rules\":[\n{\"mode\":\"ignore\"}]}", 2, "no \"event\"")]
    [InlineData(
        "{\"rules\":[\n\n{\"event\":\"a\",\n\"mode\":\"sometimes\"}]}",
        4,
        "ordered, unordered, latest, any-count, ignore"
    )]
    [InlineData("{\"rules\":[{\"event\":\"a\",\n\"match\":\"@any\"}]}", 1, "needs a \"path\"")]
    [InlineData("{\"rules\":[{\"event\":\"a\",\n\"path\":\"x\",\"match\":\"@any\"}]}", 2, "begins with \"args\"")]
    [InlineData("{\"rules\":[{\"event\":\"a\",\"path\":\"args[0]\",\n\"match\":\"@some\"}]}", 2, "is no matcher")]
    [InlineData("{\"rules\":[{\"event\":\"a\",\"mode\":\"ignore\",\"bind\":true}]}", 1, "exactly one of")]
    [InlineData("{\"rules\":[{\"event\":\"a\",\n\"colour\":1}]}", 2, "Unknown member \"colour\"")]
    [InlineData("{\"rules\":[\n{\"event\":}]}", 2, "not JSON")]
    public void Read_WhatIsWrong_NamesTheLine(string text, int line, string expected)
    {
        RulesException error = Assert.Throws<RulesException>(() => Read(text));

        Assert.Equal(line, error.Line);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static string Words(ReplayRule rule) => $"{rule} {rule.Why}";

    private static ReplayRules Read(string text) => RulesFile.Read(Encoding.UTF8.GetBytes(text));
}
