using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;

namespace SioProxy.Filtering;

/// <summary>Decides <c>is:</c>.</summary>
internal static class StateTest
{
    private const long SlowMicros = 1_000_000;

    public static bool IsMatch(FilterState state, CapturedRow row, DecodeFault? fault) =>
        state switch
        {
            FilterState.Fault => fault is not null,
            FilterState.Gap => row is CapturedGap,
            FilterState.Truncated => row.Truncated,
            FilterState.Redacted => row.Redacted.Count > 0,
            FilterState.Binary => IsBinary(row),
            _ => row is CapturedPacket packet && IsMatch(state, packet),
        };

    private static bool IsMatch(FilterState state, CapturedPacket packet) =>
        state switch
        {
            FilterState.Unanswered => IsAsking(packet) && packet.AnsweredBy is null,
            FilterState.Answered => IsAsking(packet) && packet.AnsweredBy is not null,
            FilterState.Slow => packet.LatencyMicros > SlowMicros,
            FilterState.Ack => TypeTest.IsMatch(FilterType.Ack, packet),
            // A probe of an upgrade carries "probe"; the heartbeat's packets are a type digit alone.
            FilterState.Heartbeat => packet.EngineType is EngineIoPacketType.Ping or EngineIoPacketType.Pong
                && packet.Size <= 1,
            _ => false,
        };

    private static bool IsAsking(CapturedPacket packet) =>
        packet.AckId is not null && TypeTest.IsMatch(FilterType.Event, packet);

    private static bool IsBinary(CapturedRow row) =>
        row switch
        {
            CapturedPacket packet => packet.Attachments.Count > 0
                || packet.Type is SocketIoPacketType.BinaryEvent or SocketIoPacketType.BinaryAck
                || (packet is { Type: null, IsRawBinary: true }),
            CapturedMessage message => message.IsBinary,
            CapturedHttp http => http.IsBodyBinary,
            _ => false,
        };
}
