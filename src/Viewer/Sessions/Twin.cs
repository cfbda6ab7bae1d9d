namespace SioProxy.Viewer.Sessions;

/// <summary>Another living session with the same auth that receives the same events at the same time.</summary>
/// <param name="Of">That session.</param>
/// <param name="Together">How many events came to both.</param>
/// <param name="Event">The first of them.</param>
/// <param name="Row">The latest of them.</param>
internal sealed record Twin(SessionFacts Of, long Together, string Event, long Row);
