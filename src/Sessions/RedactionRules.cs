using System.Diagnostics.CodeAnalysis;

namespace SioProxy.Sessions;

/// <summary>Which places hold secrets. Immutable.</summary>
public sealed class RedactionRules
{
    private static readonly string[] DefaultHeaders =
    [
        "Authorization",
        "Proxy-Authorization",
        "Cookie",
        "Set-Cookie",
        "X-Api-Key",
    ];

    private static readonly string[] DefaultNames =
    [
        "token",
        "access_token",
        "refresh_token",
        "id_token",
        "password",
        "passwd",
        "secret",
        "apikey",
        "api_key",
        "authorization",
        "jwt",
        "session_token",
        "sessionid",
    ];

    private RedactionRules(
        RedactedNames headers,
        RedactedNames query,
        RedactedNames members,
        IReadOnlyList<JsonPathRule> auth,
        IReadOnlyList<(string Event, JsonPathRule Path)> events
    )
    {
        Headers = headers;
        Query = query;
        Members = members;
        Auth = auth;
        Events = events;
        Lexical = new RedactedNames([
            .. members.All,
            .. query.All,
            .. auth.Select(r => r.LastName).OfType<string>(),
            .. events.Select(r => r.Path.LastName).OfType<string>(),
        ]);
    }

    /// <summary>The rules that hold unless told otherwise: the usual headers, query parameters and members.</summary>
    public static RedactionRules Default { get; } =
        new(
            new RedactedNames(DefaultHeaders),
            new RedactedNames(DefaultNames),
            new RedactedNames(DefaultNames),
            [],
            []
        );

    /// <summary>No rules: nothing is redacted.</summary>
    public static RedactionRules None { get; } =
        new(new RedactedNames([]), new RedactedNames([]), new RedactedNames([]), [], []);

    /// <summary>Whether the members of that name hold secrets, wherever they are.</summary>
    public bool HidesMember(string name) => Members.Contains(name);

    internal RedactedNames Headers { get; }

    internal RedactedNames Query { get; }

    internal RedactedNames Members { get; }

    internal IReadOnlyList<JsonPathRule> Auth { get; }

    internal IReadOnlyList<(string Event, JsonPathRule Path)> Events { get; }

    /// <summary>Every name that any rule mentions, for text that cannot be parsed.</summary>
    internal RedactedNames Lexical { get; }

    internal bool IsEmpty =>
        Headers.Count == 0 && Query.Count == 0 && Members.Count == 0 && Auth.Count == 0 && Events.Count == 0;

    /// <summary>Adds one rule: <c>header:NAME</c>, <c>query:NAME</c>, <c>auth:JSONPATH</c> or <c>event:NAME:JSONPATH</c>.</summary>
    /// <param name="error">One sentence that says what is wrong and what was expected.</param>
    public bool TryWith(
        string rule,
        [NotNullWhen(true)] out RedactionRules? rules,
        [NotNullWhen(false)] out string? error
    )
    {
        ArgumentNullException.ThrowIfNull(rule);
        rules = null;
        error = null;
        int colon = rule.IndexOf(':', StringComparison.Ordinal);
        string place = colon < 0 ? rule : rule[..colon];
        string rest = colon < 0 ? "" : rule[(colon + 1)..];
        string? what = place switch
        {
            "header" => TryAddName(rest, Headers, names => new(names, Query, Members, Auth, Events), out rules),
            "query" => TryAddName(rest, Query, names => new(Headers, names, Members, Auth, Events), out rules),
            "auth" => TryAddAuth(rest, out rules),
            "event" => TryAddEvent(rest, out rules),
            _ => "it has to begin with header:, query:, auth: or event:",
        };
        if (rules is null)
        {
            error = $"The redaction rule '{rule}' is not understood: {what}.";
            return false;
        }
        return true;
    }

    /// <summary>Adds the rules of a file: one a line, blank lines and lines that start with <c>#</c> apart.</summary>
    /// <param name="error">One sentence with the line's number.</param>
    public bool TryWithLines(
        IEnumerable<string> lines,
        [NotNullWhen(true)] out RedactionRules? rules,
        [NotNullWhen(false)] out string? error
    )
    {
        ArgumentNullException.ThrowIfNull(lines);
        RedactionRules all = this;
        int number = 0;
        foreach (string line in lines)
        {
            number++;
            string rule = line.Trim();
            if (rule.Length == 0 || rule.StartsWith('#'))
            {
                continue;
            }
            if (!all.TryWith(rule, out RedactionRules? more, out string? wrong))
            {
                rules = null;
                error = $"Line {number}: {wrong}";
                return false;
            }
            all = more;
        }
        rules = all;
        error = null;
        return true;
    }

    private static string? TryAddName(
        string name,
        RedactedNames names,
        Func<RedactedNames, RedactionRules> with,
        out RedactionRules? rules
    )
    {
        rules = name.Length == 0 ? null : with(new RedactedNames([.. names.All, name]));
        return "a name has to follow the colon";
    }

    private string? TryAddAuth(string path, out RedactionRules? rules)
    {
        rules = null;
        if (JsonPathRule.TryParse(path, out JsonPathRule? parsed, out string? error))
        {
            rules = new(Headers, Query, Members, [.. Auth, parsed!], Events);
        }
        return error;
    }

    private string? TryAddEvent(string rest, out RedactionRules? rules)
    {
        rules = null;
        int end = rest.LastIndexOf(":$", StringComparison.Ordinal);
        if (end <= 0)
        {
            return "expected event:NAME:JSONPATH with a path that starts with '$'";
        }
        if (JsonPathRule.TryParse(rest[(end + 1)..], out JsonPathRule? parsed, out string? error))
        {
            rules = new(Headers, Query, Members, Auth, [.. Events, (rest[..end], parsed!)]);
        }
        return error;
    }
}
