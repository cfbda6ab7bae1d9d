namespace SioProxy.Filtering;

/// <summary>Why a text is no filter.</summary>
/// <param name="Column">Where in the text, counted from 1 in UTF-16 units; one past the end when something is missing there.</param>
/// <param name="Message">One sentence: what was found and what was expected.</param>
/// <param name="Suggestion">What was probably meant (a term or value to put in that place); null without a guess.</param>
public sealed record FilterError(int Column, string Message, string? Suggestion)
{
    /// <summary>The message in one line, with its column and the suggestion.</summary>
    public string Sentence =>
        Suggestion is null
            ? $"Filter, column {Column}: {Message}."
            : $"Filter, column {Column}: {Message}; did you mean '{Suggestion}'?";

    /// <summary>Three lines: the text, a caret below the column, and <see cref="Sentence"/>.</summary>
    /// <param name="text">The text that was parsed; its control characters are shown as blanks.</param>
    public string Render(string text)
    {
        string line = string.Create(
            text.Length,
            text,
            static (span, source) =>
            {
                for (int i = 0; i < span.Length; i++)
                {
                    span[i] = char.IsControl(source[i]) ? ' ' : source[i];
                }
            }
        );
        return $"{line}\n{new string(' ', Column - 1)}^\n{Sentence}";
    }
}
