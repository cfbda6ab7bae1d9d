using SioProxy.Sessions;

namespace SioProxy.Viewer.Sessions;

/// <summary>Finds headers by their names.</summary>
internal static class HeaderValues
{
    /// <summary>The first value; null when there is none.</summary>
    public static string? Of(IReadOnlyList<HttpHeader> headers, string name)
    {
        foreach (HttpHeader header in headers)
        {
            if (string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return header.Value;
            }
        }
        return null;
    }

    /// <summary>The members of a list of names: <c>a, b</c>, of one header or several.</summary>
    public static IEnumerable<string> List(IReadOnlyList<HttpHeader> headers, string name) =>
        headers
            .Where(header => string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase))
            .SelectMany(header =>
                header.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            );
}
