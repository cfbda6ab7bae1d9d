using System.Text;
using SioProxy.Replay.Playing;
using SioProxy.Replay.Reporting;
using SioProxy.Replay.Rules;

namespace SioProxy.Tests.Replay.Playing;

public sealed class SetRuleTests
{
    [Fact]
    public void Advance_ASecretByRule_IsSentAndNeverShown()
    {
        var play = new ScriptedPlay(
            new Script().Session().Say("C 40{\"key\":\"old\"}", "S 40", "S 42[\"echo\",\"old\"]").End().Plan(),
            Rules("""{"event":"CONNECT","path":"args[0].key","set":"${env.KEY}","why":""}""", "s3cret")
        );
        Assert.Contains("0 0{\"key\":\"s3cret\"}", play.Open(0).Take());
        play.Hear(0, "0").Hear(0, "2[\"echo\",\"s3cret\"]").End(0);
        Assert.False(play.Result().HasDifferences, TextReport.Write(play.Result()));
        Assert.DoesNotContain("s3cret", JsonReport.Write(play.Result()), StringComparison.Ordinal);
    }

    [Fact]
    public void Advance_ANameByRule_IsWhatTheServerHasToSayAfterwards()
    {
        PlayRules rules = Rules("""{"event":"CONNECT","path":"args[0].name","set":"user${copy}","why":""}""", null);
        var play = new ScriptedPlay(
            new Script().Session().Say("C 40{\"name\":\"Ada\"}", "S 40", "S 42[\"hi\",\"Ada\"]").End().Plan(),
            rules with
            {
                Supplied = rules.Supplied.ForCopy(7),
            }
        );
        Assert.Contains("0 0{\"name\":\"user7\"}", play.Open(0).Take());
        play.Hear(0, "0").Hear(0, "2[\"hi\",\"user7\"]").End(0);
        Assert.False(play.Result().HasDifferences, TextReport.Write(play.Result()));
    }

    [Fact]
    public void Expand_AnUnknownName_IsMissing()
    {
        new SuppliedValues([new("a", "1")]).Expand("${a} ${b} ${env.C}", out IReadOnlyList<string> missing, out _);
        Assert.Equal(["b", "env.C"], missing);
    }

    private static PlayRules Rules(string rule, string? key) =>
        new()
        {
            Rules = RulesFile.Read(Encoding.UTF8.GetBytes($$"""{"rules":[{{rule}}]}""")),
            Supplied = new SuppliedValues(
                [],
                name => string.Equals(name, "KEY", StringComparison.Ordinal) ? key : null
            ),
        };
}
