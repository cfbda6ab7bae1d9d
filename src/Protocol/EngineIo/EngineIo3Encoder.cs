using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace SioProxy.Protocol.EngineIo;

/// <summary>Writes Engine.IO 3 packets as the reference encoder does.</summary>
public static class EngineIo3Encoder
{
    /// <summary>Writes one WebSocket message.</summary>
    /// <param name="supportsBinary">False: binary is written as base64 text.</param>
    /// <returns>Whether it is a binary message.</returns>
    public static bool EncodeMessage(
        EngineIoPacketType type,
        ReadOnlySpan<byte> data,
        bool isBinary,
        bool supportsBinary,
        IBufferWriter<byte> output
    )
    {
        if (isBinary && supportsBinary)
        {
            output.Write([(byte)type]);
            output.Write(data);
            return true;
        }
        WriteText(type, data, isBinary, output);
        return false;
    }

    /// <summary>Writes a polling body; only type, data and whether it is binary count of each packet.</summary>
    /// <param name="supportsBinary">Whether the receiver takes application/octet-stream.</param>
    /// <returns>Whether the body is application/octet-stream, which it is when a packet is binary.</returns>
    public static bool EncodePayload(
        ReadOnlySpan<EngineIoPacket> packets,
        bool supportsBinary,
        IBufferWriter<byte> output
    )
    {
        bool isBinaryBody = supportsBinary && HasBinary(packets);
        if (packets.IsEmpty)
        {
            output.Write("0:"u8);
        }
        foreach (EngineIoPacket packet in packets)
        {
            ReadOnlySpan<byte> data = packet.Data.Span;
            if (isBinaryBody)
            {
                output.Write([packet.IsBinary ? (byte)1 : (byte)0]);
                WriteLength(data.Length + 1, (byte)'0', output);
                output.Write([(byte)0xff]);
                _ = EncodeMessage(packet.Type, data, packet.IsBinary, supportsBinary, output);
                continue;
            }
            // UTF-16 units of what follows the colon.
            int units = packet.IsBinary
                ? 2 + Base64.GetMaxEncodedToUtf8Length(data.Length)
                : 1 + Utf16Length.Count(data);
            WriteLength(units, 0, output);
            output.Write(":"u8);
            WriteText(packet.Type, data, packet.IsBinary, output);
        }
        return isBinaryBody;
    }

    private static bool HasBinary(ReadOnlySpan<EngineIoPacket> packets)
    {
        foreach (EngineIoPacket packet in packets)
        {
            if (packet.IsBinary)
            {
                return true;
            }
        }
        return false;
    }

    private static void WriteLength(int length, byte subtract, IBufferWriter<byte> output)
    {
        byte[] digits = Encoding.ASCII.GetBytes(length.ToString(CultureInfo.InvariantCulture));
        foreach (byte digit in digits)
        {
            output.Write([(byte)(digit - subtract)]);
        }
    }

    private static void WriteText(
        EngineIoPacketType type,
        ReadOnlySpan<byte> data,
        bool isBinary,
        IBufferWriter<byte> output
    )
    {
        if (isBinary)
        {
            output.Write([(byte)'b', (byte)('0' + (int)type)]);
            LenientBase64.Encode(data, output);
        }
        else
        {
            output.Write([(byte)('0' + (int)type)]);
            output.Write(data);
        }
    }
}
