namespace SioProxy.Protocol.EngineIo;

/// <summary>One Engine.IO packet. The memories are views of the decoder's input or of its scratch buffer: copy what is kept.</summary>
public readonly record struct EngineIoPacket
{
    /// <summary>The packet type; binary packets are always messages.</summary>
    public required EngineIoPacketType Type { get; init; }

    /// <summary>The version whose framing the packet was read by.</summary>
    public required EngineIoVersion Version { get; init; }

    /// <summary>Whether <see cref="Data"/> is binary, however it was carried (as bytes or as base64 text).</summary>
    public bool IsBinary { get; init; }

    /// <summary>Whether <see cref="Raw"/> is bytes rather than UTF-8 text (a base64 packet is text).</summary>
    public bool IsRawBinary { get; init; }

    /// <summary>
    /// The packet as carried: the type digit (or the type byte 04 of Engine.IO 3's binary packets) included; without
    /// length prefix, separator or frame header; JSONP unescaped; base64 not decoded.
    /// </summary>
    public required ReadOnlyMemory<byte> Raw { get; init; }

    /// <summary>The packet's data behind its type: UTF-8 text, or the bytes of a binary message, base64 decoded.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>A packet to be encoded: it has no <see cref="Raw"/> yet.</summary>
    public static EngineIoPacket Create(
        EngineIoVersion version,
        EngineIoPacketType type,
        ReadOnlyMemory<byte> data,
        bool isBinary = false
    ) =>
        new()
        {
            Type = type,
            Version = version,
            IsBinary = isBinary,
            Raw = default,
            Data = data,
        };
}
