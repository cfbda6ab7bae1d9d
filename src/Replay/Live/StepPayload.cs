using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using SioProxy.Endpoints.SocketIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Values;
using SioProxy.Sessions;

namespace SioProxy.Replay.Live;

/// <summary>
/// Recorded steps as packets to be sent: attachments back in their places, live values where recorded ones stood, all else
/// as it was written.
/// </summary>
public sealed class StepPayload
{
    private readonly Func<string, string?> _liveOf;
    private readonly Func<ReplayStep, ValuePath, string?>? _liveAt;

    /// <summary>Replaces values wherever they stand, and at certain places.</summary>
    /// <param name="liveOf">The live value for a recorded string or number; null: the recorded one is sent.</param>
    /// <param name="liveAt">The live value for the one at a place of a step; null: as <paramref name="liveOf"/> says.</param>
    public StepPayload(Func<string, string?> liveOf, Func<ReplayStep, ValuePath, string?>? liveAt = null)
    {
        _liveOf = liveOf;
        _liveAt = liveAt;
    }

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
        Write(new Place(step, Root), step.Args, attachments: -1, output);
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
                Write(new Place(step, Root), step.Args, step.Attachments.Count, output);
                break;
            case var _ when step.Args.GetArrayLength() > 0:
                Write(new Place(step, Root?.At(0)), step.Args[0], step.Attachments.Count, output);
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
        output.Write(
            step.IsNameNumeric ? Encoding.UTF8.GetBytes(step.Name ?? "0") : JsonScalars.Quoted(step.Name ?? "")
        );
        var place = new Place(step, Root);
        int index = 0;
        foreach (JsonElement argument in step.Args.EnumerateArray())
        {
            output.Write(","u8);
            Write(place.At(index++), argument, step.Attachments.Count, output);
        }
        if (offset is not null)
        {
            output.Write(","u8);
            output.Write(JsonScalars.Quoted(offset));
        }
        output.Write("]"u8);
    }

    /// <param name="attachments">How many there are to be placed; -1: leave the plan's form.</param>
    private void Write(Place place, JsonElement value, int attachments, ArrayBufferWriter<byte> output)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when attachments >= 0 && IndexOf(value, attachments) is { } index:
                output.Write(Encoding.UTF8.GetBytes($$"""{"_placeholder":true,"num":{{index}}}"""));
                break;
            case JsonValueKind.Object:
                WriteMembers(place, value, attachments, output);
                break;
            case JsonValueKind.Array:
                WriteElements(place, value, attachments, output);
                break;
            case JsonValueKind.String or JsonValueKind.Number when LiveOf(place, value) is { } live:
                output.Write(
                    value.ValueKind == JsonValueKind.String || !JsonScalars.IsNumber(live)
                        ? JsonScalars.Quoted(live)
                        : Encoding.UTF8.GetBytes(live)
                );
                break;
            default:
                output.Write(JsonMarshal.GetRawUtf8Value(value));
                break;
        }
    }

    private void WriteMembers(Place place, JsonElement value, int attachments, ArrayBufferWriter<byte> output)
    {
        output.Write("{"u8);
        bool isFirst = true;
        foreach (JsonProperty member in value.EnumerateObject())
        {
            ReadOnlySpan<byte> name = JsonMarshal.GetRawUtf8PropertyName(member);
            output.Write(isFirst ? "\""u8 : ",\""u8);
            output.Write(attachments >= 0 && name.SequenceEqual("$$binary"u8) ? name[1..] : name);
            output.Write("\":"u8);
            Write(place.Member(member), member.Value, attachments, output);
            isFirst = false;
        }
        output.Write("}"u8);
    }

    private void WriteElements(Place place, JsonElement value, int attachments, ArrayBufferWriter<byte> output)
    {
        output.Write("["u8);
        int index = 0;
        foreach (JsonElement element in value.EnumerateArray())
        {
            if (index > 0)
            {
                output.Write(","u8);
            }
            Write(place.At(index++), element, attachments, output);
        }
        output.Write("]"u8);
    }

    // Places cost memory: they are followed only if something depends on them.
    private ValuePath? Root => _liveAt is null ? null : ValuePath.Args;

    private string? LiveOf(Place place, JsonElement value) =>
        (place.Path is { } path ? _liveAt!(place.Step, path) : null) ?? _liveOf(Bindable.TextOf(value)!);

    private readonly record struct Place(ReplayStep Step, ValuePath? Path)
    {
        public Place At(int index) => this with { Path = Path?.At(index) };

        public Place Member(JsonProperty member) =>
            Path is null ? this : this with { Path = Path.Member(CapturedJson.NameOf(member)) };
    }

    private static int? IndexOf(JsonElement value, int attachments) =>
        value.GetPropertyCount() == 1
        && CapturedJson.Find(value, "$binary") is { ValueKind: JsonValueKind.Number } index
        && index.TryGetInt32(out int number)
        && number >= 0
        && number < attachments
            ? number
            : null;
}
