namespace SioProxy.Viewer.Packets;

/// <summary>Where a list's rows come from: a capture on disk, read by threads that the screen never waits for. Answers come on the screen's thread.</summary>
internal interface IPacketFeed : IDisposable
{
    /// <summary>The first and the latest id, as last heard; both 0 when there is none.</summary>
    (long First, long Last) Span { get; }

    /// <summary>How many of the latest rows are brought with the news that there are more: as many as are to be seen of them.</summary>
    int TailRows { get; set; }

    /// <summary>Raised some times a second while <see cref="Span"/> grows, with the latest rows if they are wanted.</summary>
    event EventHandler<RowsEventArgs>? Grown;

    /// <summary>Reads rows; a later call replaces one that waits.</summary>
    /// <param name="ids">Ascending.</param>
    /// <param name="done">Takes those that there are; not called when the call was replaced.</param>
    void Load(IReadOnlyList<long> ids, Action<IReadOnlyList<PacketRow>> done);

    /// <summary>Looks for rows that match, from where the result stands; replaces what runs.</summary>
    /// <param name="changed">Called after each change of the result.</param>
    void Scan(FilterResult result, Action changed);

    /// <summary>Somebody is about to look for rows: what can be made ready for it is.</summary>
    void PrepareScan();

    /// <summary>Stops looking.</summary>
    void StopScan();
}
