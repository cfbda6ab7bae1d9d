namespace SioProxy.Viewer.Filters;

/// <summary>A filter that somebody gave a name.</summary>
internal sealed record SavedFilter(string Name, string Filter);
