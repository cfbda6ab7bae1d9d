using System.Buffers.Text;
using System.Globalization;
using SioProxy.Protocol.Json;

namespace SioProxy.Protocol.EngineIo;

/// <summary>What the open packet says.</summary>
/// <param name="Sid">The session's id, never empty.</param>
/// <param name="Upgrades">Transports that the client may change to.</param>
/// <param name="PingIntervalMillis">Heartbeat interval; 0 when it is missing.</param>
/// <param name="PingTimeoutMillis">Heartbeat timeout; 0 when it is missing.</param>
/// <param name="MaxPayload">The largest POST that the server takes, in bytes; null when it is not said.</param>
public sealed record EngineIoHandshake(
    string Sid,
    IReadOnlyList<string> Upgrades,
    int PingIntervalMillis,
    int PingTimeoutMillis,
    long? MaxPayload
)
{
    private const int MaxUpgrades = 16;

    /// <summary>Reads the data of an open packet; of a name that comes twice the last counts.</summary>
    /// <returns>False when it is no JSON object with a string <c>sid</c> that is not empty.</returns>
    public static bool TryParse(ReadOnlyMemory<byte> data, out EngineIoHandshake? handshake)
    {
        var tokens = new JsonTokenizer(data.Span);
        var read = new EngineIoHandshake("", [], 0, 0, null);
        handshake = null;
        if (!tokens.Read() || tokens.Kind != JsonTokenKind.ObjectStart)
        {
            return false;
        }
        while (tokens.Read())
        {
            if (tokens.Kind == JsonTokenKind.Key)
            {
                ReadOnlySpan<byte> key = tokens.Token;
                _ = tokens.Read();
                read = read.With(key, ref tokens);
            }
        }
        if (tokens.Failure != JsonFailure.None || read.Sid.Length == 0)
        {
            return false;
        }
        handshake = read;
        return true;
    }

    // Takes the value that the tokenizer stands at, and leaves it at that value's end.
    private EngineIoHandshake With(ReadOnlySpan<byte> key, ref JsonTokenizer tokens)
    {
        if (tokens.Kind == JsonTokenKind.Text && JsonText.Equals(key, "sid"u8))
        {
            return this with { Sid = JsonText.GetString(tokens.Token) };
        }
        if (tokens.Kind == JsonTokenKind.ArrayStart && JsonText.Equals(key, "upgrades"u8))
        {
            return this with { Upgrades = ReadStrings(ref tokens) };
        }
        if (tokens.Kind == JsonTokenKind.Number && JsonText.Equals(key, "pingInterval"u8))
        {
            return this with { PingIntervalMillis = (int)Math.Min(ReadWhole(tokens.Token) ?? 0, int.MaxValue) };
        }
        if (tokens.Kind == JsonTokenKind.Number && JsonText.Equals(key, "pingTimeout"u8))
        {
            return this with { PingTimeoutMillis = (int)Math.Min(ReadWhole(tokens.Token) ?? 0, int.MaxValue) };
        }
        if (tokens.Kind == JsonTokenKind.Number && JsonText.Equals(key, "maxPayload"u8))
        {
            return this with { MaxPayload = ReadWhole(tokens.Token) };
        }
        _ = tokens.SkipChildren();
        return this;
    }

    private static List<string> ReadStrings(ref JsonTokenizer tokens)
    {
        List<string> strings = [];
        int depth = tokens.Depth;
        while (tokens.Read() && tokens.Depth > depth)
        {
            if (tokens.Kind == JsonTokenKind.Text && strings.Count < MaxUpgrades)
            {
                strings.Add(JsonText.GetString(tokens.Token));
            }
        }
        return strings;
    }

    private static long? ReadWhole(ReadOnlySpan<byte> number)
    {
        if (Utf8Parser.TryParse(number, out long whole, out int consumed) && consumed == number.Length)
        {
            return whole < 0 ? null : whole;
        }
        return
            double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && value >= 0
            && value < long.MaxValue
            ? (long)value
            : null;
    }
}
