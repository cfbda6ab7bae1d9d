using System.Buffers;

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
    ) => false;

    /// <summary>Writes a polling body; only type, data and whether it is binary count of each packet.</summary>
    /// <param name="supportsBinary">Whether the receiver takes application/octet-stream.</param>
    /// <returns>Whether the body is application/octet-stream, which it is when a packet is binary.</returns>
    public static bool EncodePayload(
        ReadOnlySpan<EngineIoPacket> packets,
        bool supportsBinary,
        IBufferWriter<byte> output
    ) => false;
}
