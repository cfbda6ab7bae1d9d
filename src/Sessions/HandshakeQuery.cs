namespace SioProxy.Sessions;

/// <summary>The application's own part of a handshake's query.</summary>
public static class HandshakeQuery
{
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "EIO",
        "transport",
        "sid",
        "t",
        "b64",
        "j",
    };

    /// <summary>The query's entries as they came, without those that Engine.IO puts there itself.</summary>
    /// <param name="target">A request's target; null gives no entries.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(string? target)
    {
        int mark = target?.IndexOf('?', StringComparison.Ordinal) ?? -1;
        return mark < 0 ? [] : Entries(target![(mark + 1)..]);
    }

    /// <summary>The same of a query string, without its question mark.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Entries(string query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var entries = new List<KeyValuePair<string, string>>();
        foreach (string part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? part : part[..equals];
            if (!Reserved.Contains(name))
            {
                entries.Add(new(name, equals < 0 ? "" : part[(equals + 1)..]));
            }
        }
        return entries;
    }
}
