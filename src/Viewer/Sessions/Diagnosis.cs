namespace SioProxy.Viewer.Sessions;

/// <summary>What is wrong with a session or with refused requests, as far as the wire shows it.</summary>
/// <param name="Code">A word that does not change, for scripts.</param>
/// <param name="Confidence">How sure it is.</param>
/// <param name="Finding">One sentence: what was seen.</param>
/// <param name="Advice">One sentence: what to do.</param>
/// <param name="Row">The row that shows it best; null when it is something that is not there.</param>
internal sealed record Diagnosis(string Code, Confidence Confidence, string Finding, string Advice, long? Row)
{
    /// <summary>A filter that shows, among the packets of whom it concerns, those that it was made of; null: all of them.</summary>
    public string? Evidence { get; init; }

    public string ConfidenceWord =>
        Confidence switch
        {
            Confidence.Certain => "certain",
            Confidence.Likely => "likely",
            _ => "possible",
        };
}
