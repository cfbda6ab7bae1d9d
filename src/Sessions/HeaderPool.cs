namespace SioProxy.Sessions;

/// <summary>
/// Header fields of connections that stay for long, each text once: ten thousand clients of a kind send the same but for a
/// few values. Bounded.
/// </summary>
internal sealed class HeaderPool
{
    private const int MaxTexts = 8192;
    private const int LongestText = 512;

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    public IReadOnlyList<HttpHeader> Share(IReadOnlyList<HttpHeader> headers)
    {
        if (headers.Count == 0)
        {
            return [];
        }
        var shared = new HttpHeader[headers.Count];
        for (int i = 0; i < shared.Length; i++)
        {
            shared[i] = new HttpHeader(Share(headers[i].Name), Share(headers[i].Value));
        }
        return shared;
    }

    private string Share(string text)
    {
        if (text.Length > LongestText)
        {
            return text;
        }
        if (_texts.TryGetValue(text, out string? known))
        {
            return known;
        }
        if (_texts.Count >= MaxTexts)
        {
            _texts.Clear();
        }
        _texts.Add(text, text);
        return text;
    }
}
