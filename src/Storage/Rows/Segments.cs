namespace SioProxy.Storage.Rows;

/// <summary>How rows are divided into segments. Stored as is: the values never change.</summary>
internal static class Segments
{
    /// <summary>A row's segment is its id shifted right by this: 4,096 ids each.</summary>
    public const int Shift = 12;

    /// <summary>In place of more values than are worth listing.</summary>
    public const long AnyValue = -1;
}
