namespace SioProxy.Viewer.Sessions;

/// <summary>A diagnosis, and whom it concerns.</summary>
/// <param name="Sid">The session; null when it is none's.</param>
/// <param name="Client">The client's address; null when it concerns the whole capture.</param>
internal sealed record ProblemCase(string? Sid, string? Client, Diagnosis Diagnosis);
