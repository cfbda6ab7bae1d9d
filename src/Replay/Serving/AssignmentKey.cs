using System.Text.Json;
using SioProxy.Protocol;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Values;
using SioProxy.Sessions;

namespace SioProxy.Replay.Serving;

/// <summary>
/// The place by which live clients are told apart: <c>auth.PATH</c> in a CONNECT's payload (or its query, in protocol 4),
/// <c>query.NAME</c> in the handshake's query, <c>cookie.NAME</c>.
/// </summary>
public sealed class AssignmentKey
{
    private readonly string _root;
    private readonly string[] _names;

    private AssignmentKey(string root, string[] names)
    {
        _root = root;
        _names = names;
    }

    /// <summary>Reads a key; null when the text is none.</summary>
    public static AssignmentKey? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split('.');
        bool isKey =
            parts.Length >= 2
            && parts[0] is "auth" or "query" or "cookie"
            && Array.TrueForAll(parts, part => part.Length > 0)
            && (parts[0] is "auth" || parts.Length == 2);
        return isKey ? new AssignmentKey(parts[0], parts[1..]) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{_root}.{string.Join('.', _names)}";

    /// <summary>The value of a recorded client, from its first session that has one; null without.</summary>
    public string? Of(ReplayClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.Sessions.Select(Of).FirstOrDefault(value => value is not null);
    }

    /// <summary>The value of a live client; null without, or while it is not known yet.</summary>
    /// <param name="connect">Its CONNECT; null before.</param>
    /// <param name="namespaceQuery">The query of the CONNECT's namespace (protocol 4).</param>
    public string? Of(LiveHandshake handshake, ReplayStep? connect, string? namespaceQuery)
    {
        ArgumentNullException.ThrowIfNull(handshake);
        return _root switch
        {
            "query" => InQuery(handshake.Query),
            "cookie" => InCookie(handshake.Cookie),
            _ => InAuth(connect, namespaceQuery),
        };
    }

    private string? Of(ReplaySession session) =>
        _root switch
        {
            "query" => InQuery(session.Query),
            "cookie" => InCookie(session.Cookie),
            _ => session
                .Sockets.Select(socket => InAuth(socket.Steps.FirstOrDefault(IsConnect), socket.NamespaceQuery))
                .FirstOrDefault(value => value is not null),
        };

    private static bool IsConnect(ReplayStep step) =>
        step is { Kind: StepKind.Connect, From: Direction.ClientToServer };

    private string? InQuery(IReadOnlyList<KeyValuePair<string, string>> query)
    {
        string? value = query
            .Where(entry => string.Equals(entry.Key, _names[0], StringComparison.Ordinal))
            .Select(entry => entry.Value)
            .FirstOrDefault();
        return value is null ? null : Uri.UnescapeDataString(value.Replace('+', ' '));
    }

    private string? InCookie(string? header) =>
        header
            ?.Split(';', StringSplitOptions.TrimEntries)
            .Where(part => part.StartsWith(_names[0] + "=", StringComparison.Ordinal))
            .Select(part => part[(_names[0].Length + 1)..])
            .FirstOrDefault();

    private string? InAuth(ReplayStep? connect, string? namespaceQuery)
    {
        if (namespaceQuery is not null && _names.Length == 1)
        {
            return InQuery(Plan.HandshakeRequest.Entries(namespaceQuery));
        }
        if (connect is null || connect.Args.GetArrayLength() == 0)
        {
            return null;
        }
        JsonElement value = connect.Args[0];
        foreach (string name in _names)
        {
            if (value.ValueKind != JsonValueKind.Object || CapturedJson.Find(value, name) is not { } member)
            {
                return null;
            }
            value = member;
        }
        return value.ValueKind == JsonValueKind.String ? CapturedJson.Of(value) : value.GetRawText();
    }
}
