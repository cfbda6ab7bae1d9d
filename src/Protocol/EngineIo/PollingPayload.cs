namespace SioProxy.Protocol.EngineIo;

/// <summary>Tells by the bytes of a polling body which Engine.IO version framed it.</summary>
public static class PollingPayload
{
    /// <summary>The version whose framing the body follows; null when it is neither, or cannot tell (an empty body).</summary>
    /// <param name="isOctetStream">Whether the body came as application/octet-stream, which only Engine.IO 3 has.</param>
    public static EngineIoVersion? Detect(ReadOnlySpan<byte> body, bool isOctetStream)
    {
        if (body.IsEmpty)
        {
            return null;
        }
        if (isOctetStream)
        {
            return body[0] <= 1 && body.Length > 1 && body[1] <= 9 ? EngineIoVersion.V3 : null;
        }
        if (IsVersion3(body))
        {
            return EngineIoVersion.V3;
        }
        return IsPacketStart(body[0]) ? EngineIoVersion.V4 : null;
    }

    private static bool IsVersion3(ReadOnlySpan<byte> body)
    {
        const int LongestPrefix = 32;
        int colon = body[..Math.Min(body.Length, LongestPrefix)].IndexOf((byte)':');
        if (colon <= 0 || !JavaScriptNumber.TryParseWhole(body[..colon], out long units))
        {
            return false;
        }
        ReadOnlySpan<byte> rest = body[(colon + 1)..];
        if (units == 0)
        {
            return rest.IsEmpty || rest[0] is >= (byte)'0' and <= (byte)'9';
        }
        if (rest.IsEmpty || !IsPacketStart(rest[0]))
        {
            return false;
        }
        // A cut body may still be version 3, but of the version 4 packets only a message holds "digits:" behind its type.
        return Utf16Length.TryAdvance(rest, units, out int length)
            ? length == rest.Length || body[0] != '4' || rest[length] is >= (byte)'0' and <= (byte)'9'
            : body[0] != '4';
    }

    private static bool IsPacketStart(byte first) => first is (>= (byte)'0' and <= (byte)'6') or (byte)'b';
}
