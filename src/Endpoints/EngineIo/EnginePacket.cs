using System.Text;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Endpoints.EngineIo;

/// <summary>
/// One Engine.IO packet to send, or received: owns its data. The version of the session decides how it is framed, unless it
/// is <see cref="IsVerbatim"/>, in which case its data is the whole packet as carried, type digit included.
/// </summary>
public readonly record struct EnginePacket(EngineIoPacketType Type, ReadOnlyMemory<byte> Data, bool IsBinary = false)
{
    /// <summary>Whether <see cref="Data"/> is the packet as carried rather than what is behind its type; <see cref="IsBinary"/> then says how it is carried.</summary>
    public bool IsVerbatim { get; init; }

    /// <summary>The data as text.</summary>
    public string Text => Encoding.UTF8.GetString(Data.Span);

    /// <summary>A text message.</summary>
    public static EnginePacket Message(string text) => new(EngineIoPacketType.Message, Encoding.UTF8.GetBytes(text));

    /// <summary>A text message, UTF-8.</summary>
    public static EnginePacket Message(ReadOnlyMemory<byte> utf8) => new(EngineIoPacketType.Message, utf8);

    /// <summary>A binary message.</summary>
    public static EnginePacket Binary(ReadOnlyMemory<byte> data) =>
        new(EngineIoPacketType.Message, data, IsBinary: true);

    /// <summary>A packet that is sent exactly so: <c>42["chat"]</c>, <c>bAQID</c>, or the bytes of one binary WebSocket message.</summary>
    public static EnginePacket Verbatim(ReadOnlyMemory<byte> raw, bool isBinary) =>
        new(EngineIoPacketType.Message, raw, isBinary) { IsVerbatim = true };
}
