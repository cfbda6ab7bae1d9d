namespace SioProxy.Viewer.Packets;

/// <summary>A column of the packet list.</summary>
internal enum PacketColumn
{
    Id,
    Time,
    Direction,
    Session,
    Namespace,
    Type,
    Event,
    Ack,
    Size,
    Arguments,
}
