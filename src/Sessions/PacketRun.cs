using System.Collections.Concurrent;
using SioProxy.Protocol.EngineIo;
using SioProxy.Protocol.SocketIo;

namespace SioProxy.Sessions;

/// <summary>
/// Ordinary packets that followed one another, packed: events and acks of the default parser that are whole, sound, text,
/// without attachments, and nothing in them redacted. An object for each costs more than decoding it. Means the same as the
/// rows that <see cref="ToRow"/> makes of it.
/// </summary>
/// <remarks>A record as its base is one; not to be copied, as its memory goes back to a pool.</remarks>
public sealed record PacketRun : CaptureEntry
{
    /// <summary>Longest text of a packet that is packed.</summary>
    public const int MaxPacket = 16 * 1024;

    private const int MaxPackets = 512;
    private const int MaxBytes = 64 * 1024; // both arrays stay out of the large object heap

    private const int MaxSpare = 64;
    private const int WorthSpare = 16; // packets, or bytes, from which a run that grows is given spare memory
    private const int WorthSpareBytes = 4 * 1024;

    private static readonly ConcurrentStack<(PackedPacket[] Packets, byte[] Bytes)> Spare = new();
    private static int _spareCount;

    private PackedPacket[] _packets;
    private byte[] _bytes;

    /// <summary>Makes an empty run.</summary>
    /// <param name="packets">How many packets to expect.</param>
    /// <param name="bytes">How many bytes of text to expect.</param>
    public PacketRun(int packets, int bytes)
    {
        bool isLarge = packets > MaxPackets / 4 || bytes > MaxBytes / 4;
        if (isLarge && Spare.TryPop(out (PackedPacket[] Packets, byte[] Bytes) spare))
        {
            Interlocked.Decrement(ref _spareCount);
            (_packets, _bytes) = spare;
            return;
        }
        _packets = new PackedPacket[isLarge ? MaxPackets : Math.Max(packets, 1)];
        _bytes = GC.AllocateUninitializedArray<byte>(isLarge ? Math.Max(bytes, MaxBytes) : Math.Max(bytes, 64));
    }

    /// <summary>
    /// Gives the memory back for another run, when what it held is stored and nobody looks at it any more: the run is empty then.
    /// </summary>
    public void Recycle()
    {
        (PackedPacket[] packets, byte[] bytes) = (_packets, _bytes);
        Packets.Clear(); // they refer to strings and requests
        (_packets, _bytes, Count, ByteCount) = ([], [], 0, 0);
        if (packets.Length != MaxPackets || bytes.Length != MaxBytes)
        {
            return;
        }
        if (Interlocked.Increment(ref _spareCount) <= MaxSpare)
        {
            Spare.Push((packets, bytes));
        }
        else
        {
            Interlocked.Decrement(ref _spareCount);
        }
    }

    /// <summary>The id of the first row, the others' follow; 0 until the recorder has assigned it.</summary>
    public long FirstId { get; set; }

    /// <summary>How many packets there are.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of their texts together.</summary>
    public int ByteCount { get; private set; }

    /// <summary>Bytes of memory that the run holds on to.</summary>
    public long MemoryBytes => _bytes.Length + (_packets.Length * 120L);

    /// <summary>Whether a packet has an ack id.</summary>
    public bool HasAcks { get; private set; }

    /// <summary>The packets.</summary>
    public Span<PackedPacket> Packets => _packets.AsSpan(0, Count);

    /// <summary>Their texts, one behind the other.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, ByteCount);

    /// <summary>A packet's text, type digit included.</summary>
    public ReadOnlySpan<byte> RawOf(in PackedPacket packet) => _bytes.AsSpan(packet.Start, packet.Length);

    /// <summary>Whether a packet of that length still fits in.</summary>
    public bool HasRoomFor(int length) => Count < MaxPackets && (Count == 0 || ByteCount + length <= MaxBytes);

    /// <summary>Adds a packet; its text is copied.</summary>
    public void Add(in PackedPacket packet, ReadOnlySpan<byte> raw)
    {
        int end = ByteCount + raw.Length;
        if ((Count == _packets.Length || end > _bytes.Length) && (Count >= WorthSpare || end > WorthSpareBytes))
        {
            TakeSpare();
        }
        if (Count == _packets.Length)
        {
            Array.Resize(ref _packets, Math.Clamp(Count * 4, 16, MaxPackets));
        }
        if (end > _bytes.Length)
        {
            byte[] larger = GC.AllocateUninitializedArray<byte>(
                Math.Max(end, Math.Min(MaxBytes, Math.Max(_bytes.Length, 64) * 4))
            );
            Bytes.Span.CopyTo(larger);
            _bytes = larger;
        }
        raw.CopyTo(_bytes.AsSpan(ByteCount));
        ref PackedPacket added = ref _packets[Count++];
        added = packet;
        added.Start = ByteCount;
        added.Length = raw.Length;
        ByteCount = end;
        HasAcks |= packet.AckId is not null;
    }

    // Else the runs of a moderate load, which end with each of the decoder's rounds, would grow anew every time.
    private void TakeSpare()
    {
        if (_packets.Length == MaxPackets || !Spare.TryPop(out (PackedPacket[] Packets, byte[] Bytes) spare))
        {
            return;
        }
        Interlocked.Decrement(ref _spareCount);
        Packets.CopyTo(spare.Packets);
        Bytes.Span.CopyTo(spare.Bytes);
        (_packets, _bytes) = spare;
    }

    /// <summary>The row of one packet, with a copy of its text.</summary>
    public CapturedPacket ToRow(int index)
    {
        ref readonly PackedPacket packet = ref _packets[index];
        bool isAck = packet.Type == SocketIoPacketType.Ack;
        return new CapturedPacket
        {
            Id = FirstId == 0 ? 0 : FirstId + index,
            AtMicros = packet.AtMicros,
            Connection = packet.Origin.Connection,
            SessionKey = packet.Origin.SessionKey,
            Session = packet.Origin.Session,
            Client = packet.Origin.Client,
            Node = packet.Origin.Node,
            Direction = packet.Direction,
            Transport = packet.Origin.Transport,
            Version = packet.Version,
            EngineType = EngineIoPacketType.Message,
            Type = packet.Type,
            Parser = SocketIoParser.Default,
            Namespace = packet.Namespace,
            EventName = packet.EventName,
            AckId = packet.AckId,
            Asks = isAck ? null : packet.Asked,
            Answers = isAck ? packet.Asked : null,
            AckOf = packet.AckOf > 0 ? packet.AckOf : null,
            LatencyMicros = packet.LatencyMicros,
            Size = packet.Size,
            Raw = RawOf(packet).ToArray(),
        };
    }

    /// <summary>Every row.</summary>
    public IEnumerable<CapturedPacket> ToRows()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return ToRow(i);
        }
    }
}
