namespace SioProxy.Viewer.Replaying;

/// <summary>One line of the replay dialog.</summary>
/// <param name="label">What it is.</param>
/// <param name="text">What it holds at first.</param>
internal sealed class ReplayField(string label, string text)
{
    public string Label { get; } = label;

    public string Text { get; set; } = text;

    /// <summary>What can be chosen; empty: any text can be typed.</summary>
    public IReadOnlyList<string> Choices { get; set; } = [];

    /// <summary>Whether it is not shown while it is typed.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Whether nothing can be played while it is empty.</summary>
    public bool IsRequired { get; init; }

    /// <summary>What to put there, said while it is empty.</summary>
    public string Hint { get; init; } = "";

    /// <summary>Takes the next choice, or the one before.</summary>
    public void Turn(int by)
    {
        if (Choices.Count > 0)
        {
            int at = Math.Max(0, Choices.ToList().FindIndex(c => string.Equals(c, Text, StringComparison.Ordinal)));
            Text = Choices[(at + by + Choices.Count) % Choices.Count];
        }
    }
}
