namespace SioProxy.Protocol.WebSockets;

/// <summary>What a handshake agreed about permessage-deflate (RFC 7692, 7.1).</summary>
/// <param name="ClientNoContextTakeover">The client compresses each message by itself.</param>
/// <param name="ServerNoContextTakeover">The server compresses each message by itself.</param>
/// <param name="ClientMaxWindowBits">8 to 15; 15 when not named.</param>
/// <param name="ServerMaxWindowBits">8 to 15; 15 when not named.</param>
public sealed record DeflateParameters(
    bool ClientNoContextTakeover,
    bool ServerNoContextTakeover,
    int ClientMaxWindowBits,
    int ServerMaxWindowBits
)
{
    private const int DefaultWindowBits = 15;

    /// <summary>
    /// Reads the <c>Sec-WebSocket-Extensions</c> header of the response (several are joined by commas first); the
    /// request's header is only an offer. Null when it does not agree to permessage-deflate. Parameters that are
    /// unknown or malformed are passed over: whoever sent them goes on compressing all the same.
    /// </summary>
    public static DeflateParameters? Parse(string? secWebSocketExtensionsOfTheResponse)
    {
        foreach (Range part in secWebSocketExtensionsOfTheResponse.AsSpan().Split(','))
        {
            ReadOnlySpan<char> extension = secWebSocketExtensionsOfTheResponse.AsSpan()[part];
            int end = extension.IndexOf(';');
            ReadOnlySpan<char> name = (end < 0 ? extension : extension[..end]).Trim();
            if (name.Equals("permessage-deflate", StringComparison.OrdinalIgnoreCase))
            {
                return ParseParameters(end < 0 ? [] : extension[(end + 1)..]);
            }
        }
        return null;
    }

    /// <summary>Whether the sender of that direction compresses each message by itself.</summary>
    public bool NoContextTakeover(Direction direction) =>
        direction == Direction.ClientToServer ? ClientNoContextTakeover : ServerNoContextTakeover;

    private static DeflateParameters ParseParameters(ReadOnlySpan<char> parameters)
    {
        bool clientAlone = false;
        bool serverAlone = false;
        int clientBits = DefaultWindowBits;
        int serverBits = DefaultWindowBits;
        foreach (Range part in parameters.Split(';'))
        {
            ReadOnlySpan<char> parameter = parameters[part];
            int equals = parameter.IndexOf('=');
            ReadOnlySpan<char> name = (equals < 0 ? parameter : parameter[..equals]).Trim();
            ReadOnlySpan<char> value = equals < 0 ? [] : parameter[(equals + 1)..].Trim().Trim('"');
            if (name.Equals("client_no_context_takeover", StringComparison.OrdinalIgnoreCase))
            {
                clientAlone = true;
            }
            else if (name.Equals("server_no_context_takeover", StringComparison.OrdinalIgnoreCase))
            {
                serverAlone = true;
            }
            else if (name.Equals("client_max_window_bits", StringComparison.OrdinalIgnoreCase))
            {
                clientBits = ParseBits(value);
            }
            else if (name.Equals("server_max_window_bits", StringComparison.OrdinalIgnoreCase))
            {
                serverBits = ParseBits(value);
            }
        }
        return new DeflateParameters(clientAlone, serverAlone, clientBits, serverBits);
    }

    private static int ParseBits(ReadOnlySpan<char> value) =>
        value switch
        {
            "8" => 8,
            "9" => 9,
            "10" => 10,
            "11" => 11,
            "12" => 12,
            "13" => 13,
            "14" => 14,
            _ => DefaultWindowBits,
        };
}
