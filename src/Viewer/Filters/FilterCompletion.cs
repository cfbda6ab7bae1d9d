using SioProxy.Filtering;

namespace SioProxy.Viewer.Filters;

/// <summary>Completes filters by the words of the language and those of the capture. Pure.</summary>
internal static class FilterCompletion
{
    public const int MaxItems = 200;

    private static readonly Dictionary<string, string> Meanings = new(StringComparer.Ordinal)
    {
        ["event:"] = "an event's name",
        ["ns:"] = "a namespace",
        ["session:"] = "a session's sid",
        ["client:"] = "a client's address",
        ["node:"] = "an upstream's URL",
        ["fault:"] = "what could not be decoded",
        ["type:"] = "event, ack, connect…",
        ["is:"] = "unanswered, fault, binary…",
        ["from:"] = "client or server",
        ["transport:"] = "polling or websocket",
        ["eio:"] = "Engine.IO 3 or 4",
        ["size>"] = "bytes, as 10k",
        ["latency>"] = "of an ack, as 200ms",
        ["at>="] = "a time, as 15:04:05",
        ["id="] = "a row",
        ["connection="] = "a connection",
        ["ack="] = "an ack id",
        ["status="] = "of HTTP",
        ["not"] = "what follows does not match",
        ["or"] = "either side matches",
    };

    /// <param name="cursor">Where the cursor stands, in UTF-16 units.</param>
    /// <param name="isAsked">Whether the user asked for it: then there are items for an empty word, too.</param>
    public static Completion At(string filter, int cursor, CaptureWords words, bool isAsked)
    {
        cursor = Math.Clamp(cursor, 0, filter.Length);
        if (InQuotes(filter.AsSpan(0, cursor)))
        {
            return Completion.None;
        }
        int start = WordStart(filter, cursor);
        string word = filter[start..cursor];
        if (word.Length == 0 && !isAsked)
        {
            return Completion.None;
        }
        (int valueAt, string[] fields) = Split(word);
        if (valueAt < 0)
        {
            return Matching(start, cursor, word, Terms(words, filter[..start]));
        }
        int valueStart = start + valueAt;
        return Matching(valueStart, cursor, filter[valueStart..cursor], Values(fields[0], words));
    }

    // Where a value may begin: behind an operator, and behind each '|'.
    private static (int ValueAt, string[] Field) Split(string word)
    {
        int at = word.IndexOfAny([':', '=', '<', '>', '!']);
        if (at < 0)
        {
            return (-1, []);
        }
        int value = at;
        while (value < word.Length && word[value] is ':' or '=' or '<' or '>' or '!')
        {
            value++;
            if (word[value - 1] is ':')
            {
                break;
            }
        }
        int bar = word.LastIndexOf('|');
        return (Math.Max(value, bar + 1), [word[..at]]);
    }

    private static IEnumerable<CompletionItem> Terms(CaptureWords words, string before)
    {
        IEnumerable<string> terms = FilterWords.Terms.Select(term =>
            term switch
            {
                "size" or "latency" => term + ">",
                "at" => "at>=",
                "id" or "connection" or "ack" or "status" => term + "=",
                _ => term + ":",
            }
        );
        foreach (string term in terms)
        {
            yield return new CompletionItem(term, Meanings.GetValueOrDefault(term, ""), false);
        }
        foreach (KeyValuePair<string, IReadOnlyList<string>> path in words.Paths)
        {
            string example = path.Value.Count > 0 ? "as " + path.Value[0] : "";
            yield return new CompletionItem(path.Key + "=", example, false);
        }
        foreach (string name in words.Events)
        {
            yield return new CompletionItem(FilterTerms.ForEvent(name), "event", true);
        }
        yield return new CompletionItem("not", Meanings["not"], true);
        if (before.Trim().Length > 0)
        {
            yield return new CompletionItem("or", Meanings["or"], true);
        }
    }

    private static IEnumerable<CompletionItem> Values(string field, CaptureWords words) =>
        field.ToLowerInvariant() switch
        {
            "event" => Names(words.Events, FilterTerms.ForEvent),
            "ns" => Names(words.Namespaces, FilterTerms.ForNamespace),
            "session" => Names(words.Sessions, sid => FilterTerms.ForSessions([sid])),
            "client" => Names(words.Clients, FilterTerms.ForClient),
            "node" => Names(words.Nodes, FilterTerms.ForNode),
            "fault" => Plain(words.Faults),
            "type" => Plain(FilterWords.Types.Select(word => word.Key)),
            "is" => Plain(FilterWords.States.Select(word => word.Key)),
            "from" => Plain(FilterWords.Directions.Select(word => word.Key)),
            "transport" => Plain(FilterWords.Transports.Select(word => word.Key)),
            "eio" => Plain(FilterWords.Versions.Select(word => word.Key)),
            "size" => Plain(["1k", "10k", "100k", "1M"]),
            "latency" => Plain(["50ms", "200ms", "1s", "5s"]),
            _ => Plain(
                words.Paths.FirstOrDefault(path => path.Key.Equals(field, StringComparison.OrdinalIgnoreCase)).Value
                    ?? []
            ),
        };

    private static IEnumerable<CompletionItem> Plain(IEnumerable<string> values) =>
        values.Select(value => new CompletionItem(value, "", true));

    // The value as it stands behind its field, quoted where it has to be.
    private static IEnumerable<CompletionItem> Names(IEnumerable<string> names, Func<string, string> term) =>
        names.Select(name =>
        {
            string whole = term(name);
            return new CompletionItem(whole[(whole.IndexOf(':', StringComparison.Ordinal) + 1)..], "", true);
        });

    // What begins with the word first, then what has it inside; what the word is already is no help.
    private static Completion Matching(int start, int end, string word, IEnumerable<CompletionItem> items)
    {
        string wanted = word.Trim('"');
        var begins = new List<CompletionItem>();
        var holds = new List<CompletionItem>();
        foreach (CompletionItem item in items)
        {
            int at = item.Text.IndexOf(wanted, StringComparison.OrdinalIgnoreCase);
            bool isSame = item.Text.Equals(word, StringComparison.Ordinal);
            if (at < 0 || isSame || begins.Count >= MaxItems)
            {
                continue;
            }
            bool isBeginning = at == 0 || (at == 1 && item.Text[0] == '"');
            (isBeginning ? begins : holds).Add(item);
        }
        return new Completion(start, end, [.. begins.Concat(holds).Take(MaxItems)]);
    }

    private static int WordStart(string filter, int cursor)
    {
        int start = cursor;
        while (start > 0 && !char.IsWhiteSpace(filter[start - 1]) && filter[start - 1] is not ('(' or ')'))
        {
            start--;
        }
        return start < cursor && filter[start] == '-' ? start + 1 : start;
    }

    private static bool InQuotes(ReadOnlySpan<char> text)
    {
        bool isQuoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && isQuoted)
            {
                i++;
            }
            else if (text[i] == '"')
            {
                isQuoted = !isQuoted;
            }
        }
        return isQuoted;
    }
}
