using System.Text.Json;
using SioProxy.Protocol;

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
    public static ReplaySession SessionOf(RefusedHandshake refusal, Sessions.ConnectionEntry? request, int asked)
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

    private static int? CodeOf(string body, out string message)
    {
        message = "";
        try
        {
            using JsonDocument json = JsonDocument.Parse(body);
            JsonElement root = json.RootElement;
            bool isRefusal =
                root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("code", out JsonElement number)
                && number.ValueKind == JsonValueKind.Number
                && number.TryGetInt32(out _);
            if (!isRefusal)
            {
                return null;
            }
            message = root.TryGetProperty("message", out JsonElement said) ? said.ToString() : "";
            return root.GetProperty("code").GetInt32();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // any web server may answer: its text is told as it is
        }
    }
}
