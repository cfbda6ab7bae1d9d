namespace SioProxy.Protocol.EngineIo;

/// <summary>Tells by the bytes of a polling body which Engine.IO version framed it.</summary>
public static class PollingPayload
{
    /// <summary>The version whose framing the body follows; null when it is neither, or cannot tell (an empty body).</summary>
    /// <param name="isOctetStream">Whether the body came as application/octet-stream, which only Engine.IO 3 has.</param>
    public static EngineIoVersion? Detect(ReadOnlySpan<byte> body, bool isOctetStream) => null;
}
