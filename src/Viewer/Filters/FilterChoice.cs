namespace SioProxy.Viewer.Filters;

/// <summary>A term that can be joined to the filter.</summary>
internal sealed record FilterChoice(string Name, string Term, FilterJoin Join);
