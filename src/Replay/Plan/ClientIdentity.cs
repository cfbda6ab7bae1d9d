using System.Text.Json;
using SioProxy.Sessions;

namespace SioProxy.Replay.Plan;

/// <summary>What two sessions of the same person have in common on the wire.</summary>
internal static class ClientIdentity
{
    private static readonly string[] OfTheConnection = ["pid", "offset"];

    /// <summary>The CONNECT payload without what connection state recovery puts into it; null when nothing is left.</summary>
    public static string? OfAuth(ReplayStep connect)
    {
        JsonElement payload = connect.Args.EnumerateArray().FirstOrDefault();
        if (payload.ValueKind != JsonValueKind.Object)
        {
            return null;
        }
        IEnumerable<string> members = payload
            .EnumerateObject()
            .Where(member => !OfTheConnection.Contains(member.Name, StringComparer.Ordinal))
            .Select(member => member.Name + "=" + member.Value.GetRawText());
        string joined = string.Join('&', members);
        return joined.Length == 0 ? null : joined;
    }

    /// <summary>Recovery's private id in a payload; null without.</summary>
    public static string? Pid(ReplayStep connect)
    {
        JsonElement payload = connect.Args.EnumerateArray().FirstOrDefault();
        return
            payload.ValueKind == JsonValueKind.Object
            && payload.TryGetProperty("pid", out JsonElement pid)
            && pid.ValueKind == JsonValueKind.String
            ? pid.GetString()
            : null;
    }

    /// <summary>What the handshake's request tells of the client: its address, agent and the application's query.</summary>
    public static string OfHandshake(SessionEntry session, ConnectionEntry? handshake)
    {
        string agent =
            handshake
                ?.RequestHeaders.FirstOrDefault(header =>
                    string.Equals(header.Name, "User-Agent", StringComparison.OrdinalIgnoreCase)
                )
                .Value
            ?? "";
        string query = string.Join(
            '&',
            HandshakeRequest.Query(handshake).Select(entry => entry.Key + "=" + entry.Value)
        );
        return string.Join('\n', session.Client, session.Path, agent, query);
    }
}
