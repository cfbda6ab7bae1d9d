using System.Buffers.Binary;

namespace SioProxy.Protocol.SocketIo;

/// <summary>
/// Reads an EVENT or ACK of socket.io-msgpack-parser as most are, in one pass: each field once, its values as
/// <see cref="MessagePackPlainJson"/> takes them, nothing behind. What it takes, <see cref="MessagePackDecoder.DecodeAny"/> reads the
/// same and finds nothing wrong with; of everything else it says no.
/// </summary>
internal static class MessagePackPlainPacket
{
    private const int Longest = 8 * 1024;
    private const byte Text = 0xa0; // of up to 31 bytes: the format is its length, too

    [ThreadStatic]
    private static byte[]? _scratch;

    private static readonly byte[] Compress = [.. "{\"compress\":true}"u8]; // what clients send with every event

    public static bool TryRead(ReadOnlyMemory<byte> data, out SocketIoPacket packet)
    {
        packet = default;
        ReadOnlySpan<byte> bytes = data.Span;
        if (bytes.IsEmpty || (bytes[0] & 0xf0) != 0x80 || bytes.Length > Longest)
        {
            return false;
        }
        var fields = new Fields();
        int at = 1;
        for (int left = bytes[0] & 0x0f; left > 0; left--)
        {
            if (!TryTake(bytes, ref at, ref fields))
            {
                return false;
            }
        }
        if (at != bytes.Length || fields.NameLength < 0 || fields.Data is not [(byte)'[', ..] json)
        {
            return false;
        }
        ReadOnlyMemory<byte>? name = null;
        if (fields.Type == (int)SocketIoPacketType.Event)
        {
            int end = json[1] == '"' ? json.AsSpan(2).IndexOf((byte)'"') : -1;
            if (end < 0)
            {
                return false;
            }
            name = json.AsMemory(1, end + 2);
        }
        else if (fields.Type != (int)SocketIoPacketType.Ack)
        {
            return false;
        }
        packet = new SocketIoPacket
        {
            Type = (SocketIoPacketType)fields.Type,
            Parser = SocketIoParser.MessagePack,
            Namespace = data.Slice(fields.NameStart, fields.NameLength),
            AckId = fields.Id < 0 ? null : fields.Id,
            Payload = json,
            InlineAttachments = [],
            EventNameToken = name,
            Options = fields.Options is null ? default(ReadOnlyMemory<byte>?) : fields.Options,
        };
        return true;
    }

    private static bool TryTake(ReadOnlySpan<byte> bytes, ref int at, ref Fields fields)
    {
        if (at >= bytes.Length)
        {
            return false;
        }
        byte format = bytes[at];
        ReadOnlySpan<byte> key = bytes[(at + 1)..];
        at += 1 + (format & 0x1f);
        return format switch
        {
            Text | 4 when key.StartsWith("type"u8) => fields.Type < 0 && TryReadType(bytes, ref at, out fields.Type),
            Text | 4 when key.StartsWith("data"u8) => fields.Data is null
                && TryReadJson(bytes, ref at, out fields.Data),
            Text | 3 when key.StartsWith("nsp"u8) => fields.NameLength < 0 && TryReadName(bytes, ref at, ref fields),
            Text | 2 when key.StartsWith("id"u8) => fields.Id < 0 && TryReadId(bytes, ref at, out fields.Id),
            Text | 7 when key.StartsWith("options"u8) => fields.Options is null
                && TryReadOptions(bytes, ref at, out fields.Options),
            _ => false,
        };
    }

    private static bool TryReadType(ReadOnlySpan<byte> bytes, ref int at, out int type)
    {
        type = at < bytes.Length ? bytes[at++] : -1;
        return type >= 0;
    }

    private static bool TryReadName(ReadOnlySpan<byte> bytes, ref int at, ref Fields fields)
    {
        if (at >= bytes.Length || bytes[at] is < Text or >= 0xc0)
        {
            return false;
        }
        fields.NameStart = at + 1;
        fields.NameLength = bytes[at] & 0x1f;
        at = fields.NameStart + fields.NameLength;
        return at <= bytes.Length;
    }

    private static bool TryReadId(ReadOnlySpan<byte> bytes, ref int at, out long id)
    {
        ReadOnlySpan<byte> rest = at < bytes.Length ? bytes[(at + 1)..] : default;
        byte format = at < bytes.Length ? bytes[at] : (byte)0xc1;
        int size = format switch
        {
            < 0x80 => 0,
            >= 0xcc and <= 0xce => 1 << (format - 0xcc),
            _ => int.MaxValue,
        };
        if (rest.Length < size)
        {
            id = -1;
            return false;
        }
        id = size switch
        {
            0 => format,
            1 => rest[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(rest),
            _ => BinaryPrimitives.ReadUInt32BigEndian(rest),
        };
        at += 1 + size;
        return true;
    }

    private static bool TryReadOptions(ReadOnlySpan<byte> bytes, ref int at, out byte[]? json)
    {
        const int length = 11;
        if (
            bytes.Length - at >= length
            && bytes.Slice(at, length) is [0x81, Text | 8, .. var compress, 0xc3]
            && compress.SequenceEqual("compress"u8)
        )
        {
            at += length;
            json = Compress;
            return true;
        }
        return TryReadJson(bytes, ref at, out json);
    }

    private static bool TryReadJson(ReadOnlySpan<byte> bytes, ref int at, out byte[]? json)
    {
        byte[] scratch = _scratch ??= new byte[Longest * MessagePackPlainJson.Growth];
        bool isPlain = MessagePackPlainJson.TryWrite(bytes, ref at, scratch, out int written);
        json = isPlain ? scratch.AsSpan(0, written).ToArray() : null;
        return isPlain;
    }

    private ref struct Fields()
    {
        public int Type = -1;
        public int NameStart;
        public int NameLength = -1;
        public long Id = -1;
        public byte[]? Data;
        public byte[]? Options;
    }
}
