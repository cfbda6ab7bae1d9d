using System.Text;
using System.Text.Json;
using SioProxy.Replay.Values;

namespace SioProxy.Replay.Rules;

/// <summary>
/// The rules file: JSON, <c>{"rules": [{"event": "chat", "path": "args[0].at", "match": "@iso8601", "why": "…"}]}</c>.
/// Comments and trailing commas are allowed, as people edit it.
/// </summary>
public static class RulesFile
{
    private static readonly JsonWriterOptions Indented = new()
    {
        Indented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Reads rules.</summary>
    /// <exception cref="RulesException">The text is not a rules file; the message names the line and says what was expected.</exception>
    public static ReplayRules Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return new ReplayRules(new RulesReader(utf8).Read());
        }
        catch (JsonException e)
        {
            throw new RulesException(
                (int)(e.LineNumber ?? 0) + 1,
                "This is not JSON: " + e.Message.Split(" Path:")[0].Split(" LineNumber:")[0]
            );
        }
    }

    /// <summary>Puts rules before those of a file, whose text (comments too) stays as it is: the first rule that fits wins.</summary>
    /// <exception cref="RulesException">The text is not a rules file.</exception>
    public static string Prepend(ReadOnlyMemory<byte> utf8, IReadOnlyList<ReplayRule> rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        _ = Read(utf8);
        int at = StartOfRules(utf8.Span);
        var text = new StringBuilder(Encoding.UTF8.GetString(utf8.Span[..at]));
        foreach (ReplayRule rule in rules)
        {
            string json = Json(writer => WriteRule(writer, rule));
            text.Append("\n    ").Append(json.Replace("\n", "\n    ", StringComparison.Ordinal)).Append(',');
        }
        return text.Append(Encoding.UTF8.GetString(utf8.Span[at..])).ToString();
    }

    /// <summary>Writes rules so that a person can review them, one line a member.</summary>
    public static string Write(ReplayRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return Json(json =>
            {
                json.WriteStartObject();
                json.WriteStartArray("rules");
                foreach (ReplayRule rule in rules.All)
                {
                    WriteRule(json, rule);
                }
                json.WriteEndArray();
                json.WriteEndObject();
            }) + "\n";
    }

    private static int StartOfRules(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(
            utf8,
            new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }
        );
        bool isNext = false;
        while (reader.Read())
        {
            if (isNext)
            {
                return (int)reader.TokenStartIndex + 1;
            }
            isNext =
                reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 }
                && reader.ValueTextEquals("rules"u8);
        }
        throw new RulesException(1, "There are no rules.");
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Indented))
        {
            write(json);
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void WriteRule(Utf8JsonWriter json, ReplayRule rule)
    {
        json.WriteStartObject();
        if (rule.Event.Length > 0)
        {
            json.WriteString("event", rule.Event);
        }
        if (rule.Path is not null)
        {
            json.WriteString("path", rule.Path.ToString());
        }
        if (rule.Key is not null)
        {
            json.WriteString("key", rule.Key.ToString());
        }
        if (rule.Mode is { } mode)
        {
            json.WriteString("mode", RuleWords.Of(mode));
        }
        if (rule.Match is not null)
        {
            json.WriteString("match", rule.Match.Text);
        }
        if (rule.Bind)
        {
            json.WriteBoolean("bind", value: true);
        }
        if (rule.Set is not null)
        {
            json.WriteString("set", rule.Set);
        }
        if (rule.MustUpgrade || rule.MustFollow)
        {
            json.WriteString("must", rule.MustUpgrade ? "upgrade" : "follow");
        }
        json.WriteString("why", rule.Why);
        json.WriteEndObject();
    }
}
