using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using SioProxy.Endpoints.SocketIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Values;

namespace SioProxy.Replay.Live;

/// <summary>
/// Recorded steps as packets to be sent: attachments back in their places, live values where recorded ones stood, all else
/// as it was written.
/// </summary>
/// <param name="liveOf">The live value for a recorded string or number; null: the recorded one is sent.</param>
public sealed class StepPayload(Func<string, string?> liveOf)
{
    /// <summary>The packet that says a step.</summary>
    /// <param name="ackId">The live ack id, of an event that asks for an ack or of an ack.</param>
    /// <param name="offset">A recovery offset to be put behind an event's arguments; null without.</param>
    public SocketIoMessage MessageOf(
        ReplayStep step,
        string namespaceName,
        string? namespaceQuery = null,
        long? ackId = null,
        string? offset = null
    )
    {
        ArgumentNullException.ThrowIfNull(step);
        return new SocketIoMessage
        {
            Type = TypeOf(step.Kind),
            Namespace = namespaceName,
            NamespaceQuery = namespaceQuery,
            AckId = ackId,
            Payload = PayloadOf(step, offset),
            Attachments = step.Attachments,
            EventName = step.Name,
        };
    }

    /// <summary>A step's arguments with the live values in their places, in the form of the plan.</summary>
    public JsonElement ArgsOf(ReplayStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var output = new ArrayBufferWriter<byte>();
        Write(step.Args, attachments: -1, output);
        return StepArguments.Parse(output.WrittenMemory);
    }

    private static SocketIoPacketType TypeOf(StepKind kind) =>
        kind switch
        {
            StepKind.Connect => SocketIoPacketType.Connect,
            StepKind.ConnectError => SocketIoPacketType.ConnectError,
            StepKind.Event => SocketIoPacketType.Event,
            StepKind.Ack => SocketIoPacketType.Ack,
            _ => SocketIoPacketType.Disconnect,
        };

    private ReadOnlyMemory<byte>? PayloadOf(ReplayStep step, string? offset)
    {
        var output = new ArrayBufferWriter<byte>();
        switch (step.Kind)
        {
            case StepKind.Event:
                WriteEvent(step, offset, output);
                break;
            case StepKind.Ack:
                Write(step.Args, step.Attachments.Count, output);
                break;
            case var _ when step.Args.GetArrayLength() > 0:
                Write(step.Args[0], step.Attachments.Count, output);
                break;
            default:
                // A bare null would become an empty memory, by way of byte[].
                return default(ReadOnlyMemory<byte>?);
        }
        return output.WrittenMemory;
    }

    private void WriteEvent(ReplayStep step, string? offset, ArrayBufferWriter<byte> output)
    {
        output.Write("["u8);
        output.Write(step.IsNameNumeric ? Encoding.UTF8.GetBytes(step.Name ?? "0") : JsonText.Quoted(step.Name ?? ""));
        foreach (JsonElement argument in step.Args.EnumerateArray())
        {
            output.Write(","u8);
            Write(argument, step.Attachments.Count, output);
        }
        if (offset is not null)
        {
            output.Write(","u8);
            output.Write(JsonText.Quoted(offset));
        }
        output.Write("]"u8);
    }

    /// <param name="attachments">How many there are to be placed; -1: leave the plan's form.</param>
    private void Write(JsonElement value, int attachments, ArrayBufferWriter<byte> output)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when attachments >= 0 && IndexOf(value, attachments) is { } index:
                output.Write(Encoding.UTF8.GetBytes($$"""{"_placeholder":true,"num":{{index}}}"""));
                break;
            case JsonValueKind.Object:
                WriteMembers(value, attachments, output);
                break;
            case JsonValueKind.Array:
                WriteElements(value, attachments, output);
                break;
            case JsonValueKind.String
            or JsonValueKind.Number when Bindable.TextOf(value) is { } recorded && liveOf(recorded) is { } live:
                output.Write(
                    value.ValueKind == JsonValueKind.String || !JsonText.IsNumber(live)
                        ? JsonText.Quoted(live)
                        : Encoding.UTF8.GetBytes(live)
                );
                break;
            default:
                output.Write(JsonMarshal.GetRawUtf8Value(value));
                break;
        }
    }

    private void WriteMembers(JsonElement value, int attachments, ArrayBufferWriter<byte> output)
    {
        output.Write("{"u8);
        bool isFirst = true;
        foreach (JsonProperty member in value.EnumerateObject())
        {
            ReadOnlySpan<byte> name = JsonMarshal.GetRawUtf8PropertyName(member);
            output.Write(isFirst ? "\""u8 : ",\""u8);
            output.Write(attachments >= 0 && name.SequenceEqual("$$binary"u8) ? name[1..] : name);
            output.Write("\":"u8);
            Write(member.Value, attachments, output);
            isFirst = false;
        }
        output.Write("}"u8);
    }

    private void WriteElements(JsonElement value, int attachments, ArrayBufferWriter<byte> output)
    {
        output.Write("["u8);
        bool isFirst = true;
        foreach (JsonElement element in value.EnumerateArray())
        {
            if (!isFirst)
            {
                output.Write(","u8);
            }
            Write(element, attachments, output);
            isFirst = false;
        }
        output.Write("]"u8);
    }

    private static int? IndexOf(JsonElement value, int attachments) =>
        value.GetPropertyCount() == 1
        && JsonText.Find(value, "$binary") is { ValueKind: JsonValueKind.Number } index
        && index.TryGetInt32(out int number)
        && number >= 0
        && number < attachments
            ? number
            : null;
}
