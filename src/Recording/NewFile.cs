using SioProxy.Sessions;

namespace SioProxy.Recording;

/// <summary>Between entries: what follows goes into a new capture. Never leaves the process.</summary>
/// <param name="firstRowId">The id of the new file's first row.</param>
internal sealed record NewFile(long firstRowId) : CaptureEntry
{
    public long FirstRowId { get; } = firstRowId;
}
