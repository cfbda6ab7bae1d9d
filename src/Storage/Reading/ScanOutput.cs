using SioProxy.Sessions;

namespace SioProxy.Storage.Reading;

/// <summary>What a scan is to give, and what it found.</summary>
/// <param name="Limit">How many matches make it full.</param>
/// <param name="Descending">Whether to begin at the end.</param>
/// <param name="WithRows">Whether rows are wanted, or their ids only.</param>
/// <param name="WithPayload">Whether packets are wanted with their payload record.</param>
internal sealed record ScanOutput(int Limit, bool Descending, bool WithRows, bool WithPayload)
{
    public List<long> Ids { get; } = [];

    public List<CapturedRow> Rows { get; } = [];

    public bool IsFull => Ids.Count >= Limit;

    public void Add(CapturedRow row)
    {
        Ids.Add(row.Id);
        Rows.Add(row);
    }
}
