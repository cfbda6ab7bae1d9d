using System.Text;

namespace SioProxy.Sessions;

/// <summary>Redacts query strings, of targets and of namespaces.</summary>
internal static class QueryRedaction
{
    /// <summary>The query with its secrets masked; the same object when it has none.</summary>
    /// <param name="query">Without question mark.</param>
    /// <param name="prefix">What the paths of what was masked start with, as <c>query.</c>.</param>
    public static string Redact(
        string query,
        RedactedNames names,
        SecretMask mask,
        string prefix,
        ref List<string>? paths
    )
    {
        StringBuilder? result = null;
        int done = 0;
        int start = 0;
        while (start <= query.Length)
        {
            int end = query.IndexOf('&', start);
            end = end < 0 ? query.Length : end;
            int equals = query.IndexOf('=', start, end - start);
            if (equals >= 0 && equals + 1 < end && NameOf(query[start..equals]) is string name && names.Contains(name))
            {
                string value = Unescape(query[(equals + 1)..end]);
                byte[] bytes = Encoding.UTF8.GetBytes(value);
                if (!SecretMask.IsMask(bytes))
                {
                    result ??= new StringBuilder();
                    result.Append(query, done, equals + 1 - done).Append(mask.Of(bytes));
                    done = end;
                    (paths ??= []).Add(prefix + name);
                }
            }
            start = end + 1;
        }
        return result is null ? query : result.Append(query, done, query.Length - done).ToString();
    }

    /// <summary>A target or URL with the secrets of its query masked.</summary>
    public static string RedactTarget(string target, RedactedNames names, SecretMask mask, ref List<string>? paths)
    {
        int question = target.IndexOf('?', StringComparison.Ordinal);
        if (question < 0)
        {
            return target;
        }
        string query = target[(question + 1)..];
        string redacted = Redact(query, names, mask, "query.", ref paths);
        return ReferenceEquals(query, redacted) ? target : string.Concat(target.AsSpan(0, question + 1), redacted);
    }

    // token, to%6ben, user[token]
    private static string NameOf(string raw)
    {
        string name = Unescape(raw[(raw.LastIndexOf('?') + 1)..]); // a second question mark, of a URL inside
        int open = name.EndsWith(']') ? name.LastIndexOf('[') : -1;
        return open >= 0 ? name[(open + 1)..^1] : name;
    }

    private static string Unescape(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
