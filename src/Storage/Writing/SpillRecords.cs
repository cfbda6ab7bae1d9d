using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;
using SioProxy.Sessions;
using SioProxy.Storage.Rows;

namespace SioProxy.Storage.Writing;

/// <summary>The records of a spill log: an entry each, behind its length and its checksum. One writer at a time.</summary>
internal sealed class SpillRecords(SafeFileHandle file)
{
    private const int RecordHead = 12; // length and in its highest bit whether aside (4), XXH3 of both and the content (8)
    private const int Aside = int.MinValue;
    private const int MaxRecord = 1 << 30;
    private const int AtOnce = 1 << 20;

    private readonly ArrayBufferWriter<byte> _encoded = new();
    private readonly ArrayBufferWriter<byte> _records = new();

    /// <summary>Writes entries from a place in the file on.</summary>
    /// <param name="isAside">Whether they are copies of what is older than the log and waits in memory.</param>
    /// <returns>Where they end.</returns>
    public long Write(IReadOnlyList<CaptureEntry> entries, long at, bool isAside)
    {
        int mark = isAside ? Aside : 0;
        long end = at;
        _records.ResetWrittenCount();
        for (int i = 0; i < entries.Count; i++)
        {
            if (entries[i] is CapturedRow row && RowPayload.IsLarge(row))
            {
                WriteRecords(ref end);
                WriteLarge(row, mark, ref end);
                continue;
            }
            AddRecord(entries[i], mark);
            if (_records.WrittenCount > AtOnce)
            {
                WriteRecords(ref end);
            }
        }
        WriteRecords(ref end);
        return end;
    }

    /// <summary>Reads the record at a place, if it is one of those that are wanted: in order, or aside.</summary>
    /// <returns>How long it is; negative: it is torn or damaged.</returns>
    // One read for many small records would be faster still; the page cache makes this good enough for a merge.
    public int Read(long position, long tail, List<CaptureEntry> into, bool wantsAside)
    {
        Span<byte> head = stackalloc byte[RecordHead];
        if (RandomAccess.Read(file, head, position) < RecordHead)
        {
            return -1;
        }
        int marked = BinaryPrimitives.ReadInt32LittleEndian(head);
        int length = marked & ~Aside;
        if (length is <= 0 or > MaxRecord || length > tail - position - RecordHead)
        {
            return -1;
        }
        if (marked < 0 != wantsAside)
        {
            return RecordHead + length;
        }
        byte[] content = new byte[length]; // the entry's memories are views of it
        int read = 0;
        while (read < length)
        {
            int more = RandomAccess.Read(file, content.AsSpan(read), position + RecordHead + read);
            if (more == 0)
            {
                return -1;
            }
            read += more;
        }
        if (
            Checksum(content, marked) != BinaryPrimitives.ReadUInt64LittleEndian(head[4..])
            || EntryCodec.Read(content, out CaptureEntry? entry) != OperationStatus.Done
        )
        {
            return -1;
        }
        into.Add(entry!);
        return RecordHead + length;
    }

    /// <summary>Whether the record at a place was put aside.</summary>
    public bool IsAside(long position)
    {
        Span<byte> head = stackalloc byte[sizeof(int)];
        return RandomAccess.Read(file, head, position) == head.Length
            && BinaryPrimitives.ReadInt32LittleEndian(head) < 0;
    }

    private void AddRecord(CaptureEntry entry, int mark)
    {
        _encoded.ResetWrittenCount();
        EntryCodec.Write(_encoded, entry);
        int marked = _encoded.WrittenCount | mark;
        WriteHead(_records.GetSpan(RecordHead), marked, Checksum(_encoded.WrittenSpan, marked));
        _records.Advance(RecordHead);
        _records.Write(_encoded.WrittenSpan);
    }

    private void WriteRecords(ref long end)
    {
        RandomAccess.Write(file, _records.WrittenSpan, end);
        end += _records.WrittenCount;
        _records.ResetWrittenCount();
    }

    // Encoded three times, as its length is part of its checksum: that takes no memory.
    private void WriteLarge(CapturedRow row, int mark, ref long end)
    {
        void Encode(IBufferWriter<byte> output) => EntryCodec.Write(output, row);
        long length = PieceWriter.Write(Encode, _ => { });
        int marked = (int)length | mark;
        var hash = new XxHash3(marked);
        PieceWriter.Write(Encode, hash.Append);
        Span<byte> head = stackalloc byte[RecordHead];
        WriteHead(head, marked, hash.GetCurrentHashAsUInt64());
        RandomAccess.Write(file, head, end);
        long at = end + RecordHead;
        PieceWriter.Write(
            Encode,
            piece =>
            {
                RandomAccess.Write(file, piece, at);
                at += piece.Length;
            }
        );
        end = at;
    }

    private static void WriteHead(Span<byte> head, int marked, ulong checksum)
    {
        BinaryPrimitives.WriteInt32LittleEndian(head, marked);
        BinaryPrimitives.WriteUInt64LittleEndian(head[4..], checksum);
    }

    private static ulong Checksum(ReadOnlySpan<byte> content, int marked) => XxHash3.HashToUInt64(content, marked);
}
