namespace SioProxy.Protocol.EngineIo;

/// <summary>Where one <c>length:packet</c> entry of an Engine.IO 3 text body lies.</summary>
/// <param name="Start">Offset of the packet, behind the colon.</param>
/// <param name="Length">Bytes of the packet.</param>
internal readonly record struct TextEntry(int Start, int Length)
{
    public int End => Start + Length;

    /// <summary>Reads the entry that the body begins with. The length is read as JavaScript reads numbers.</summary>
    /// <returns>Null, or why there is none.</returns>
    public static DecodeFault? TryRead(ReadOnlySpan<byte> body, out TextEntry entry)
    {
        entry = default;
        int colon = body.IndexOf((byte)':');
        if (colon <= 0 || !JavaScriptNumber.TryParseWhole(body[..colon], out long units))
        {
            return EngineIoFaults.Payload("A packet's length and a colon were expected.");
        }
        if (!Utf16Length.TryAdvance(body[(colon + 1)..], units, out int length))
        {
            return EngineIoFaults.Payload($"The body does not hold the {units} UTF-16 code units that a length says.");
        }
        entry = new TextEntry(colon + 1, length);
        return null;
    }
}
