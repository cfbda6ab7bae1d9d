namespace SioProxy.Sessions;

/// <summary>One header field as received (a repeated field is several of these).</summary>
/// <param name="Name">The name, in the case it came in where that is known.</param>
/// <param name="Value">The value; bytes read as Latin-1; secrets already replaced in a capture.</param>
public readonly record struct HttpHeader(string Name, string Value)
{
    private const int MaxKept = 4096;

    /// <summary>Whether a list is short enough to be kept in case that it comes again: a peer chooses how long it is.</summary>
    public static bool AreWorthKeeping(IReadOnlyList<HttpHeader> headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        int length = 0;
        for (int i = 0; i < headers.Count && length <= MaxKept; i++)
        {
            length += headers[i].Name.Length + headers[i].Value.Length;
        }
        return length <= MaxKept;
    }
}
