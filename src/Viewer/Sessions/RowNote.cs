using SioProxy.Protocol;
using SioProxy.Protocol.SocketIo;
using SioProxy.Storage;

namespace SioProxy.Viewer.Sessions;

/// <summary>What is kept of a packet that may have to be shown: a capture has many sessions, and few of them have all kinds of such packets.</summary>
internal sealed class RowNote(in PlainRow row)
{
    public long Id { get; } = row.Id;

    public long AtMicros { get; } = row.AtMicros;

    public long Size { get; } = row.Size;

    public Direction? Direction { get; } = row.Direction;

    public SocketIoPacketType? Type { get; } = row.Type;

    public SocketIoParser Parser { get; } = row.Parser;

    public string? EventName { get; } = row.EventName;

    public string? FaultCode { get; } = row.FaultCode;
}
