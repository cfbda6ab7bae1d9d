using System.Text;
using System.Text.Json;
using SioProxy.Protocol;
using SioProxy.Sessions;

namespace SioProxy.Replay.Plan;

/// <summary>A refused handshake in the form of a session, so that it is ordered, played, compared and reported as everything else is.</summary>
internal static class HandshakeSteps
{
    /// <summary>The name of the socket that the two steps stand on; no namespace is called so.</summary>
    public const string Socket = "handshake";

    /// <summary>What rules and people call the answer.</summary>
    public const string Subject = "HANDSHAKE";

    private const int LongestMessage = 1000; // a refusing web server may answer with a whole page

    /// <summary>The answer that lets a client in.</summary>
    public static JsonElement Accepted { get; } = JsonElement.Parse("""[{"outcome":"accepted"}]""");

    /// <summary>The answer that does not, by Engine.IO's words (<c>code</c> and <c>message</c>) where the body has them.</summary>
    public static JsonElement Refused(int status, string body)
    {
        string message = body.Length > LongestMessage ? body[..LongestMessage] : body;
        int? code = null;
        if (CodeOf(message, out string said) is { } known)
        {
            code = known;
            message = said;
        }
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            json.WriteStartObject();
            json.WriteString("outcome", "refused");
            json.WriteNumber("status", status);
            if (code is { } number)
            {
                json.WriteNumber("code", number);
            }
            json.WriteString("message", message.Trim());
            json.WriteEndObject();
            json.WriteEndArray();
        }
        return StepArguments.Parse(stream.ToArray());
    }

    /// <summary>The session that a refused handshake would have become.</summary>
    /// <param name="asked">The number of its first step; the answer has the next one.</param>
    public static ReplaySession SessionOf(RefusedHandshake refusal, ConnectionEntry? request, int asked)
    {
        long openedAt = request?.OpenedAtMicros ?? refusal.AtMicros;
        return new ReplaySession
        {
            Sid = "",
            Version = refusal.Version,
            Parser = default,
            FirstTransport = refusal.Transport ?? Transport.Polling,
            IsUpgraded = false,
            Path = refusal.Path,
            Query = refusal.Query,
            Headers = HandshakeRequest.Headers(request),
            Cookie = HandshakeRequest.Cookie(request),
            OpenedAtMicros = openedAt,
            Refusal = refusal,
            Sockets =
            [
                new ReplaySocket(
                    Socket,
                    NamespaceQuery: null,
                    [
                        Step(asked, refusal.RowId, openedAt, Direction.ClientToServer, StepArguments.Empty),
                        Step(
                            asked + 1,
                            refusal.RowId,
                            Math.Max(openedAt, refusal.AtMicros),
                            Direction.ServerToClient,
                            refusal.Answer
                        ),
                    ]
                ),
            ],
        };
    }

    /// <summary>One of the two steps.</summary>
    public static ReplayStep Step(int number, long rowId, long at, Direction from, JsonElement args) =>
        new()
        {
            Number = number,
            RowId = rowId,
            AtMicros = at,
            From = from,
            Kind = StepKind.Handshake,
            Args = args,
        };

    /// <summary>Engine.IO's code in the body of a refusal; null when there is none, as any web server may answer.</summary>
    /// <param name="message">What the body says besides.</param>
    public static int? CodeOf(string body, out string message)
    {
        JsonElement said = StepArguments.Parse(Encoding.UTF8.GetBytes(body));
        bool isRefusal =
            CapturedJson.Find(said, "code") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out _);
        message = "";
        if (!isRefusal)
        {
            return null;
        }
        if (CapturedJson.Find(said, "message") is { } text)
        {
            message = text.ValueKind == JsonValueKind.String ? CapturedJson.Of(text) : text.GetRawText();
        }
        return CapturedJson.Find(said, "code")!.Value.GetInt32();
    }
}
