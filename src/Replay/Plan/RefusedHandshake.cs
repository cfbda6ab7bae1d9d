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
        );
    }

    // A refused upgrade has the message alone, as text.
    private static (int Code, string Message) Refusal(ReadOnlyMemory<byte> body)
    {
        const int forbidden = 4;
        System.Text.Json.JsonElement said = StepArguments.Parse(body);
        bool isRefusal =
            said.ValueKind == System.Text.Json.JsonValueKind.Object
            && said.TryGetProperty("code", out System.Text.Json.JsonElement number)
            && number.TryGetInt32(out _);
        return isRefusal
            ? (
                said.GetProperty("code").GetInt32(),
                said.TryGetProperty("message", out System.Text.Json.JsonElement text) ? text.ToString() : ""
            )
            : (forbidden, System.Text.Encoding.UTF8.GetString(body.Span));
    }
}
