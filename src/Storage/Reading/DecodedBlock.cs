using SioProxy.Storage.Rows;
using ZstdSharp;

namespace SioProxy.Storage.Reading;

/// <summary>A block's payload records, ready to be looked up.</summary>
internal sealed class DecodedBlock
{
    private const long AlwaysAllowed = 256L << 20;
    private const long MaxRatio = 1000;

    private readonly byte[] _content;
    private readonly List<(long Id, int Start, int Length)> _rows;

    private DecodedBlock(byte[] content, List<(long Id, int Start, int Length)> rows)
    {
        _content = content;
        _rows = rows;
    }

    public long FirstRow => _rows[0].Id;

    public long LastRow => _rows[^1].Id;

    public int Bytes => _content.Length;

    /// <returns>Null when the bytes are not such a block.</returns>
    public static DecodedBlock? Decode(
        Decompressor decompressor,
        long firstRow,
        long codec,
        long rawBytes,
        ReadOnlySpan<byte> data
    )
    {
        byte[] content = [];
        return TryInflate(decompressor, codec, rawBytes, data, ref content) ? Index(content, firstRow) : null;
    }

    /// <summary>Inflates a block's content into the beginning of a buffer, which is made anew when it is too small.</summary>
    /// <returns>False when the bytes are not such a block.</returns>
    public static bool TryInflate(
        Decompressor decompressor,
        long codec,
        long rawBytes,
        ReadOnlySpan<byte> data,
        ref byte[] content
    )
    {
        if (rawBytes <= 0 || rawBytes > Math.Max(AlwaysAllowed, data.Length * MaxRatio) || rawBytes > Array.MaxLength)
        {
            return false; // a claim that nobody needs to allocate for
        }
        if ((BlockCodec)codec == BlockCodec.Zstd && !IsFrameOf(data, rawBytes))
        {
            return false;
        }
        if (content.Length < rawBytes)
        {
            content = new byte[rawBytes];
        }
        switch ((BlockCodec)codec)
        {
            case BlockCodec.Plain when data.Length == rawBytes:
                data.CopyTo(content);
                return true;
            case BlockCodec.Zstd:
                return TryInflate(decompressor, data, content.AsSpan(0, (int)rawBytes));
            default:
                return false;
        }
    }

    /// <summary>The record of a row; false when the block has none for it.</summary>
    public bool TryFind(long id, out ReadOnlyMemory<byte> record)
    {
        long guess = id - FirstRow; // right unless ids are missing
        int index =
            guess >= 0 && guess < _rows.Count && _rows[(int)guess].Id == id
                ? (int)guess
                : _rows.FindIndex(row => row.Id == id);
        record = index < 0 ? default : _content.AsMemory(_rows[index].Start, _rows[index].Length);
        return index >= 0;
    }

    private static bool IsFrameOf(ReadOnlySpan<byte> data, long rawBytes)
    {
        try
        {
            return Decompressor.GetDecompressedSize(data) == (ulong)rawBytes;
        }
        catch (ZstdException)
        {
            return false;
        }
    }

    private static bool TryInflate(Decompressor decompressor, ReadOnlySpan<byte> data, Span<byte> content)
    {
        try
        {
            return decompressor.Unwrap(data, content) == content.Length;
        }
        catch (ZstdException)
        {
            return false;
        }
    }

    private static DecodedBlock? Index(byte[] content, long firstRow)
    {
        var rows = new List<(long, int, int)>();
        var reader = new RecordReader(content);
        long id = firstRow - 1;
        while (reader.Remaining > 0)
        {
            ulong step = reader.Unsigned();
            int length = reader.Bytes().Length;
            if (reader.Failed || step > int.MaxValue)
            {
                return null;
            }
            id += (long)step + 1;
            rows.Add((id, content.Length - reader.Remaining - length, length));
        }
        return rows.Count == 0 ? null : new DecodedBlock(content, rows);
    }
}
