namespace SioProxy.Endpoints.EngineIo;

/// <summary>A refused Engine.IO request: what the server answers instead of a session.</summary>
/// <param name="Code">0 to 5, see <see cref="EngineIoServer"/>.</param>
/// <param name="Message">The text of the answer.</param>
/// <param name="Status">The HTTP status; an upgrade is always refused with 400 (the reference does so).</param>
public sealed record EngineRefusal(int Code, string Message, int Status = 400)
{
    public static EngineRefusal TransportUnknown { get; } = new(0, "Transport unknown");
    public static EngineRefusal SessionUnknown { get; } = new(1, "Session ID unknown");
    public static EngineRefusal BadHandshakeMethod { get; } = new(2, "Bad handshake method");
    public static EngineRefusal BadRequest { get; } = new(3, "Bad request");
    public static EngineRefusal Forbidden { get; } = new(4, "Forbidden", 403);
    public static EngineRefusal UnsupportedVersion { get; } = new(5, "Unsupported protocol version");
}
