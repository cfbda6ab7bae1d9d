namespace SioProxy.Replay.Rules;

/// <summary>A rules file that cannot be used.</summary>
/// <param name="line">The line, from 1.</param>
/// <param name="message">One sentence that says what was expected.</param>
public sealed class RulesException(int line, string message) : Exception($"Line {line}: {message}")
{
    /// <summary>The line, from 1.</summary>
    public int Line { get; } = line;
}
