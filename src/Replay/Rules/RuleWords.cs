namespace SioProxy.Replay.Rules;

/// <summary>The words that a rules file uses for the modes.</summary>
internal static class RuleWords
{
    public const string Modes = "ordered, unordered, latest, any-count, ignore";

    public static string Of(MatchMode mode) =>
        mode switch
        {
            MatchMode.Ordered => "ordered",
            MatchMode.Unordered => "unordered",
            MatchMode.Latest => "latest",
            MatchMode.AnyCount => "any-count",
            _ => "ignore",
        };

    public static MatchMode? Mode(string word) =>
        word switch
        {
            "ordered" => MatchMode.Ordered,
            "unordered" => MatchMode.Unordered,
            "latest" => MatchMode.Latest,
            "any-count" => MatchMode.AnyCount,
            "ignore" => MatchMode.Ignore,
            _ => null,
        };
}
