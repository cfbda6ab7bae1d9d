namespace SioProxy.Viewer.Statistics;

/// <summary>A column of the statistics' table, in the order of the screen.</summary>
internal enum StatisticsColumn
{
    What,
    Namespace,
    From,
    Count,
    Bytes,
    Rate,
    Asked,
    Unanswered,
    P50,
    P95,
    P99,
}
