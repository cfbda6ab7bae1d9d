using System.Text;
using System.Text.Unicode;

namespace SioProxy.Protocol.EngineIo;

/// <summary>The faults that both Engine.IO decoders find, in one wording.</summary>
internal static class EngineIoFaults
{
    public static DecodeFault Empty { get; } = new(FaultCode.EngineIoPacket, "The packet is empty: it has no type.");

    private static DecodeFault NotUtf8 { get; } = new(FaultCode.Utf8, "The packet's text is not valid UTF-8.");

    public static DecodeFault? OfText(ReadOnlySpan<byte> text) => Utf8.IsValid(text) ? null : NotUtf8;

    public static DecodeFault UnknownType(byte first) =>
        new(
            FaultCode.EngineIoPacket,
            $"The packet begins with {Show(first)}; a type (0 to 6) or b (base64) was expected."
        );

    public static DecodeFault UnknownBinaryType(byte first) =>
        new(FaultCode.EngineIoPacket, $"The binary packet begins with byte {first}; a type (0 to 6) was expected.");

    public static DecodeFault Payload(string message) => new(FaultCode.Payload, message);

    private static string Show(byte first) =>
        Rune.TryCreate((uint)first, out Rune rune) && first is > 0x20 and < 0x7f ? $"'{rune}'" : $"byte {first}";
}
