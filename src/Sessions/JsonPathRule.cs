using System.Globalization;

namespace SioProxy.Sessions;

/// <summary>
/// The JSONPath of a rule: <c>$</c>, then <c>.name</c>, <c>['name']</c>, <c>[0]</c>, <c>.*</c>, <c>[*]</c> or <c>..name</c>.
/// Names are compared as they are.
/// </summary>
internal sealed class JsonPathRule
{
    private readonly List<Segment> _segments;

    private JsonPathRule(List<Segment> segments) => _segments = segments;

    /// <summary>The name that the path ends in, for text that cannot be parsed; null when it ends in an index or wildcard.</summary>
    public string? LastName => _segments[^1].Name;

    public static bool TryParse(string text, out JsonPathRule? rule, out string? error)
    {
        rule = null;
        var segments = new List<Segment>();
        if (!text.StartsWith('$'))
        {
            error = "a path starts with '$'";
            return false;
        }
        int at = 1;
        while (at < text.Length)
        {
            int before = at;
            Segment? segment = text[at] switch
            {
                '.' => Dotted(text, ref at),
                '[' => Bracketed(text, ref at),
                _ => null,
            };
            if (segment is not Segment good)
            {
                error = $"'{text[before..]}' in '{text}' is no step: expected .name, ['name'], [0], .*, [*] or ..name";
                return false;
            }
            segments.Add(good);
        }
        if (segments.Count == 0)
        {
            segments.Add(new Segment(null, -1, false)); // everything: each member or element by itself, so that the packet keeps its shape
        }
        error = null;
        rule = new JsonPathRule(segments);
        return true;
    }

    /// <summary>Whether the value at the end of a path is meant.</summary>
    public bool Matches(ReadOnlySpan<JsonStep> path) => Matches(path, 0);

    private bool Matches(ReadOnlySpan<JsonStep> path, int from)
    {
        for (int i = from; i < _segments.Count; i++)
        {
            Segment segment = _segments[i];
            if (segment.IsDeep)
            {
                for (int skip = 0; skip < path.Length; skip++)
                {
                    if (segment.Fits(path[skip]) && Matches(path[(skip + 1)..], i + 1))
                    {
                        return true;
                    }
                }
                return false;
            }
            if (path.IsEmpty || !segment.Fits(path[0]))
            {
                return false;
            }
            path = path[1..];
        }
        return path.IsEmpty;
    }

    private static Segment? Dotted(string text, ref int at)
    {
        bool isDeep = at + 1 < text.Length && text[at + 1] == '.';
        int start = at + (isDeep ? 2 : 1);
        int end = text.AsSpan(start).IndexOfAny('.', '[');
        end = end < 0 ? text.Length : start + end;
        if (end == start)
        {
            return null;
        }
        at = end;
        string name = text[start..end];
        return new Segment(string.Equals(name, "*", StringComparison.Ordinal) ? null : name, -1, isDeep);
    }

    private static Segment? Bracketed(string text, ref int at)
    {
        int end = text.IndexOf(']', at);
        if (at + 1 < text.Length && text[at + 1] is '\'' or '"')
        {
            int quote = text.IndexOf(text[at + 1], at + 2);
            if (quote < 0 || quote + 1 >= text.Length || text[quote + 1] != ']')
            {
                return null;
            }
            string name = text[(at + 2)..quote];
            at = quote + 2;
            return new Segment(name, -1, false);
        }
        if (end < 0)
        {
            return null;
        }
        ReadOnlySpan<char> inside = text.AsSpan(at + 1, end - at - 1);
        at = end + 1;
        if (inside is "*")
        {
            return new Segment(null, -1, false);
        }
        return int.TryParse(inside, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            ? new Segment(null, index, false)
            : null;
    }

    private readonly record struct Segment(string? Name, int Index, bool IsDeep)
    {
        public bool Fits(in JsonStep step) =>
            Name is not null
                ? step.Name is not null && string.Equals(Name, step.Name, StringComparison.Ordinal)
                : Index < 0 || (step.Name is null && step.Index == Index);
    }
}
