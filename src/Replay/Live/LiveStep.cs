using System.Buffers;
using System.Text.Json;
using SioProxy.Endpoints.SocketIo;
using SioProxy.Protocol;
using SioProxy.Protocol.SocketIo;
using SioProxy.Replay.Plan;

namespace SioProxy.Replay.Live;

/// <summary>Packets that were really sent or received, in the form of a plan's steps.</summary>
public static class LiveStep
{
    /// <summary>The step that a packet is.</summary>
    /// <param name="number">Its number in the live plan.</param>
    /// <param name="ackOf">For an ack: the live number of the event that it answers.</param>
    /// <param name="hasOffset">Whether the last argument is a recovery offset, which is no argument.</param>
    public static ReplayStep Of(
        SocketIoMessage message,
        Direction from,
        int number,
        long atMicros,
        int? ackOf = null,
        bool hasOffset = false
    )
    {
        ArgumentNullException.ThrowIfNull(message);
        StepKind kind = StepKinds.Of(message.Type) ?? StepKind.Event;
        return new ReplayStep
        {
            Number = number,
            RowId = 0,
            AtMicros = atMicros,
            From = from,
            Kind = kind,
            Name = kind == StepKind.Event ? message.EventName ?? "" : null,
            Args = ArgsOf(message, kind, hasOffset),
            Attachments = message.Attachments,
            AsksAck = kind == StepKind.Event && message.AckId is not null,
            AckOf = ackOf,
        };
    }

    private static JsonElement ArgsOf(SocketIoMessage message, StepKind kind, bool hasOffset)
    {
        if (message.Payload is not { IsEmpty: false } payload)
        {
            return StepArguments.Empty;
        }
        var output = new ArrayBufferWriter<byte>(payload.Length + 16);
        bool isEvent = kind == StepKind.Event;
        bool isList = isEvent || kind == StepKind.Ack;
        int attachments = message.Attachments.Count;
        if (!JsonPayloadRewriter.TryRewriteArgs(payload.Span, isEvent, hasOffset, attachments, output, out _))
        {
            return StepArguments.Empty;
        }
        return StepArguments.Parse(isList ? output.WrittenMemory : StepArguments.Wrapped(output.WrittenSpan));
    }
}
