namespace SioProxy.Storage.Reading;

/// <summary>Reads one part of a capture's rows after another, on one thread.</summary>
internal interface IPartReader<T> : IDisposable
{
    /// <summary>What the rows from one id to another give, read in one transaction.</summary>
    T Read((long Start, long End) part, CancellationToken cancellationToken);
}
