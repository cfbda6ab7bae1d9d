namespace SioProxy.Storage.Rows;

/// <summary>How a block's content is stored. Stored as is: the values never change.</summary>
internal enum BlockCodec
{
    Plain = 0,
    Zstd = 1,
}
