using System.Buffers;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.Json;

namespace SioProxy.Protocol.SocketIo;

/// <summary>
/// The fields of one packet of socket.io-msgpack-parser while it is read, and what that parser's checkPacket asks of them.
/// </summary>
internal ref struct MessagePackFields(SocketIoRevision revision)
{
    private const int LargestScratch = 1 << 20; // what one large packet needed is not kept for ever

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _scratch;

    private readonly SocketIoRevision _revision = revision;
    private long? _type;
    private ReadOnlyMemory<byte>? _name;
    private long? _id;
    private ReadOnlyMemory<byte>? _data;
    private ReadOnlyMemory<byte>? _options;
    private List<ReadOnlyMemory<byte>>? _attachments;

    public static DecodeFault Malformed(string message) => new(FaultCode.MessagePack, message);

    /// <summary>Takes the value of the root map that the walker stands at, and leaves the walker at its last token.</summary>
    public DecodeFault? Take(ref MessagePackWalker walker, ReadOnlyMemory<byte> source)
    {
        ReadOnlySpan<byte> key = walker.Key;
        if (key.SequenceEqual("type"u8))
        {
            _type = ReadWhole(walker);
        }
        else if (key.SequenceEqual("nsp"u8) && walker.Kind == MessagePackTokenKind.Text)
        {
            _name = source.Slice(walker.ContentOffset, walker.Content.Length);
        }
        else if (key.SequenceEqual("id"u8))
        {
            _id = ReadWhole(walker);
            return _id is null && !MessagePackJson.IsUndefined(walker)
                ? Malformed("The packet's id is no whole number.")
                : null;
        }
        else if (key.SequenceEqual("data"u8))
        {
            bool isUndefined = MessagePackJson.IsUndefined(walker);
            _attachments = null; // of a key that comes twice, the last counts
            return TakeJson(ref walker, source, ref _attachments, out _data) ? ClearWhen(isUndefined) : Cut(walker);
        }
        else
        {
            // Whatever else is there is walked over, to see that it is well-formed.
            List<ReadOnlyMemory<byte>>? ignored = null;
            bool isOptions = key.SequenceEqual("options"u8);
            if (!TakeJson(ref walker, source, ref ignored, out ReadOnlyMemory<byte>? json))
            {
                return Cut(walker);
            }
            _options = isOptions && ignored is null ? json : _options;
        }
        return walker.ValueEnd() == walker.End
            ? null
            : Malformed("A field of the packet has a value of the wrong kind.");
    }

    /// <summary>Takes the value that the tokenizer stands at, and leaves the tokenizer at its last token.</summary>
    public DecodeFault? Take(ReadOnlySpan<byte> key, ref JsonTokenizer tokens, ReadOnlyMemory<byte> source)
    {
        int start = tokens.Start;
        JsonTokenKind kind = tokens.Kind;
        ReadOnlySpan<byte> token = tokens.Token;
        if (!tokens.SkipChildren())
        {
            return null; // the caller sees that the text is malformed
        }
        if (JsonText.Equals(key, "type"u8) && kind == JsonTokenKind.Number)
        {
            _type = JavaScriptNumber.TryParseWhole(token, out long type) ? type : null;
        }
        else if (JsonText.Equals(key, "nsp"u8) && kind == JsonTokenKind.Text)
        {
            ReadOnlyMemory<byte> escaped = source[(start + 1)..(tokens.End - 1)];
            if (escaped.Span.Contains((byte)'\\'))
            {
                byte[] name = new byte[escaped.Length];
                escaped = name.AsMemory(0, JsonText.Unescape(escaped.Span, name));
            }
            _name = escaped;
        }
        else if (JsonText.Equals(key, "id"u8))
        {
            _id = kind == JsonTokenKind.Number && JavaScriptNumber.TryParseWhole(token, out long id) ? id : null;
            return _id is null ? Malformed("The packet's id is no whole number.") : null;
        }
        else if (JsonText.Equals(key, "data"u8))
        {
            _data = source[start..tokens.End];
        }
        else if (JsonText.Equals(key, "options"u8))
        {
            _options = source[start..tokens.End];
        }
        return null;
    }

    public readonly OperationStatus Finish(out SocketIoPacket packet, ref DecodeFault? fault)
    {
        packet = default;
        long last = (long)(
            _revision == SocketIoRevision.V5 ? SocketIoPacketType.ConnectError : SocketIoPacketType.BinaryAck
        );
        if (_type is not { } type || type < 0 || type > last)
        {
            fault ??= new DecodeFault(FaultCode.SocketIoType, $"The packet's type is not a number from 0 to {last}.");
            return OperationStatus.InvalidData;
        }
        var packetType = (SocketIoPacketType)type;
        fault ??= _name is null ? Malformed("The packet has no namespace.") : CheckData(packetType);
        ReadOnlyMemory<byte> name = _name ?? SocketIoDecoder.MainNamespace;
        packet = new SocketIoPacket
        {
            Type = packetType,
            Parser = SocketIoParser.MessagePack,
            Namespace = name,
            NamespaceQuery =
                packetType == SocketIoPacketType.Connect && _revision == SocketIoRevision.V4
                    ? SocketIoDecoder.CutQuery(ref name)
                    : null,
            AckId = _id,
            Payload = _data,
            InlineAttachments = (IReadOnlyList<ReadOnlyMemory<byte>>?)_attachments ?? [],
            EventNameToken = packetType is SocketIoPacketType.Event or SocketIoPacketType.BinaryEvent
                ? EventName()
                : null,
            Options = _options,
        };
        packet = packet with { Namespace = name };
        return fault is null ? OperationStatus.Done : OperationStatus.InvalidData;
    }

    private DecodeFault? ClearWhen(bool isUndefined)
    {
        _data = isUndefined ? null : _data;
        return null;
    }

    private static DecodeFault Cut(in MessagePackWalker walker) =>
        Malformed($"A msgpack value is malformed, or cut off, at offset {walker.Offset}.");

    private static long? ReadWhole(in MessagePackWalker walker) =>
        walker.Kind is MessagePackTokenKind.WholeNumber or MessagePackTokenKind.FloatingPoint
            ? MessagePackNumber.Read(walker).Whole
            : null;

    private static bool TakeJson(
        ref MessagePackWalker walker,
        ReadOnlyMemory<byte> source,
        ref List<ReadOnlyMemory<byte>>? attachments,
        out ReadOnlyMemory<byte>? json
    )
    {
        ArrayBufferWriter<byte> output = _scratch ??= new ArrayBufferWriter<byte>(1024);
        output.ResetWrittenCount();
        if (TakePlainJson(ref walker, source.Span, output) is byte[] plain)
        {
            json = plain;
            return true;
        }
        bool isGood = MessagePackJson.TryWrite(ref walker, source, output, ref attachments);
        json = isGood ? output.WrittenSpan.ToArray() : default(ReadOnlyMemory<byte>?);
        _scratch = output.Capacity > LargestScratch ? null : output;
        return isGood;
    }

    private static byte[]? TakePlainJson(
        ref MessagePackWalker walker,
        ReadOnlySpan<byte> data,
        ArrayBufferWriter<byte> output
    )
    {
        int room = (data.Length - walker.Offset) * MessagePackPlainJson.Growth;
        if (data.Length > LargestScratch / MessagePackPlainJson.Growth)
        {
            return null;
        }
        Span<byte> json = output.GetSpan(room);
        int end = walker.Offset;
        if (!MessagePackPlainJson.TryWrite(data, ref end, json, out int written))
        {
            return null;
        }
        walker.SkipTo(end);
        return json[..written].ToArray();
    }

    private readonly DecodeFault? CheckData(SocketIoPacketType type)
    {
        byte first = _data is { Length: > 0 } data ? data.Span[0] : (byte)0;
        bool isObject = first == '{' && _revision == SocketIoRevision.V5;
        bool isGood = type switch
        {
            SocketIoPacketType.Connect => _data is null || isObject,
            SocketIoPacketType.Disconnect => _data is null,
            SocketIoPacketType.ConnectError => first == '"' || isObject,
            _ => first == '[',
        };
        return isGood ? null : SocketIoFaults.Shape(type, PayloadShape.Expected(type));
    }

    private readonly ReadOnlyMemory<byte>? EventName()
    {
        if (_data is not { } data)
        {
            return null;
        }
        var tokens = new JsonTokenizer(data.Span);
        return
            tokens.Read()
            && tokens.Kind == JsonTokenKind.ArrayStart
            && tokens.Read()
            && tokens.Kind is JsonTokenKind.Text or JsonTokenKind.Number
            ? data[tokens.Start..tokens.End]
            : default(ReadOnlyMemory<byte>?);
    }
}
