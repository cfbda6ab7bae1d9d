using SioProxy.Sessions;

namespace SioProxy.Filtering;

/// <summary>Decides whether rows match a filter. Pure and never throws; may be used by several threads at once.</summary>
/// <param name="filter">The filter.</param>
public sealed class FilterMatcher(Filter filter)
{
    private readonly RowTest? _test = filter.IsAll ? null : RowTests.Compile(filter.Root);

    /// <summary>The filter.</summary>
    public Filter Filter { get; } = filter;

    /// <summary>Whether rows must be read with their payload record to be decided.</summary>
    public bool NeedsContent => Filter.Root.NeedsContent;

    /// <summary>Whether a row matches.</summary>
    public bool Matches(CapturedRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return _test is null || _test(row);
    }
}
