namespace SioProxy.Filtering;

internal static class FilterPrinter
{
    public static string Print(FilterNode node) => "";
}
