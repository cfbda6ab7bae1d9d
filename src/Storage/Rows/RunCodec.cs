using System.Buffers;
using System.Runtime.CompilerServices;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;

namespace SioProxy.Storage.Rows;

/// <summary>A run of packed packets as one record: what they share once, then what each has of its own, then their texts.</summary>
internal sealed class RunCodec
{
    private const int MostPerPacket = 1 + (9 * 10);

    private readonly Dictionary<object, int> _places = new(ReferenceEqualityComparer.Instance);
    private readonly List<PacketOrigin> _origins = [];
    private readonly List<string> _strings = [];
    private readonly (object? Value, int Place)[] _last = new (object?, int)[64];

    [Flags]
    private enum Parts : byte
    {
        None = 0,
        FromServer = 1,
        Version3 = 2,
        Ack = 4,
        AckId = 8,
        AckOf = 16,
        Event = 32,
    }

    public void Write(IBufferWriter<byte> output, PacketRun run)
    {
        _places.Clear();
        Array.Clear(_last);
        _origins.Clear();
        _strings.Clear();
        PacketOrigin? lastOrigin = null;
        string? lastName = null;
        foreach (ref readonly PackedPacket packet in run.Packets)
        {
            if (!ReferenceEquals(packet.Origin, lastOrigin) || !ReferenceEquals(packet.EventName, lastName))
            {
                Note(lastOrigin = packet.Origin, _origins);
                Note(lastName = packet.EventName, _strings);
            }
            Note(packet.Namespace, _strings);
        }
        output.Signed(run.FirstId);
        output.Unsigned((ulong)_origins.Count);
        foreach (PacketOrigin origin in _origins)
        {
            output.Signed(origin.Connection);
            output.Optional(origin.SessionKey);
            output.OptionalText(origin.Session);
            output.Text(origin.Client);
            output.OptionalText(origin.Node);
            output.Byte((byte)origin.Transport);
        }
        output.Unsigned((ulong)_strings.Count);
        foreach (string text in _strings)
        {
            output.Text(text);
        }
        output.Unsigned((ulong)run.Count);
        long before = 0;
        foreach (ref readonly PackedPacket packet in run.Packets)
        {
            WritePacket(output, packet, before);
            before = packet.AtMicros;
        }
        output.Write(run.Bytes.Span);
    }

    /// <returns>Null when the bytes are no such record.</returns>
    public static PacketRun? Read(ref RecordReader reader)
    {
        long firstId = reader.Signed();
        var origins = new PacketOrigin[reader.Count()];
        for (int i = 0; i < origins.Length && !reader.Failed; i++)
        {
            origins[i] = new PacketOrigin(
                reader.Signed(),
                reader.Optional(),
                reader.OptionalText(),
                reader.Text(),
                reader.OptionalText(),
                (Transport)reader.Byte()
            );
        }
        var strings = new string[reader.Count()];
        for (int i = 0; i < strings.Length && !reader.Failed; i++)
        {
            strings[i] = reader.Text();
        }
        var packets = new (PackedPacket Packet, int Length)[reader.Count()];
        long at = 0;
        for (int i = 0; i < packets.Length; i++)
        {
            if (!TryReadPacket(ref reader, origins, strings, at, out packets[i]))
            {
                return null;
            }
            at = packets[i].Packet.AtMicros;
        }
        ReadOnlySpan<byte> bytes = reader.Rest().Span;
        var run = new PacketRun(packets.Length, bytes.Length) { FirstId = firstId };
        foreach ((PackedPacket packet, int length) in packets)
        {
            if (length > bytes.Length || !run.HasRoomFor(length))
            {
                return null;
            }
            run.Add(packet, bytes[..length]);
            bytes = bytes[length..];
        }
        return reader.Failed || !bytes.IsEmpty || run.Count == 0 ? null : run;
    }

