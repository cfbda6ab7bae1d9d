using System.Buffers;
using System.Text.Json.Nodes;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Tests.Protocol;

/// <summary>vectors.json (from the reference parsers of Engine.IO and Socket.IO), decoded and encoded again.</summary>
public sealed class VectorsTests
{
    public static TheoryData<string> EngineVectors => Vector.Ids(vector => vector.Kind is "payload" or "frame");

    public static TheoryData<string> CanonicalEngineVectors =>
        Vector.Ids(vector => vector.Kind is "payload" or "frame" && vector.IsCanonical);

    public static TheoryData<string> PayloadVectors =>
        Vector.Ids(vector => vector.Kind == "payload" && !vector.IsJsonp && vector.Expected["error"] is null);

    public static TheoryData<string> SocketVectors => Vector.Ids(vector => vector.Kind == "packet");

    public static TheoryData<string> CanonicalSocketVectors =>
        Vector.Ids(vector => vector.Kind == "packet" && vector.IsCanonical);

    [Theory, MemberData(nameof(EngineVectors))]
    public void EngineDecoder_Vector_YieldsItsPackets(string id)
    {
        Vector vector = Vector.Get(id);
        (List<EngineIoPacket> packets, bool isError) = Read(vector);
        var rendered = new JsonArray([.. packets.Select(packet => (JsonNode)Render.Packet(packet))]);
        AssertSame(vector.Expected["packets"], rendered);
        Assert.Equal(vector.Expected["error"] is not null, isError);
        if (vector.Expected["socketio"] is { } expected)
        {
            AssertSame(expected, SocketPackets(packets, Revision(vector)));
        }
    }

    [Theory, MemberData(nameof(CanonicalEngineVectors))]
    public void EngineEncoder_CanonicalVector_WritesItsBytes(string id)
    {
        Vector vector = Vector.Get(id);
        EngineIoPacket[] packets =
        [
            .. vector.Expected["packets"]!.AsArray().Select(packet => ToPacket((JsonObject)packet!, vector.Eio)),
        ];
        var output = new ArrayBufferWriter<byte>();
        bool isBinary = false;
        if (vector.Kind == "frame")
        {
            EngineIoPacket packet = Assert.Single(packets);
            bool asText = !vector.IsBinaryFrame;
            isBinary =
                vector.Eio == 4
                    ? EngineIo4Encoder.EncodeMessage(packet.Type, packet.Data.Span, packet.IsBinary, !asText, output)
                    : EngineIo3Encoder.EncodeMessage(packet.Type, packet.Data.Span, packet.IsBinary, !asText, output);
            Assert.Equal(vector.IsBinaryFrame, isBinary);
        }
        else if (vector.Eio == 4)
        {
            EngineIo4Encoder.EncodePayload(packets, output);
        }
        else
        {
            isBinary = EngineIo3Encoder.EncodePayload(packets, vector.IsOctetStream, output);
            Assert.Equal(vector.IsOctetStream, isBinary);
        }
        Assert.Equal(vector.Raw, vector.IsJsonp ? Wrap(vector, output.WrittenSpan) : output.WrittenSpan.ToArray());
    }

    [Theory, MemberData(nameof(PayloadVectors))]
    public void Detect_PayloadVector_TellsItsVersion(string id)
    {
        Vector vector = Vector.Get(id);
        Assert.Equal((EngineIoVersion)vector.Eio, PollingPayload.Detect(vector.Raw, vector.IsOctetStream));
    }

    [Theory, MemberData(nameof(SocketVectors))]
    public void SocketDecoder_Vector_YieldsItsPacket(string id)
    {
        Vector vector = Vector.Get(id);
        (OperationStatus status, SocketIoPacket packet, DecodeFault? fault) = Decode(vector);
        if (vector.Expected["error"] is not null)
        {
            Assert.Equal(OperationStatus.InvalidData, status);
            Assert.NotNull(fault);
            return;
        }
        Assert.Null(fault);
        Assert.Equal(OperationStatus.Done, status);
        if (vector.Expected["incomplete"] is not null)
        {
            Assert.True(packet.AttachmentCount > vector.Attachments.Count);
            return;
        }
        IReadOnlyList<ReadOnlyMemory<byte>> attachments = vector.IsMessagePack
            ? packet.InlineAttachments
            : [.. vector.Attachments.Select(attachment => (ReadOnlyMemory<byte>)attachment)];
        JsonObject rendered = Render.Packet(packet, Revision(vector), attachments);
        if (packet.Options is { } options)
        {
            rendered["options"] = JsonNode.Parse(options.Span);
        }
        AssertSame(vector.Expected, rendered);
    }

