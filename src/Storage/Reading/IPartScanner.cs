namespace SioProxy.Storage.Reading;

/// <summary>Makes a result of rows, chosen by a range of ids (and the scanner's own condition) or one by one.</summary>
internal interface IPartScanner<out TResult> : IDisposable
{
    /// <summary>Of the rows of a range that meet the scanner's condition.</summary>
    TResult Read(long start, long end);

    /// <summary>Of these rows.</summary>
    TResult Read(IReadOnlyList<long> ids);
}
