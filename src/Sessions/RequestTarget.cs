namespace SioProxy.Sessions;

/// <summary>What the target of a request says about Engine.IO.</summary>
internal sealed class RequestTarget
{
    /// <summary>Length up to which a target is kept in case that it comes again.</summary>
    public const int MaxKept = 1024;

    private RequestTarget() { }

    /// <summary>The path as sent, without query.</summary>
    public required string Path { get; init; }

    /// <summary><c>sid</c>, unescaped; null without or when empty.</summary>
    public string? Sid { get; private set; }

    /// <summary><c>EIO</c> where it is a number; null otherwise.</summary>
    public int? Claimed { get; private set; }

    /// <summary>Whether there is an <c>EIO</c>, whatever its value.</summary>
    public bool HasEio { get; private set; }

    /// <summary>Whether <c>transport</c> is one of Engine.IO's.</summary>
    public bool HasTransport { get; private set; }

    /// <summary>Whether <c>j</c> is there, so that JSONP is spoken.</summary>
    public bool HasJsonp { get; private set; }

    public static RequestTarget Parse(string target)
    {
        int question = target.IndexOf('?', StringComparison.Ordinal);
        var parsed = new RequestTarget { Path = question < 0 ? target : target[..question] };
        if (question < 0)
        {
            return parsed;
        }
        ReadOnlySpan<char> query = target.AsSpan(question + 1);
        foreach (Range range in query.Split('&'))
        {
            ReadOnlySpan<char> pair = query[range];
            int equals = pair.IndexOf('=');
            parsed.Take(equals < 0 ? pair : pair[..equals], equals < 0 ? [] : pair[(equals + 1)..]);
        }
        return parsed;
    }

    /// <summary>The cheap test of the same things, without allocating.</summary>
    public static bool LooksLikeEngineIo(ReadOnlySpan<char> target)
    {
        int question = target.IndexOf('?');
        if (question < 0)
        {
            return false;
        }
        ReadOnlySpan<char> query = target[(question + 1)..];
        foreach (Range range in query.Split('&'))
        {
            ReadOnlySpan<char> pair = query[range];
            if (pair.StartsWith("EIO=", StringComparison.Ordinal) || IsTransport(pair))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Whether the path is one of <paramref name="paths"/>, a slash at the end apart.</summary>
    public static bool IsOneOf(ReadOnlySpan<char> target, IReadOnlyList<string> paths)
    {
        int question = target.IndexOf('?');
        ReadOnlySpan<char> path = (question < 0 ? target : target[..question]).TrimEnd('/');
        for (int i = 0; i < paths.Count; i++)
        {
            if (path.Equals(paths[i].AsSpan().TrimEnd('/'), StringComparison.Ordinal))
            {
                return true;
            }
        }
        return false;
    }

    private static bool IsTransport(ReadOnlySpan<char> pair) =>
        pair is "transport=polling" or "transport=websocket" or "transport=webtransport";

    private void Take(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        switch (name)
        {
            case "sid" when !value.IsEmpty:
                Sid = Uri.UnescapeDataString(value);
                break;
            case "EIO":
                HasEio = true;
                Claimed = int.TryParse(value, System.Globalization.NumberStyles.None, null, out int claimed)
                    ? claimed
                    : null;
                break;
            case "transport":
                HasTransport = value is "polling" or "websocket" or "webtransport";
                break;
            case "j":
                HasJsonp = true;
                break;
        }
    }
}
