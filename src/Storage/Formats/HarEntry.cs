using System.Buffers;
using System.Text;
using System.Text.Json;
using SioProxy.Protocol;
using SioProxy.Sessions;

namespace SioProxy.Storage.Formats;

/// <summary>Reads one entry of a HAR, as Chrome, Firefox and this program write them.</summary>
internal static class HarEntry
{
    private const string UnknownClient = "0.0.0.0"; // a HAR does not say the browser's own address
    private const int LongestUrl = 64 * 1024;
    private const double LongestMillis = 1e12;
    private static readonly SearchValues<char> s_token = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    );

    // The file holds bodies and messages as they were before these.
    private static readonly HashSet<string> s_undone = new(StringComparer.OrdinalIgnoreCase)
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
            url.IsWebSocket || entry.Has("_webSocketMessages") || (entry.Has("response") && StatusOf(entry) == 101);
        string target = url.Target;
        var head = new RequestHead(Method(request), target, "1.1", UnknownClient, [], isWebSocket);
        if (!isWebSocket && !SessionTracker.MightBeEngineIo(head, []))
        {
            return null;
        }
        long startedAt = entry.Time("startedDateTime");
        double millis = entry.OptionalNumber("time") ?? 0;
        long endedAt = startedAt + (long)(Math.Clamp(millis, 0, LongestMillis) * 1000);
        ReadOnlyMemory<byte> sent = isWebSocket ? default : RequestBody(request);
        (ResponseHead? response, ReadOnlyMemory<byte>? received, long missing) = Response(entry, isWebSocket);
        List<HarMessage> messages =
        [
            .. entry.Array("_webSocketMessages").Select(m => Message(entry.In(m))).OfType<HarMessage>(),
        ];
        return new HarExchange
        {
            Number = number,
            StartedAtMicros = startedAt,
            EndedAtMicros = Math.Max(endedAt, messages.Count > 0 ? messages.Max(message => message.AtMicros) : endedAt),
            Node = url.Node,
            Request = head with
            {
                Target = WithoutJsonp(target, head.Method, sent, received),
                HttpVersion = Version(request),
                Headers = Headers(request, isText: false),
            },
            RequestBody = sent,
            Response = response,
            ResponseBody = received,
            MissingBytes = missing,
            Messages = messages,
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
        string method = request.OptionalText("method") ?? "GET";
        return method.Length is > 0 and < 32 && !method.AsSpan().ContainsAnyExcept(s_token)
            ? method
            : throw request.Error("method", "an HTTP method");
    }

    // Of "HTTP/1.1", "http/1.1", "h2", "HTTP/2.0", "h3"; WebSockets over HTTP/2 are told as they would be over 1.1.
    private static string Version(JsonFields request) =>
        request.OptionalText("httpVersion") is { } version && version.Contains('2', StringComparison.Ordinal)
            ? "2"
            : "1.1";

    private static int StatusOf(JsonFields entry) =>
        (int)(entry.Object("response").OptionalWhole("status", -1, 999) ?? 0);

    private static List<HttpHeader> Headers(JsonFields message, bool isText)
    {
        var headers = new List<HttpHeader>();
        foreach (JsonElement element in message.Array("headers"))
        {
            JsonFields header = message.In(element);
            string name = header.Text("name");
            string value = header.Text("value");
            if (name.StartsWith(':') || s_undone.Contains(name))
            {
                continue;
            }
            if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(s_token))
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

    private static ReadOnlyMemory<byte> RequestBody(JsonFields request)
    {
        if (!request.Has("postData"))
        {
            return default;
        }
        JsonFields data = request.Object("postData");
        if (data.OptionalText("encoding") is "base64")
        {
            return data.Base64("text");
        }
        if (data.Has("text"))
        {
            return data.Utf8("text");
        }
        // A JSONP client posts a form: some write its fields only.
        IEnumerable<string> fields = data.Array("params")
            .Select(data.In)
            .Select(field =>
                Uri.EscapeDataString(field.Text("name")) + "=" + Uri.EscapeDataString(field.OptionalText("value") ?? "")
            );
        return Encoding.UTF8.GetBytes(string.Join('&', fields));
    }

    private static (ResponseHead? Head, ReadOnlyMemory<byte>? Body, long Missing) Response(
        JsonFields entry,
        bool isWebSocket
    )
    {
        if (!entry.Has("response"))
        {
            return (null, default, 0);
        }
        JsonFields response = entry.Object("response");
        int status = StatusOf(entry);
        if (isWebSocket && (status is 0 or 101 or 200))
        {
            return (new ResponseHead(101, Headers(response, isText: false)), default, 0);
        }
        if (status <= 0)
        {
            return (null, default, 0);
        }
        if (!response.Has("content"))
        {
            return (new ResponseHead(status, Headers(response, isText: false)), ReadOnlyMemory<byte>.Empty, 0);
        }
        JsonFields content = response.Object("content");
        bool isBase64 = content.OptionalText("encoding") is "base64";
        long size = content.OptionalWhole("size", -1) ?? 0;
        ReadOnlyMemory<byte>? body =
            content.Has("text") ? (isBase64 ? content.Base64("text") : content.Utf8("text"))
            : size <= 0 ? ReadOnlyMemory<byte>.Empty
            : default(ReadOnlyMemory<byte>?);
        // What is given as text was text, or was made into one by whoever wrote the file.
        bool isText = !isBase64 && content.Has("text") && IsOctets(response);
        return (new ResponseHead(status, Headers(response, isText)), body, body is null ? size : 0);
    }

    private static bool IsOctets(JsonFields response) =>
        Headers(response, isText: false)
            .Exists(header =>
                header.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)
                && header.Value.StartsWith("application/octet-stream", StringComparison.OrdinalIgnoreCase)
            );

    // Bodies that were unwrapped already are no JSONP any more.
    private static string WithoutJsonp(
        string target,
        string method,
        ReadOnlyMemory<byte> sent,
        ReadOnlyMemory<byte>? received
    )
    {
        bool isPost = method is "POST";
        bool isWrapped = isPost
            ? sent.Span.StartsWith("d="u8)
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

    private static HarMessage? Message(JsonFields message)
    {
        string type = message.Text("type");
        if (type is not ("send" or "receive"))
        {
            return null; // Chrome notes errors among the messages
        }
        double seconds = message.OptionalNumber("time") ?? throw message.Error("time", "a number of seconds");
        if (seconds is < -6e10 or > 2e11)
        {
            throw message.Error("time", "a time in seconds since 1970");
        }
        long opcode = message.OptionalWhole("opcode", -1, 15) ?? 1;
        return opcode is not (1 or 2)
            ? null
            : new HarMessage(
                (long)(seconds * 1_000_000),
                type is "send" ? Direction.ClientToServer : Direction.ServerToClient,
                opcode == 2,
                opcode == 2 ? message.Base64("data") : message.Utf8("data")
            );
    }
}
