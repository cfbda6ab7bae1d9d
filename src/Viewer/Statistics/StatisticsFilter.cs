using SioProxy.Storage;
using SioProxy.Viewer.Filters;

namespace SioProxy.Viewer.Statistics;

/// <summary>The filter that finds the rows of a line of the statistics.</summary>
internal static class StatisticsFilter
{
    public static string Of(EventStats entry)
    {
        string what = entry.Event is { } name ? FilterTerms.ForEvent(name) : $"type:{entry.Type.ToLowerInvariant()}";
        string ns = entry.Namespace is { } space ? " " + FilterTerms.ForNamespace(space) : "";
        string from = entry.Direction is { } direction ? $" from:{RowNames.Of(direction)}" : "";
        return what + ns + from;
    }
}
