using System.Text;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Endpoints.SocketIo;

/// <summary>One whole Socket.IO packet, attachments included; owns its data.</summary>
public sealed record SocketIoMessage
{
    public required SocketIoPacketType Type { get; init; }
    public string Namespace { get; init; } = "/";

    /// <summary>The query string of a protocol 4 CONNECT, without the question mark.</summary>
    public string? NamespaceQuery { get; init; }

    public long? AckId { get; init; }

    /// <summary>UTF-8 JSON with <c>{"_placeholder":true,"num":i}</c> where attachments go; null without payload.</summary>
    public ReadOnlyMemory<byte>? Payload { get; init; }

    public IReadOnlyList<ReadOnlyMemory<byte>> Attachments { get; init; } = [];

    /// <summary>The event's name; null on packets other than events.</summary>
    public string? EventName { get; init; }

    /// <summary>The packet's own message as carried (Engine.IO's type excluded), when it was received.</summary>
    public ReadOnlyMemory<byte> Raw { get; init; }

    public bool IsEvent => Type is SocketIoPacketType.Event or SocketIoPacketType.BinaryEvent;
    public bool IsAck => Type is SocketIoPacketType.Ack or SocketIoPacketType.BinaryAck;

    /// <summary>The payload as text, empty without.</summary>
    public string PayloadText => Payload is { } payload ? Encoding.UTF8.GetString(payload.Span) : "";
}
