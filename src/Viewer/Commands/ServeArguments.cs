using System.Globalization;
using SioProxy.Replay.Serving;

namespace SioProxy.Viewer.Commands;

/// <summary>The values of <c>sioview serve</c>'s options.</summary>
internal static class ServeArguments
{
    private const string PassThroughPrefix = "passthrough:";

    /// <exception cref="CommandUsageException">It is not a place to listen at.</exception>
    public static Uri Listen(string? text)
    {
        if (text is null)
        {
            throw new CommandUsageException("Say where to listen: --listen http://127.0.0.1:3000.");
        }
        bool isUrl =
            Uri.TryCreate(text, UriKind.Absolute, out Uri? url)
            && string.Equals(url.Scheme, Uri.UriSchemeHttp, StringComparison.Ordinal)
            && url.PathAndQuery is "/";
        return isUrl
            ? url!
            : throw new CommandUsageException(
                $"--listen {text}: expected http://HOST:PORT, such as http://127.0.0.1:3000."
            );
    }

    /// <exception cref="CommandUsageException">It is no such word.</exception>
    public static UnknownPolicy OnUnknown(string? text) =>
        text switch
        {
            null or "ignore" => UnknownPolicy.Ignore,
            "error" => UnknownPolicy.Error,
            _ when text.StartsWith(PassThroughPrefix, StringComparison.Ordinal) => UnknownPolicy.PassThrough,
            _ => throw new CommandUsageException($"--on-unknown {text}: expected ignore, error or passthrough:URL."),
        };

    /// <exception cref="CommandUsageException">The URL is none.</exception>
    public static Uri? PassThrough(string? text)
    {
        if (text?.StartsWith(PassThroughPrefix, StringComparison.Ordinal) != true)
        {
            return null;
        }
        string target = text[PassThroughPrefix.Length..];
        return Uri.TryCreate(target, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https"
            ? url
            : throw new CommandUsageException(
                $"--on-unknown {text}: expected the real server's address, such as passthrough:http://localhost:3000."
            );
    }

    /// <exception cref="CommandUsageException">It is no key.</exception>
    public static AssignmentKey? Assign(string? text) =>
        text is null or "order"
            ? null
            : AssignmentKey.Parse(text)
                ?? throw new CommandUsageException(
                    $"--assign {text}: expected order, or a place such as auth.userId, query.user or cookie.user."
                );

    /// <exception cref="CommandUsageException">It is no such word.</exception>
    public static ServingPace Pace(string? text) =>
        text switch
        {
            null or "asap" => ServingPace.Asap,
            "recorded" => ServingPace.Recorded,
            _ => throw new CommandUsageException($"--pace {text}: expected asap or recorded."),
        };

    /// <exception cref="CommandUsageException">It is no number of seconds.</exception>
    public static TimeSpan Wait(string? text)
    {
        if (text is null)
        {
            return TimeSpan.FromSeconds(10);
        }
        bool isNumber = double.TryParse(
            text.TrimEnd('s'),
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out double seconds
        );
        return isNumber && seconds is > 0 and <= 86_400
            ? TimeSpan.FromSeconds(seconds)
            : throw new CommandUsageException($"--wait {text}: expected a number of seconds up to 86400.");
    }
}
