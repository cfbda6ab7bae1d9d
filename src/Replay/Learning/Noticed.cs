using System.Text;
using System.Text.Json;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;

namespace SioProxy.Replay.Learning;

/// <summary>What a difference says about the rule that would allow it.</summary>
internal static class Noticed
{
    private const int LongestExample = 40;
    private const string AckLabel = "ack of ";

    /// <summary>The name that a rule for the outcome's step is for.</summary>
    public static string SubjectOf(StepOutcome outcome) =>
        outcome.EffectiveName.StartsWith(AckLabel, StringComparison.Ordinal)
            ? "ack:" + outcome.EffectiveName[AckLabel.Length..]
            : outcome.EffectiveName;

    public static Sample SampleOf(ValueDifference difference, ReplayStep recorded, ReplayStep live) =>
        new(Parse(difference.Recorded), recorded.AtMicros, Parse(difference.Live), live.AtMicros);

    /// <summary>A value for a sentence.</summary>
    public static string Short(string? json) =>
        json is null ? "nothing"
        : json.Length > LongestExample ? json[..LongestExample] + "…"
        : json;

    private static JsonElement? Parse(string? json)
    {
        if (json is null)
        {
            return null;
        }
        try
        {
            return StepArguments.Parse(Encoding.UTF8.GetBytes(json));
        }
        catch (JsonException)
        {
            return null; // words for an attachment
        }
    }
}