    [Theory, MemberData(nameof(CanonicalSocketVectors))]
    public void SocketEncoder_CanonicalVector_WritesItsBytes(string id)
    {
        Vector vector = Vector.Get(id);
        (_, SocketIoPacket packet, _) = Decode(vector);
        var output = new ArrayBufferWriter<byte>();
        if (vector.IsMessagePack)
        {
            _ = MessagePackEncoder.Encode(packet, Revision(vector), packet.InlineAttachments, output);
        }
        else
        {
            SocketIoEncoder.Encode(packet, output);
        }
        Assert.Equal(vector.Raw, output.WrittenSpan.ToArray());
    }

    private static (List<EngineIoPacket> Packets, bool IsError) Read(Vector vector)
    {
        if (vector.Kind == "payload")
        {
            byte[] body = vector.IsJsonp ? Unwrap(vector) : vector.Raw;
            return Render.ReadBody(vector.Eio, body, vector.IsOctetStream);
        }
        (OperationStatus status, EngineIoPacket packet, _) = Render.ReadMessage(
            vector.Eio,
            vector.Raw,
            vector.IsBinaryFrame
        );
        return (status == OperationStatus.Done ? [packet] : [], status != OperationStatus.Done);
    }

    private static byte[] Unwrap(Vector vector)
    {
        var output = new ArrayBufferWriter<byte>();
        OperationStatus status = vector.IsFromServer
            ? Jsonp.UnwrapResponse(vector.Raw, output, out DecodeFault? fault)
            : Jsonp.UnwrapRequest(vector.Raw, output, out fault);
        Assert.Null(fault);
        Assert.Equal(OperationStatus.Done, status);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Wrap(Vector vector, ReadOnlySpan<byte> body)
    {
        var output = new ArrayBufferWriter<byte>();
        Jsonp.WrapResponse(body, vector.Fields["j"]!.ToString(), output);
        return output.WrittenSpan.ToArray();
    }

    private static JsonArray SocketPackets(List<EngineIoPacket> packets, SocketIoRevision revision)
    {
        JsonArray rendered = [];
        var messages = new Queue<EngineIoPacket>(packets.Where(packet => packet.Type == EngineIoPacketType.Message));
        while (messages.TryDequeue(out EngineIoPacket message))
        {
            OperationStatus status = SocketIoDecoder.Decode(message.Data, revision, out SocketIoPacket packet, out _);
            Assert.Equal(OperationStatus.Done, status);
            List<ReadOnlyMemory<byte>> attachments = [];
            while (attachments.Count < packet.AttachmentCount)
            {
                attachments.Add(messages.Dequeue().Data);
            }
            rendered.Add((JsonNode)Render.Packet(packet, revision, attachments));
        }
        return rendered;
    }

    private static (OperationStatus Status, SocketIoPacket Packet, DecodeFault? Fault) Decode(Vector vector)
    {
        SocketIoRevision revision = Revision(vector);
        OperationStatus status;
        SocketIoPacket packet;
        DecodeFault? fault;
        if (!vector.IsMessagePack)
        {
            status = SocketIoDecoder.Decode(vector.Raw, revision, out packet, out fault);
        }
        else if (vector.Raw[0] == '{')
        {
            status = MessagePackDecoder.DecodeText(vector.Raw, revision, out packet, out fault);
        }
        else
        {
            Assert.True(MessagePackDecoder.LooksLikePacket(vector.Raw));
            status = MessagePackDecoder.Decode(vector.Raw, revision, out packet, out fault);
        }
        return (status, packet, fault);
    }

    private static SocketIoRevision Revision(Vector vector) => (SocketIoRevision)vector.Sio!;

    private static EngineIoPacket ToPacket(JsonObject packet, int eio)
    {
        byte[] data = packet["binary"] is { } binary
            ? Convert.FromBase64String((string)binary!)
            : System.Text.Encoding.UTF8.GetBytes((string?)packet["data"] ?? "");
        return EngineIoPacket.Create(
            (EngineIoVersion)eio,
            Render.Type((string)packet["type"]!),
            data,
            packet["binary"] is not null
        );
    }

    private static void AssertSame(JsonNode? expected, JsonNode? actual) =>
        Assert.True(
            JsonNode.DeepEquals(expected, actual),
            $"Expected {expected?.ToJsonString()}\nActual   {actual?.ToJsonString()}"
        );
}
