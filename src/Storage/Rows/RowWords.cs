namespace SioProxy.Storage.Rows;

/// <summary>The numbers of a row's strings.</summary>
internal readonly record struct RowWords(long Client, long? Node, long? Namespace, long? Event, long? Fault);
