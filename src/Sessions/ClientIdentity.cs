using System.Text.Json;

namespace SioProxy.Sessions;

/// <summary>What two sessions of the same person have in common on the wire.</summary>
public static class ClientIdentity
{
    private static readonly string[] OfTheConnection = ["pid", "offset"];

    /// <summary>A CONNECT's payload without what connection state recovery puts into it; null when nothing is left.</summary>
    public static string? OfAuth(JsonElement payload)
    {
        if (payload.ValueKind != JsonValueKind.Object)
        {
            return null;
        }
        IEnumerable<string> members = payload
            .EnumerateObject()
            .Select(member => (Name: CapturedJson.NameOf(member), member.Value))
            .Where(member => !OfTheConnection.Contains(member.Name, StringComparer.Ordinal))
            .Select(member => member.Name + "=" + member.Value.GetRawText());
        string joined = string.Join('&', members);
        return joined.Length == 0 ? null : joined;
    }

    /// <summary>Recovery's private id in a CONNECT's payload; null without.</summary>
    public static string? Pid(JsonElement payload) =>
        CapturedJson.Find(payload, "pid") is { ValueKind: JsonValueKind.String } pid ? CapturedJson.Of(pid) : null;

    /// <summary>What the handshake's request tells of the client: its address, agent and the application's query.</summary>
    public static string OfHandshake(SessionEntry session, ConnectionEntry? handshake)
    {
        ArgumentNullException.ThrowIfNull(session);
        string query = string.Join(
            '&',
            HandshakeQuery.Of(handshake?.Target).Select(entry => entry.Key + "=" + entry.Value)
        );
        return string.Join('\n', session.Client, session.Path, Agent(handshake) ?? "", query);
    }

    /// <summary>The request's <c>User-Agent</c>; null without.</summary>
    public static string? Agent(ConnectionEntry? connection) =>
        connection
            ?.RequestHeaders.FirstOrDefault(header =>
                string.Equals(header.Name, "User-Agent", StringComparison.OrdinalIgnoreCase)
            )
            .Value;

    /// <summary>The identity that chains of clients go by: the handshake's, and the auth of the first CONNECT.</summary>
    public static string Of(SessionEntry session, ConnectionEntry? handshake, string? auth) =>
        OfHandshake(session, handshake) + "\n" + auth;
}
