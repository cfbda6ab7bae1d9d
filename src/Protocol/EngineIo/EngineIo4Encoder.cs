using System.Buffers;

namespace SioProxy.Protocol.EngineIo;

/// <summary>Writes Engine.IO 4 packets as the reference encoder does.</summary>
public static class EngineIo4Encoder
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
            output.Write(data);
            return true;
        }
        WriteText(type, data, isBinary, output);
        return false;
    }

    /// <summary>Writes a polling body; only type, data and whether it is binary count of each packet.</summary>
    public static void EncodePayload(ReadOnlySpan<EngineIoPacket> packets, IBufferWriter<byte> output)
    {
        for (int i = 0; i < packets.Length; i++)
        {
            if (i > 0)
            {
                output.Write([(byte)0x1e]);
            }
            WriteText(packets[i].Type, packets[i].Data.Span, packets[i].IsBinary, output);
        }
    }

    // Binary is always a message: its type is not written.
    private static void WriteText(
        EngineIoPacketType type,
        ReadOnlySpan<byte> data,
        bool isBinary,
        IBufferWriter<byte> output
    )
    {
        output.Write([isBinary ? (byte)'b' : (byte)('0' + (int)type)]);
        if (isBinary)
        {
            LenientBase64.Encode(data, output);
        }
        else
        {
            output.Write(data);
        }
    }
}
