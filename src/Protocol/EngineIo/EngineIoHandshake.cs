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
    /// <summary>Reads the data of an open packet.</summary>
    /// <returns>False when it is no JSON object with a string <c>sid</c>.</returns>
    public static bool TryParse(ReadOnlyMemory<byte> data, out EngineIoHandshake? handshake)
    {
        handshake = null;
        return false;
    }
}
