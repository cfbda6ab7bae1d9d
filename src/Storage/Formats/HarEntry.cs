using System.Buffers;
using System.Globalization;
using System.Text.Json;
using SioProxy.Sessions;

namespace SioProxy.Storage.Formats;

/// <summary>Reads one entry of a HAR, as browsers, proxies and this program write them.</summary>
internal static class HarEntry
{
    private const string UnknownClient = "0.0.0.0"; // a HAR does not say the browser's own address
    private const int LongestUrl = 64 * 1024;
    private const double LongestMillis = 1e12;
    private static readonly SearchValues<char> Token = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    );

    // The file holds bodies and messages as they were before these.
    private static readonly HashSet<string> Undone = new(StringComparer.OrdinalIgnoreCase)
    {
        "Content-Encoding",
        "Transfer-Encoding",
        "Sec-WebSocket-Extensions",
    };

    /// <summary>The exchange; null when it has nothing to do with Engine.IO or WebSockets.</summary>
    /// <exception cref="ImportException">A field is wrong.</exception>
    public static HarExchange? Read(JsonFields entry, long number)
    {
        JsonFields request = entry.Object("request");
        Url url = ReadUrl(request);
        bool isWebSocket =
            url.IsWebSocket || HarMessages.HasList(entry) || (entry.Has("response") && StatusOf(entry) == 101);
        string target = url.Target;
        var head = new RequestHead(Method(request), target, "1.1", UnknownClient, [], isWebSocket);
        bool mightBeEngineIo = SessionTracker.MightBeEngineIo(head, []);
        if (!isWebSocket && !mightBeEngineIo)
        {
            return null;
        }
        long startedAt = entry.Time("startedDateTime");
        double millis = Duration(entry);
        long endedAt = startedAt + (long)(Math.Clamp(millis, 0, LongestMillis) * 1000);
        bool isPost = head.Method is "POST";
        HarBody sent = isWebSocket ? HarBody.Empty : HarBody.OfRequest(request, isPost);
        (ResponseHead? response, HarBody received) = Response(entry, isWebSocket);
        List<HarMessage> messages = HarMessages.Read(entry);
        return new HarExchange
        {
            Number = number,
            StartedAtMicros = startedAt,
            EndedAtMicros = Math.Max(endedAt, messages.Count > 0 ? messages.Max(message => message.AtMicros) : endedAt),
            Node = url.Node,
            Request = head with
            {
                Target = WithoutJsonp(target, isPost, sent.Bytes, received.Bytes),
                HttpVersion = Version(request),
                Headers = Headers(request, isText: false),
            },
            RequestBody = sent,
            Response = response,
            ResponseBody = received,
            Messages = messages,
            // In Engine.IO's WebSockets there is always something; in others there need not be.
            LacksMessages = isWebSocket && messages.Count == 0 && (mightBeEngineIo || !HarMessages.HasList(entry)),
        };
    }

    private readonly record struct Url(string Node, string Target, bool IsWebSocket);

    private static Url ReadUrl(JsonFields request)
    {
        string text = request.Text("url");
        if (
            text.Length > LongestUrl
            || !Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
            || uri.Scheme is not ("http" or "https" or "ws" or "wss")
        )
        {
            // data:, blob:, chrome-extension: and the like are in every HAR
            return text.Contains(':', StringComparison.Ordinal) && text.Length <= LongestUrl
                ? new Url("", "/", IsWebSocket: false)
                : throw request.Error("url", "an absolute URL");
        }
        int authority = text.IndexOf("://", StringComparison.Ordinal) + 3;
        int path = text.AsSpan(authority).IndexOfAny('/', '?', '#');
        string target = path < 0 ? "/" : text[(authority + path)..].Split('#')[0];
        if (target.AsSpan().IndexOfAnyInRange('\0', ' ') >= 0)
        {
            throw request.Error("url", "free of blanks and line ends");
        }
        string scheme = uri.Scheme is "wss" or "https" ? "https" : "http";
        return new Url(
            $"{scheme}://{uri.Authority}",
            target.StartsWith('/') ? target : "/" + target,
            uri.Scheme is "ws" or "wss"
        );
    }

    private static string Method(JsonFields request)
    {
        string method = request.OptionalText("method") is { Length: > 0 } given ? given : "GET"; // Safari may leave it empty
        return method.Length < 32 && !method.AsSpan().ContainsAnyExcept(Token)
            ? method
            : throw request.Error("method", "an HTTP method");
    }

    // Of "HTTP/1.1", "http/1.1", "h2", "HTTP/2.0", "h3"; WebSockets over HTTP/2 are told as they would be over 1.1.
    private static string Version(JsonFields request) =>
        request.OptionalText("httpVersion") is { } version && version.Contains('2', StringComparison.Ordinal)
            ? "2"
            : "1.1";

    // A number of milliseconds; some write it as text.
    private static double Duration(JsonFields entry) =>
        entry.Find("time") is { ValueKind: JsonValueKind.String }
        && double.TryParse(entry.Text("time"), NumberStyles.Float, CultureInfo.InvariantCulture, out double millis)
        && double.IsFinite(millis)
            ? millis
            : entry.OptionalNumber("time") ?? 0;

    private static int StatusOf(JsonFields entry) =>
        (int)(entry.Object("response").OptionalWhole("status", -1, 999) ?? 0);

    private static List<HttpHeader> Headers(JsonFields message, bool isText)
    {
        var headers = new List<HttpHeader>();
        foreach (JsonElement element in message.Array("headers"))
        {
            JsonFields header = message.In(element);
            string name = header.Text("name");
            string value = header.OptionalText("value") ?? "";
            if (name.StartsWith(':') || Undone.Contains(name))
            {
                continue;
            }
            if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(Token))
            {
                throw header.Error("name", "a header's name");
            }
            // Chrome joins fields of one name by line feeds.
            foreach (string one in value.Split('\n'))
            {
                if (one.AsSpan().ContainsAny('\r', '\0'))
                {
                    throw header.Error("value", "free of line ends");
                }
                bool isOctets = isText && name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase);
                headers.Add(new HttpHeader(name, isOctets ? "text/plain; charset=UTF-8" : one));
            }
        }
        return headers;
    }

    private static (ResponseHead? Head, HarBody Body) Response(JsonFields entry, bool isWebSocket)
    {
        if (!entry.Has("response"))
        {
            return (null, HarBody.Empty);
        }
        JsonFields response = entry.Object("response");
        int status = StatusOf(entry);
        if (isWebSocket && (status is 0 or 101 or 200))
        {
            return (new ResponseHead(101, Headers(response, isText: false)), HarBody.Empty);
        }
        if (status <= 0)
        {
            return (null, HarBody.Empty);
        }
        HarBody body = HarBody.OfResponse(response, out bool isText);
        return (new ResponseHead(status, Headers(response, isText)), body);
    }

    // Bodies that were unwrapped already are no JSONP any more.
    private static string WithoutJsonp(
        string target,
        bool isPost,
        ReadOnlyMemory<byte>? sent,
        ReadOnlyMemory<byte>? received
    )
    {
        bool isWrapped = isPost
            ? sent is not { IsEmpty: false } posted || posted.Span.StartsWith("d="u8)
            : received is not { IsEmpty: false } body || body.Span.IndexOf("___eio["u8) >= 0;
        int query = target.IndexOf('?', StringComparison.Ordinal);
        return isWrapped || query < 0
            ? target
            : target[..(query + 1)]
                + string.Join(
                    '&',
                    target[(query + 1)..].Split('&').Where(pair => !pair.StartsWith("j=", StringComparison.Ordinal))
                );
    }
}
