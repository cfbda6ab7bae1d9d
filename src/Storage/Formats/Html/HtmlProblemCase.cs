namespace SioProxy.Storage.Formats.Html;

/// <summary>One time that a problem was seen.</summary>
/// <param name="Sid">The session; null when it was no session's.</param>
/// <param name="Client">The client's address; null when it was the whole capture's.</param>
/// <param name="Finding">What was seen, where that is not what the problem says; null: the same.</param>
/// <param name="Row">The row that shows it best; null when it is something that is not there.</param>
public sealed record HtmlProblemCase(string? Sid, string? Client, string? Finding, long? Row);
