using System.Globalization;

namespace SioProxy.Replay.Values;

/// <summary>
/// A place in a step's arguments, such as <c>args[0].user.id</c>; in a rule also a pattern: <c>[*]</c> is any element,
/// <c>.*</c> any member. Member names that are no plain words are quoted: <c>args[0]["a b"]</c>.
/// </summary>
public sealed class ValuePath
{
    private const string Root = "args";
    private readonly List<Step> _steps;

    private ValuePath(List<Step> steps) => _steps = steps;

    private readonly record struct Step(string? Name, int? Index)
    {
        public bool IsAny => Name is null && Index is null;
    }

    /// <summary>The arguments as a whole.</summary>
    public static ValuePath Args { get; } = new([]);

    /// <summary>The name of the innermost member on the way to it; null when there is none.</summary>
    public string? LastName => _steps.FindLast(step => step.Name is not null).Name;

    /// <summary>The same place in any element of every array on the way, but for the list of arguments itself.</summary>
    public ValuePath WithAnyIndexBehindFirst() =>
        new([.. _steps.Select((step, i) => i > 0 && step.Index is not null ? default : step)]);

    /// <summary>The element at an index below this place.</summary>
    public ValuePath At(int index) => new([.. _steps, new Step(null, index)]);

    /// <summary>The member of a name below this place.</summary>
    public ValuePath Member(string name) => new([.. _steps, new Step(name, null)]);

    /// <summary>Reads a path as it is printed.</summary>
    /// <param name="error">One sentence that says what was expected, and at which column (from 1).</param>
    public static bool TryParse(string text, out ValuePath path, out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        path = Args;
        var steps = new List<Step>();
        if (!text.StartsWith(Root, StringComparison.Ordinal))
        {
            error = $"A path begins with \"args\", as in args[0].id; \"{text}\" does not.";
            return false;
        }
        int at = Root.Length;
        while (at < text.Length)
        {
            if (!TryParseStep(text, ref at, out Step step))
            {
                error = $"Expected [index], [*], .name, .* or [\"name\"] at column {at + 1} of \"{text}\".";
                return false;
            }
            steps.Add(step);
        }
        path = new ValuePath(steps);
        error = null;
        return true;
    }

    /// <summary>Whether this, taken as a pattern, covers a place.</summary>
    public bool Covers(ValuePath place)
    {
        ArgumentNullException.ThrowIfNull(place);
        if (_steps.Count != place._steps.Count)
        {
            return false;
        }
        for (int i = 0; i < _steps.Count; i++)
        {
            if (!_steps[i].IsAny && _steps[i] != place._steps[i])
            {
                return false;
            }
        }
        return true;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new System.Text.StringBuilder(Root);
        foreach (Step step in _steps)
        {
            if (step.IsAny)
            {
                text.Append("[*]");
            }
            else if (step.Index is { } index)
            {
                text.Append(CultureInfo.InvariantCulture, $"[{index}]");
            }
            else if (IsPlain(step.Name!))
            {
                text.Append('.').Append(step.Name);
            }
            else
            {
                text.Append('[').Append(System.Text.Json.JsonSerializer.Serialize(step.Name)).Append(']');
            }
        }
        return text.ToString();
    }

    private static bool TryParseStep(string text, ref int at, out Step step)
    {
        step = default;
        if (text[at] == '.')
        {
            int end = at + 1;
            while (end < text.Length && IsPlain(text[end]))
            {
                end++;
            }
            if (end < text.Length && text[end] == '*' && end == at + 1)
            {
                at = end + 1;
                return true;
            }
            step = new Step(text[(at + 1)..end], null);
            bool isNamed = end > at + 1;
            at = isNamed ? end : at;
            return isNamed;
        }
        int close = text[at] == '[' ? CloseOf(text, at) : -1;
        if (close < 0)
        {
            return false;
        }
        string inside = text[(at + 1)..close];
        if (!TryParseInside(inside, out step))
        {
            return false;
        }
        at = close + 1;
        return true;
    }

    private static bool TryParseInside(string inside, out Step step)
    {
        step = default;
        if (string.Equals(inside, "*", StringComparison.Ordinal))
        {
            return true;
        }
        if (int.TryParse(inside, NumberStyles.None, CultureInfo.InvariantCulture, out int index))
        {
            step = new Step(null, index);
            return true;
        }
        if (inside is not ['"', .., '"'])
        {
            return false;
        }
        try
        {
            step = new Step(System.Text.Json.JsonSerializer.Deserialize<string>(inside), null);
            return true;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

    // The bracket that closes, past a quoted name that may hold brackets and escaped quotes.
    private static int CloseOf(string text, int open)
    {
        bool isQuoted = false;
        for (int i = open + 1; i < text.Length; i++)
        {
            if (isQuoted && text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (text[i] == ']' && !isQuoted)
            {
                return i;
            }
        }
        return -1;
    }

    private static bool IsPlain(string name) => name.Length > 0 && name.All(IsPlain);

    private static bool IsPlain(char c) => char.IsLetterOrDigit(c) || c is '_' or '-' or '$';
}