    private void WritePacket(IBufferWriter<byte> output, in PackedPacket packet, long before)
    {
        bool isAck = packet.Type == SocketIoPacketType.Ack;
        Parts parts =
            (packet.Direction == Direction.ServerToClient ? Parts.FromServer : Parts.None)
            | (packet.Version == EngineIoVersion.V3 ? Parts.Version3 : Parts.None)
            | (isAck ? Parts.Ack : Parts.None)
            | (packet.AckId is null ? Parts.None : Parts.AckId)
            | (packet.AckOf > 0 ? Parts.AckOf : Parts.None)
            | (packet.EventName is null ? Parts.None : Parts.Event);
        Span<byte> span = output.GetSpan(MostPerPacket);
        int length = 0;
        span[length++] = (byte)parts;
        Put(span, ref length, (ulong)PlaceOf(packet.Origin));
        PutSigned(span, ref length, packet.AtMicros - before);
        Put(span, ref length, (ulong)PlaceOf(packet.Namespace));
        if (packet.EventName is not null)
        {
            Put(span, ref length, (ulong)PlaceOf(packet.EventName));
        }
        if (packet.AckId is { } id)
        {
            PutSigned(span, ref length, id);
        }
        if (packet.AckOf > 0)
        {
            PutSigned(span, ref length, packet.AckOf);
            PutSigned(span, ref length, packet.LatencyMicros ?? 0);
        }
        PutSigned(span, ref length, packet.Size);
        Put(span, ref length, (ulong)packet.Length);
        output.Advance(length);
    }

    private static void PutSigned(Span<byte> span, ref int length, long value) =>
        Put(span, ref length, (ulong)((value << 1) ^ (value >> 63)));

    private static void Put(Span<byte> span, ref int length, ulong value)
    {
        while (value >= 0x80)
        {
            span[length++] = (byte)(value | 0x80);
            value >>= 7;
        }
        span[length++] = (byte)value;
    }

    // Neighbours often share all of it.
    private int PlaceOf(object value)
    {
        ref (object? Value, int Place) last = ref _last[RuntimeHelpers.GetHashCode(value) & (_last.Length - 1)];
        if (!ReferenceEquals(last.Value, value))
        {
            last = (value, _places[value]);
        }
        return last.Place;
    }

    private static bool TryReadPacket(
        ref RecordReader reader,
        PacketOrigin[] origins,
        string[] strings,
        long before,
        out (PackedPacket Packet, int Length) read
    )
    {
        read = default;
        var parts = (Parts)reader.Byte();
        ulong origin = reader.Unsigned();
        long at = before + reader.Signed();
        ulong nsp = reader.Unsigned();
        ulong name = (parts & Parts.Event) != Parts.None ? reader.Unsigned() : 0;
        long? ackId = (parts & Parts.AckId) != Parts.None ? reader.Signed() : null;
        long ackOf = (parts & Parts.AckOf) != Parts.None ? reader.Signed() : 0;
        long latency = (parts & Parts.AckOf) != Parts.None ? reader.Signed() : 0;
        long size = reader.Signed();
        ulong length = reader.Unsigned();
        if (
            reader.Failed
            || origin >= (ulong)origins.Length
            || nsp >= (ulong)strings.Length
            || name >= (ulong)strings.Length
            || length > PacketRun.MaxPacket
        )
        {
            return false;
        }
        var packet = new PackedPacket
        {
            Origin = origins[origin],
            AtMicros = at,
            Direction = (parts & Parts.FromServer) != Parts.None ? Direction.ServerToClient : Direction.ClientToServer,
            Version = (parts & Parts.Version3) != Parts.None ? EngineIoVersion.V3 : EngineIoVersion.V4,
            Type = (parts & Parts.Ack) != Parts.None ? SocketIoPacketType.Ack : SocketIoPacketType.Event,
            Namespace = strings[nsp],
            EventName = (parts & Parts.Event) != Parts.None ? strings[name] : null,
            AckId = ackId,
            Asked = ackOf > 0 ? new AckRequest(at - latency) { RowId = ackOf } : null,
            AckOf = ackOf,
            Size = size,
        };
        read = (packet, (int)length);
        return true;
    }

    private void Note<T>(T? value, List<T> all)
        where T : class
    {
        if (value is not null && _places.TryAdd(value, all.Count))
        {
            all.Add(value);
        }
    }
}
