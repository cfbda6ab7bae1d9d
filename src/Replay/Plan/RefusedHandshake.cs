using System.Text;
using System.Text.Json;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Replay.Plan;

/// <summary>A handshake that the recorded server refused by an HTTP status, so that there was no session.</summary>
/// <param name="RowId">The row of the capture that it comes from.</param>
/// <param name="AtMicros">When it was refused, in microseconds since the Unix epoch.</param>
/// <param name="Version">The Engine.IO version that the client asked for.</param>
/// <param name="Path">The path of the request, without query.</param>
/// <param name="Query">The application's own entries of the query, as they came.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">Engine.IO's code of the refusal.</param>
/// <param name="Message">What the server said.</param>
public sealed record RefusedHandshake(
    long RowId,
    long AtMicros,
    EngineIoVersion Version,
    string Path,
    IReadOnlyList<KeyValuePair<string, string>> Query,
    int Status,
    int Code,
    string Message
)
{
    private const int BadGateway = 502;
    private const int GatewayTimeout = 504;

    /// <summary>The transport that it asked for; null for one that no server knows.</summary>
    public Transport? Transport { get; init; }

    /// <summary>What the server answered, as a step's argument.</summary>
    public JsonElement Answer { get; init; } = HandshakeSteps.Refused(Status, Message);

    /// <summary>Whether a server meant it: a proxy in front of one that is not there says 502 to 504 by itself.</summary>
    public bool IsMeant => Status is < BadGateway or > GatewayTimeout;

    /// <summary>What a row says of a refused handshake; null when it says something else, or not in Engine.IO's words.</summary>
    internal static RefusedHandshake? Of(Sessions.CapturedHttp row)
    {
        string[] target = row.Path.Split('?', 2);
        if (row is not { SessionKey: null, Status: >= 400 and var status, Method: "GET" } || target.Length < 2)
        {
            return null;
        }
        string[] entries = target[1].Split('&');
        if (Array.Exists(entries, entry => entry.StartsWith("sid=", StringComparison.Ordinal)))
        {
            return null;
        }
        bool isVersion4 = entries.Contains("EIO=4", StringComparer.Ordinal);
        if (!isVersion4 && !entries.Contains("EIO=3", StringComparer.Ordinal))
        {
            return null;
        }
        (int code, string message) = Refusal(row.Body);
        return new RefusedHandshake(
            row.Id,
            row.AtMicros,
            isVersion4 ? EngineIoVersion.V4 : EngineIoVersion.V3,
            target[0],
            HandshakeRequest.Entries(target[1]),
            status,
            code,
            message
        )
        {
            Transport =
                entries.Contains("transport=polling", StringComparer.Ordinal) ? Protocol.Transport.Polling
                : entries.Contains("transport=websocket", StringComparer.Ordinal) ? Protocol.Transport.WebSocket
                : null,
            Answer = HandshakeSteps.Refused(status, Encoding.UTF8.GetString(row.Body.Span)),
        };
    }

    // A refused upgrade has the message alone, as text.
    private static (int Code, string Message) Refusal(ReadOnlyMemory<byte> body)
    {
        const int forbidden = 4;
        string text = Encoding.UTF8.GetString(body.Span);
        return HandshakeSteps.CodeOf(text, out string message) is { } code ? (code, message) : (forbidden, text);
    }
}
