using System.Text.Json;
using SioProxy.Replay.Values;

namespace SioProxy.Replay.Rules;

/// <summary>Reads a rules file token by token, as a DOM would not know the lines.</summary>
internal sealed class RulesReader(ReadOnlyMemory<byte> utf8)
{
    private static readonly JsonReaderOptions Options = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    public List<ReplayRule> Read()
    {
        var reader = new Utf8JsonReader(utf8.Span, Options);
        var rules = new List<ReplayRule>();
        Expect(ref reader, JsonTokenType.StartObject, "an object: {\"rules\": […]}");
        Expect(ref reader, JsonTokenType.PropertyName, "the member \"rules\"");
        if (!reader.ValueTextEquals("rules"u8))
        {
            throw Error(ref reader, $"Unknown member \"{reader.GetString()}\"; expected \"rules\".");
        }
        Expect(ref reader, JsonTokenType.StartArray, "an array of rules");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw Error(
                    ref reader,
                    "Expected a rule: an object such as {\"event\": \"chat\", \"mode\": \"ignore\", \"why\": \"…\"}."
                );
            }
            rules.Add(ReadRule(ref reader));
        }
        Expect(ref reader, JsonTokenType.EndObject, "the end of the object after \"rules\"");
        reader.Read(); // throws on anything behind it
        return rules;
    }

    private ReplayRule ReadRule(ref Utf8JsonReader reader)
    {
        int line = LineOf(reader.TokenStartIndex);
        var rule = new ReplayRule
        {
            Event = "",
            Why = "",
            Line = line,
        };
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string member = reader.GetString()!;
            reader.Read();
            rule = WithMember(ref reader, rule, member);
        }
        int subjects =
            (rule.Key is null ? 0 : 1)
            + (rule.Mode is null ? 0 : 1)
            + (rule.Match is null ? 0 : 1)
            + (rule.Set is null ? 0 : 1)
            + (rule.MustUpgrade || rule.MustFollow ? 1 : 0)
            + (rule.Bind ? 1 : 0);
        return rule switch
        {
            { Event: "", MustUpgrade: false } => throw new RulesException(
                line,
                "The rule has no \"event\"; use \"*\" for any."
            ),
            _ when subjects != 1 => throw new RulesException(
                line,
                "A rule says exactly one of \"key\", \"mode\", \"match\", \"bind\", \"set\" and \"must\"."
            ),
            { Path: null } when rule.Match is not null || rule.Bind || rule.Set is not null => throw new RulesException(
                line,
                "A \"match\", \"bind\" or \"set\" rule needs a \"path\", such as \"args[0].id\"."
            ),
            { Path: not null }
                when rule.Key is not null || rule.Mode is not null || rule.MustUpgrade || rule.MustFollow =>
                throw new RulesException(line, "A \"key\", \"mode\" or \"must\" rule has no \"path\"."),
            _ => rule,
        };
    }

    private ReplayRule WithMember(ref Utf8JsonReader reader, ReplayRule rule, string member)
    {
        switch (member)
        {
            case "event":
                return rule with { Event = Text(ref reader, member) };
            case "why":
                return rule with { Why = Text(ref reader, member) };
            case "path":
                return rule with { Path = Place(ref reader, member) };
            case "key":
                return rule with { Key = Place(ref reader, member) };
            case "mode":
                string word = Text(ref reader, member);
                return rule with
                {
                    Mode =
                        RuleWords.Mode(word)
                        ?? throw Error(ref reader, $"\"{word}\" is no mode; expected one of {RuleWords.Modes}."),
                };
            case "match":
                return ValueMatcher.TryParse(Text(ref reader, member), out ValueMatcher? matcher, out string? error)
                    ? rule with
                    {
                        Match = matcher,
                    }
                    : throw Error(ref reader, error!);
            case "set":
                return rule with { Set = Text(ref reader, member) };
            case "must":
                return Text(ref reader, member) switch
                {
                    "upgrade" => rule with { MustUpgrade = true },
                    "follow" => rule with { MustFollow = true },
                    _ => throw Error(ref reader, "\"must\" is \"upgrade\" or \"follow\"."),
                };
            case "bind":
                return reader.TokenType is JsonTokenType.True or JsonTokenType.False
                    ? rule with
                    {
                        Bind = reader.TokenType == JsonTokenType.True,
                    }
                    : throw Error(ref reader, "\"bind\" is true or false.");
            default:
                throw Error(
                    ref reader,
                    $"Unknown member \"{member}\"; expected event, path, key, mode, match, bind, set, must or why."
                );
        }
    }

    private string Text(ref Utf8JsonReader reader, string member) =>
        reader.TokenType == JsonTokenType.String
            ? reader.GetString()!
            : throw Error(ref reader, $"\"{member}\" is a text in quotes.");

    private ValuePath Place(ref Utf8JsonReader reader, string member) =>
        ValuePath.TryParse(Text(ref reader, member), out ValuePath path, out string? error)
            ? path
            : throw Error(ref reader, error!);

    private void Expect(ref Utf8JsonReader reader, JsonTokenType token, string what)
    {
        if (!reader.Read() || reader.TokenType != token)
        {
            throw Error(ref reader, $"Expected {what}.");
        }
    }

    private RulesException Error(ref Utf8JsonReader reader, string message) =>
        new(LineOf(reader.TokenStartIndex), message);

    private int LineOf(long index) => utf8.Span[..(int)index].Count((byte)'\n') + 1;
}
