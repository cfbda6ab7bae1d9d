using System.Globalization;
using System.Text.Json;
using SioProxy.Protocol;

namespace SioProxy.Storage.Formats;

/// <summary>
/// Reads a WebSocket's messages from a HAR's entry: <c>_webSocketMessages</c> as Chrome, mitmproxy, HTTP Toolkit, Proxyman and this
/// program write them. Firefox, Safari and Playwright write none.
/// </summary>
internal static class HarMessages
{
    private const double LongestSeconds = 2e11;
    private const double MillisFrom = 1e11; // seconds of this size are in the year 5138
    private static readonly string[] Names = ["_webSocketMessages", "webSocketMessages"];

    /// <summary>Whether the entry has a list of messages, be it empty.</summary>
    public static bool HasList(JsonFields entry) => Array.Exists(Names, entry.Has);

    /// <summary>The messages, in the order of the file.</summary>
    /// <exception cref="ImportException">One is wrong.</exception>
    public static List<HarMessage> Read(JsonFields entry)
    {
        string name = Array.Find(Names, entry.Has) ?? Names[0];
        return [.. entry.Array(name).Select(message => Read(entry, message)).OfType<HarMessage>()];
    }

    private static HarMessage? Read(JsonFields entry, JsonElement element)
    {
        JsonFields message = entry.In(element);
        string type = message.Text("type");
        if (type is not ("send" or "receive"))
        {
            return null; // Chrome notes errors among the messages
        }
        long at = Time(message);
        long opcode = message.OptionalWhole("opcode", -1, 15) ?? 1;
        return opcode is not (1 or 2)
            ? null
            : new HarMessage(
                at,
                type is "send" ? Direction.ClientToServer : Direction.ServerToClient,
                opcode == 2,
                opcode == 2 ? message.Base64("data") : message.Utf8("data")
            );
    }

    // Chrome's are seconds since 1970; others write milliseconds, or a time as text.
    private static long Time(JsonFields message)
    {
        if (message.Find("time") is { ValueKind: JsonValueKind.String })
        {
            return double.TryParse(
                message.Text("time"),
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out double number
            )
                ? Micros(message, number)
                : message.Time("time");
        }
        return Micros(message, message.OptionalNumber("time") ?? throw message.Error("time", "a number of seconds"));
    }

    private static long Micros(JsonFields message, double time)
    {
        double seconds = Math.Abs(time) >= MillisFrom ? time / 1000 : time;
        return seconds is >= -6e10 and <= LongestSeconds
            ? (long)(seconds * 1_000_000)
            : throw message.Error("time", "a time in seconds since 1970");
    }
}
