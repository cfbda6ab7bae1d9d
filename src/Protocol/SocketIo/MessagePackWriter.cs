using System.Buffers;

namespace SioProxy.Protocol.SocketIo;

/// <summary>Writes msgpack tokens in their shortest form.</summary>
public static class MessagePackWriter
{
    /// <summary>Writes a string.</summary>
    public static void WriteString(IBufferWriter<byte> output, ReadOnlySpan<byte> utf8) { }
}
