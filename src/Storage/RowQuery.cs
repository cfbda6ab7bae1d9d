using SioProxy.Filtering;

namespace SioProxy.Storage;

/// <summary>Which rows to read. Pages follow each other by id, so that page 10,000 costs what page 1 costs.</summary>
public sealed record RowQuery
{
    /// <summary>What the rows must match.</summary>
    public Filter Filter { get; init; } = Filter.All;

    /// <summary>Only rows with a larger id.</summary>
    public long AfterId { get; init; }

    /// <summary>Only rows with a smaller id.</summary>
    public long BeforeId { get; init; } = long.MaxValue;

    /// <summary>Whether to read from <see cref="BeforeId"/> backwards.</summary>
    public bool Descending { get; init; }

    /// <summary>How many rows to return at most.</summary>
    public int Limit { get; init; } = 1000;

    /// <summary>How many ids to look at before returning what was found so far (0: no limit), so that searching can show its progress.</summary>
    public long MaxScanned { get; init; }

    /// <summary>Whether packets are returned with raw text, attachments, redacted paths and fault messages; other rows always are whole.</summary>
    public bool WithPayload { get; init; } = true;
}
