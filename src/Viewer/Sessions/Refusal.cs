using System.Text;
using System.Text.Json;
using SioProxy.Protocol;
using SioProxy.Sessions;

namespace SioProxy.Viewer.Sessions;

/// <summary>A request that the server, or something in between, did not serve.</summary>
/// <param name="Code">Engine.IO's error code; null when the answer has none.</param>
/// <param name="Message">Engine.IO's message, or the beginning of another body's text; empty without.</param>
/// <param name="Connection">The request's number.</param>
/// <param name="Sid">The session that the request named; null for a handshake.</param>
internal sealed record Refusal(
    long Row,
    long AtMicros,
    string Client,
    string? Node,
    string Method,
    string Target,
    int? Status,
    int? Code,
    string Message,
    string? Sid,
    long Connection
)
{
    private const int MaxMessage = 200;

    private static readonly string[] Messages =
    [
        "Transport unknown",
        "Session ID unknown",
        "Bad handshake method",
        "Bad request",
        "Forbidden",
        "Unsupported protocol version",
    ];

    /// <summary>When a request that was never answered ended; null when that is not known.</summary>
    public long? EndedAtMicros { get; set; }

    /// <summary>Who ended a request that was never answered.</summary>
    public ClosedBy? EndedBy { get; set; }

    /// <summary>The request with its headers; null while nobody has read it.</summary>
    public ConnectionEntry? Request { get; set; }

    /// <summary>The <c>EIO</c> that was asked for; empty without.</summary>
    public string Version => Query("EIO") ?? "";

    /// <summary>The transport that was asked for; empty without.</summary>
    public string Transport => Query("transport") ?? "";

    /// <summary>The request's path, without its query.</summary>
    public string Path => Target.Split('?', 2)[0];

    public static Refusal Of(CapturedHttp http)
    {
        (int? code, string message) = http.IsBodyBinary ? (null, "") : Read(http.Body.Span);
        return new Refusal(
            http.Id,
            http.AtMicros,
            http.Client,
            http.Node,
            http.Method,
            http.Path,
            http.Status,
            code,
            message,
            http.Session ?? SidOf(http.Path),
            http.Connection
        );
    }

    /// <summary>The refusal that is written into a WebSocket after its 101; null when the packet is none.</summary>
    /// <param name="target">The target of the connection's request.</param>
    public static Refusal? Of(CapturedPacket packet, string target)
    {
        if (packet.Fault is not { Code: FaultCode.NotWebSocket } || packet.Raw.IsEmpty)
        {
            return null;
        }
        string text = Encoding.UTF8.GetString(packet.Raw.Span);
        if (!text.StartsWith("HTTP/1.", StringComparison.Ordinal))
        {
            return null;
        }
        string message = Messages.FirstOrDefault(known => text.Contains(known, StringComparison.Ordinal)) ?? "";
        return new Refusal(
            packet.Id,
            packet.AtMicros,
            packet.Client,
            packet.Node,
            "GET",
            target,
            101,
            CodeOf(message),
            message,
            packet.Session ?? SidOf(target),
            packet.Connection
        );
    }

    private static (int? Code, string Message) Read(ReadOnlySpan<byte> body)
    {
        if (body is [(byte)'{', ..] && body.Length <= 4096)
        {
            try
            {
                JsonElement json = JsonElement.Parse(body);
                if (
                    CapturedJson.Find(json, "code") is { ValueKind: JsonValueKind.Number } code
                    && code.TryGetInt32(out int number)
                    && CapturedJson.Find(json, "message") is { ValueKind: JsonValueKind.String } message
                )
                {
                    return (number, Cut(CapturedJson.Of(message)));
                }
            }
            catch (JsonException)
            {
                // Some other server's body: shown as the text that it is.
            }
        }
        string text = Cut(Encoding.UTF8.GetString(body[..Math.Min(body.Length, MaxMessage * 4)]).Trim());
        return (CodeOf(text), text);
    }

    private static int? CodeOf(string message)
    {
        int code = Array.IndexOf(Messages, message);
        return code < 0 ? null : code;
    }

    private static string? SidOf(string target) => Query(target, "sid");

    private string? Query(string name) => Query(Target, name);

    private static string? Query(string target, string name)
    {
        int mark = target.IndexOf('?', StringComparison.Ordinal);
        return mark < 0
            ? null
            : target[(mark + 1)..]
                .Split('&')
                .FirstOrDefault(part => part.StartsWith(name + "=", StringComparison.Ordinal))
                ?[(name.Length + 1)..];
    }

    private static string Cut(string text) => text.Length <= MaxMessage ? text : text[..MaxMessage] + "…";
}
