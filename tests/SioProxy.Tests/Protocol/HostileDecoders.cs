using System.Buffers;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.Http;
using SioProxy.Protocol.SocketIo;
using SioProxy.Protocol.WebSockets;

namespace SioProxy.Tests.Protocol;

/// <summary>Every way for a peer's bytes into a decoder: each reads to the end and checks what holds for any bytes.</summary>
internal static class HostileDecoders
{
    public const int MaxOutput = 1 << 20;

    private static readonly Dictionary<string, Action<byte[]>> All = new(StringComparer.Ordinal)
    {
        ["client's frames"] = bytes => Frames(bytes, Direction.ClientToServer, isAlone: false),
        ["server's frames"] = bytes => Frames(bytes, Direction.ServerToClient, isAlone: true),
        ["Engine.IO 4 message"] = bytes => Message(bytes, EngineIoVersion.V4),
        ["Engine.IO 3 message"] = bytes => Message(bytes, EngineIoVersion.V3),
        ["Engine.IO 4 payload"] = bytes => Payload(bytes, EngineIoVersion.V4, isBinary: false),
        ["Engine.IO 3 payload"] = bytes => Payload(bytes, EngineIoVersion.V3, isBinary: false),
        ["Engine.IO 3 binary payload"] = bytes => Payload(bytes, EngineIoVersion.V3, isBinary: true),
        ["JSONP"] = Script,
        ["handshake"] = bytes => _ = EngineIoHandshake.TryParse(bytes, out _),
        ["Socket.IO packet"] = Packet,
        ["msgpack packet"] = MessagePack,
        ["gzip body"] = bytes => Body("gzip", bytes),
        ["deflate body"] = bytes => Body("deflate", bytes),
        ["brotli body"] = bytes => Body("br", bytes),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    public static void Run(string name, byte[] bytes) => All[name](bytes);

    private static void Frames(byte[] bytes, Direction direction, bool isAlone)
    {
        using var reader = new WebSocketReader(
            new WebSocketReaderOptions
            {
                Direction = direction,
                Deflate = true,
                NoContextTakeover = isAlone,
                MaxMessage = MaxOutput,
                MaxInflated = 2 * MaxOutput,
            }
        );
        int reads = 0;
        for (int at = 0; at < bytes.Length; at += 10_007)
        {
            ReadOnlyMemory<byte> rest = bytes.AsMemory(at, Math.Min(10_007, bytes.Length - at));
            OperationStatus status;
            while ((status = reader.Read(ref rest, at, out WebSocketItem item)) == OperationStatus.Done)
            {
                Require(++reads <= bytes.Length, "more frames than bytes");
                Require(item.Payload.Length <= Math.Min(MaxOutput, item.Length), "a payload over the limit");
            }
            Require(rest.IsEmpty || status == OperationStatus.InvalidData, "bytes left behind");
            Require(reader.Pending.Length <= MaxOutput, "more kept than the limit");
        }
    }

    private static void Message(byte[] bytes, EngineIoVersion version)
    {
        foreach (bool isBinary in new[] { false, true })
        {
            OperationStatus status =
                version == EngineIoVersion.V4
                    ? EngineIo4Decoder.DecodeMessage(bytes, isBinary, out EngineIoPacket packet, out DecodeFault? fault)
                    : EngineIo3Decoder.DecodeMessage(bytes, isBinary, out packet, out fault);
            Require(status == OperationStatus.Done || fault is not null, "invalid data without a fault");
            Require(packet.Data.Length <= bytes.Length, "data out of nothing");
        }
    }

    private static void Payload(byte[] bytes, EngineIoVersion version, bool isBinary)
    {
        _ = PollingPayload.Detect(bytes, isBinary);
        ReadOnlyMemory<byte> rest = bytes;
        while (true)
        {
            int before = rest.Length;
            OperationStatus status =
                version == EngineIoVersion.V4
                    ? EngineIo4Decoder.ReadPayload(
                        ref rest,
                        isBinary,
                        out EngineIoPacket packet,
                        out DecodeFault? fault
                    )
                    : EngineIo3Decoder.ReadPayload(ref rest, isBinary, out packet, out fault);
            if (status != OperationStatus.Done)
            {
                Require(status == OperationStatus.NeedMoreData || fault is not null, "invalid data without a fault");
                return;
            }
            Require(rest.Length < before, "no progress");
            Require(packet.Data.Length <= bytes.Length, "data out of nothing");
        }
    }

    private static void Script(byte[] bytes)
    {
        var output = new ArrayBufferWriter<byte>();
        OperationStatus status = Jsonp.UnwrapResponse(bytes, output, out DecodeFault? fault);
        Require(status == OperationStatus.Done || fault is not null, "invalid data without a fault");
        status = Jsonp.UnwrapRequest(bytes, output, out fault);
        Require(status == OperationStatus.Done || fault is not null, "invalid data without a fault");
        Require(output.WrittenCount <= 2 * bytes.Length, "longer than it was escaped");
    }

    private static void Packet(byte[] bytes)
    {
        foreach (SocketIoRevision revision in new[] { SocketIoRevision.V4, SocketIoRevision.V5 })
        {
            OperationStatus status = SocketIoDecoder.Decode(
                bytes,
                revision,
                out SocketIoPacket packet,
                out DecodeFault? fault
            );
            Require(status == OperationStatus.Done || fault is not null, "invalid data without a fault");
            Require(packet.AttachmentCount >= 0, "a count below zero");
            Rewrite(packet, packet.AttachmentCount, 3L * bytes.Length);
        }
    }

    private static void MessagePack(byte[] bytes)
    {
        _ = MessagePackDecoder.LooksLikePacket(bytes);
        foreach (SocketIoRevision revision in new[] { SocketIoRevision.V4, SocketIoRevision.V5 })
        {
            OperationStatus status = MessagePackDecoder.Decode(
                bytes,
                revision,
                out SocketIoPacket packet,
                out DecodeFault? fault
            );
            Require(status == OperationStatus.Done || fault is not null, "invalid data without a fault");
            Rewrite(packet, packet.InlineAttachments?.Count ?? 0, 64L * bytes.Length);
            status = MessagePackDecoder.DecodeText(bytes, revision, out _, out fault);
            Require(status == OperationStatus.Done || fault is not null, "invalid text without a fault");
        }
        var walker = new MessagePackWalker(bytes);
        int tokens = 0;
        while (walker.Read())
        {
            Require(++tokens <= bytes.Length, "more tokens than bytes");
        }
    }

    private static void Rewrite(in SocketIoPacket packet, int attachments, long limit)
    {
        if (packet.Payload is not ReadOnlyMemory<byte> payload)
        {
            return;
        }
        var output = new ArrayBufferWriter<byte>();
        bool isWritten = JsonPayloadRewriter.TryRewriteArgs(
            payload.Span,
            dropFirst: true,
            dropLast: false,
            attachments,
            output,
            out DecodeFault? fault
        );
        Require(isWritten || fault is not null, "not rewritten without a fault");
        Require(output.WrittenCount <= limit + 64, "arguments out of nothing");
    }

    private static void Body(string coding, byte[] bytes)
    {
        var output = new ArrayBufferWriter<byte>();
        OperationStatus status = ContentDecoder.Decode(
            coding,
            new ReadOnlySequence<byte>(bytes),
            MaxOutput,
            output,
            out DecodeFault? fault
        );
        Require(status == OperationStatus.InvalidData == fault is not null, "invalid data without a fault");
        Require(output.WrittenCount <= MaxOutput, "more than the limit");
    }

    // Not Assert: this runs once a frame or packet, and a message is only wanted when it fails.
    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            Assert.Fail(otherwise);
        }
    }
}
