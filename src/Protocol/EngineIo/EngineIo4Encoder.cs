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
    ) => false;

    /// <summary>Writes a polling body; only type, data and whether it is binary count of each packet.</summary>
    public static void EncodePayload(ReadOnlySpan<EngineIoPacket> packets, IBufferWriter<byte> output) { }
}
