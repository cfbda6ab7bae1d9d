namespace SioProxy.Storage.Writing;

/// <summary>Takes the next piece, which is valid during the call only.</summary>
internal delegate void PieceSink(ReadOnlySpan<byte> piece);
