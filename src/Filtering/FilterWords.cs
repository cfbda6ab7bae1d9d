using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Filtering;

/// <summary>The words of the language, for the parser, the printer and completion.</summary>
public static class FilterWords
{
    /// <summary>The values of <c>type:</c>.</summary>
    public static IReadOnlyList<KeyValuePair<string, FilterType>> Types { get; } =
    [
        new("event", FilterType.Event),
        new("ack", FilterType.Ack),
        new("connect", FilterType.Connect),
        new("connect_error", FilterType.ConnectError),
        new("disconnect", FilterType.Disconnect),
        new("binary_event", FilterType.BinaryEvent),
        new("binary_ack", FilterType.BinaryAck),
        new("open", FilterType.Open),
        new("close", FilterType.Close),
        new("ping", FilterType.Ping),
        new("pong", FilterType.Pong),
        new("upgrade", FilterType.Upgrade),
        new("noop", FilterType.Noop),
        new("message", FilterType.Message),
        new("http", FilterType.Http),
        new("gap", FilterType.Gap),
        new("packet", FilterType.Packet),
    ];

    /// <summary>The values of <c>is:</c>.</summary>
    public static IReadOnlyList<KeyValuePair<string, FilterState>> States { get; } =
    [
        new("unanswered", FilterState.Unanswered),
        new("answered", FilterState.Answered),
        new("fault", FilterState.Fault),
        new("binary", FilterState.Binary),
        new("gap", FilterState.Gap),
        new("slow", FilterState.Slow),
        new("truncated", FilterState.Truncated),
        new("redacted", FilterState.Redacted),
        new("ack", FilterState.Ack),
        new("heartbeat", FilterState.Heartbeat),
    ];

    /// <summary>The values of <c>from:</c>.</summary>
    public static IReadOnlyList<KeyValuePair<string, Direction>> Directions { get; } =
    [new("client", Direction.ClientToServer), new("server", Direction.ServerToClient)];

    /// <summary>The values of <c>transport:</c>.</summary>
    public static IReadOnlyList<KeyValuePair<string, Transport>> Transports { get; } =
    [new("polling", Transport.Polling), new("websocket", Transport.WebSocket)];

    /// <summary>The values of <c>eio:</c>.</summary>
    public static IReadOnlyList<KeyValuePair<string, EngineIoVersion>> Versions { get; } =
    [new("3", EngineIoVersion.V3), new("4", EngineIoVersion.V4)];

    /// <summary>The fields compared as text.</summary>
    public static IReadOnlyList<KeyValuePair<string, NameField>> NameFields { get; } =
    [
        new("event", NameField.Event),
        new("ns", NameField.Namespace),
        new("session", NameField.Session),
        new("client", NameField.Client),
        new("node", NameField.Node),
        new("fault", NameField.Fault),
    ];

    /// <summary>The fields compared as numbers.</summary>
    public static IReadOnlyList<KeyValuePair<string, NumberField>> NumberFields { get; } =
    [
        new("size", NumberField.Size),
        new("latency", NumberField.Latency),
        new("id", NumberField.Id),
        new("connection", NumberField.Connection),
        new("ack", NumberField.AckId),
        new("status", NumberField.Status),
    ];

    /// <summary>Where paths begin.</summary>
    public static IReadOnlyList<KeyValuePair<string, PathRoot>> PathRoots { get; } =
    [new("args", PathRoot.Args), new("auth", PathRoot.Auth), new("data", PathRoot.Data)];

    /// <summary>The words in front of a <c>:</c> or a comparison, paths apart.</summary>
    public static IReadOnlyList<string> Terms { get; } =
    [
        .. NameFields.Select(field => field.Key),
        "type",
        "is",
        "from",
        "transport",
        "eio",
        .. NumberFields.Select(field => field.Key),
        "at",
    ];

    internal static bool TryFind<T>(IReadOnlyList<KeyValuePair<string, T>> words, string word, out T value)
    {
        foreach (KeyValuePair<string, T> entry in words)
        {
            if (entry.Key.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                value = entry.Value;
                return true;
            }
        }
        value = default!;
        return false;
    }

    internal static string Name<T>(IReadOnlyList<KeyValuePair<string, T>> words, T value)
        where T : struct, Enum
    {
        foreach (KeyValuePair<string, T> entry in words)
        {
            if (EqualityComparer<T>.Default.Equals(entry.Value, value))
            {
                return entry.Key;
            }
        }
        throw new ArgumentOutOfRangeException(nameof(value), value, "The filter language has no word for it.");
    }
}
