namespace SioProxy.Filtering;

/// <summary>Why a text is no filter.</summary>
/// <param name="Column">Where in the text, counted from 1 in UTF-16 units; one past the end when something is missing there.</param>
/// <param name="Message">One sentence: what was found and what was expected.</param>
/// <param name="Suggestion">What was probably meant (a term or value to put in that place); null without a guess.</param>
public sealed record FilterError(int Column, string Message, string? Suggestion)
{
    /// <summary>The text, a caret below the column, and the message.</summary>
    /// <param name="text">The text that was parsed.</param>
    public string Render(string text) => $"{text}\n{new string(' ', Column - 1)}^\n{Message}";
}
