namespace SioProxy.Storage.Formats.Html;

/// <summary>What is wrong with what a page shows, as whoever looked through the capture says it.</summary>
/// <param name="Code">A word that does not change, for scripts.</param>
/// <param name="Confidence">How sure it is, in a word.</param>
/// <param name="Finding">One sentence: what was seen.</param>
/// <param name="Advice">One sentence: what to do.</param>
/// <param name="Count">How many times it was seen.</param>
/// <param name="Cases">Whom it was seen of, in order: the first of them, where that is very often.</param>
public sealed record HtmlProblem(
    string Code,
    string Confidence,
    string Finding,
    string Advice,
    long Count,
    IReadOnlyList<HtmlProblemCase> Cases
);
