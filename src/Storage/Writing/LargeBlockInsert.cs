using System.Buffers;
using SioProxy.Sessions;
using SioProxy.Storage.Rows;
using SioProxy.Storage.Sqlite;
using SQLitePCL;
using ZstdSharp;

namespace SioProxy.Storage.Writing;

/// <summary>
/// Stores a row whose record is long as a block of its own, from the row's own memory: measured, compressed to see how long
/// that is, and compressed again into the database. Time is cheaper than three copies of 16 MB.
/// </summary>
internal sealed class LargeBlockInsert(sqlite3 database, string path, Compressor compressor, Statement insertBlock)
{
    private readonly byte[] _compressed = new byte[Compressor.GetCompressBound(64 * 1024)];

    public void Run(CapturedRow row, string? looseSid)
    {
        long record = PieceWriter.Write(output => RowPayload.Write(output, row, looseSid), _ => { });
        void WriteContent(IBufferWriter<byte> output)
        {
            output.Unsigned(0); // as BlockBuilder: the step from the id before it, then its length
            output.Unsigned((ulong)record);
            RowPayload.Write(output, row, looseSid);
        }
        long content = PieceWriter.Write(WriteContent, _ => { });
        long length = 0;
        Compress(WriteContent, content, piece => length += piece.Length);
        bool isWorth = length < content;
        insertBlock.Bind(1, row.Id);
        insertBlock.Bind(2, row.Id);
        insertBlock.Bind(3, (long)(isWorth ? BlockCodec.Zstd : BlockCodec.Plain));
        insertBlock.Bind(4, content);
        insertBlock.BindZeros(5, (int)(isWorth ? length : content));
        insertBlock.Execute();
        using var blob = new BlobWriter(database, path, "block", "data", row.Id);
        if (isWorth)
        {
            Compress(WriteContent, content, blob.Write);
        }
        else
        {
            PieceWriter.Write(WriteContent, blob.Write);
        }
    }

    private void Compress(Action<IBufferWriter<byte>> write, long length, PieceSink sink)
    {
        compressor.ResetStream(); // a call before this one may have failed on its way
        compressor.SetPledgedSrcSize((ulong)length); // readers want to know it before they inflate
        PieceWriter.Write(write, piece => Compress(piece, isLast: false, sink));
        Compress([], isLast: true, sink);
    }

    private void Compress(ReadOnlySpan<byte> piece, bool isLast, PieceSink sink)
    {
        OperationStatus status;
        do
        {
            status = compressor.WrapStream(piece, _compressed, out int consumed, out int written, isLast);
            piece = piece[consumed..];
            sink(_compressed.AsSpan(0, written));
        } while (status == OperationStatus.DestinationTooSmall || !piece.IsEmpty);
    }
}
