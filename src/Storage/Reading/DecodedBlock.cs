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
        if (rawBytes <= 0 || rawBytes > Math.Max(AlwaysAllowed, data.Length * MaxRatio) || rawBytes > Array.MaxLength)
        {
            return null; // a claim that nobody needs to allocate for
        }
        byte[]? content = (BlockCodec)codec switch
        {
            BlockCodec.Plain when data.Length == rawBytes => data.ToArray(),
            BlockCodec.Zstd => Inflate(decompressor, (int)rawBytes, data),
            _ => null,
        };
        return content is null ? null : Index(content, firstRow);
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

    private static byte[]? Inflate(Decompressor decompressor, int length, ReadOnlySpan<byte> data)
    {
        try
        {
            if (Decompressor.GetDecompressedSize(data) != (ulong)length)
            {
                return null;
            }
            byte[] content = new byte[length];
            return decompressor.Unwrap(data, content) == length ? content : null;
        }
        catch (ZstdException)
        {
            return null;
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
