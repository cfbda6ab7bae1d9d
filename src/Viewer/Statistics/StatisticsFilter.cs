using SioProxy.Storage;
using SioProxy.Viewer.App;

namespace SioProxy.Viewer.Statistics;

/// <summary>The filter that finds the rows of a line of the statistics.</summary>
internal static class StatisticsFilter
{
    public static string Of(EventStats entry)
    {
        string what = entry.Event is { } name
            ? $"event:{FilterText.Quote(name)}"
            : $"type:{entry.Type.ToLowerInvariant()}";
        string ns = entry.Namespace is { } space ? $" ns:{FilterText.Quote(space)}" : "";
        string from = entry.Direction is { } direction ? $" from:{RowNames.Of(direction)}" : "";
        return what + ns + from;
    }
}
