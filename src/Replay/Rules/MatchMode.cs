namespace SioProxy.Replay.Rules;

/// <summary>How the server's events of one name are expected.</summary>
public enum MatchMode
{
    /// <summary>In the recorded order, each once.</summary>
    Ordered,

    /// <summary>Each once, in any order.</summary>
    Unordered,

    /// <summary>State snapshots: only the last one counts.</summary>
    Latest,

    /// <summary>Tickers, presence: any number of them, each like one that was recorded.</summary>
    AnyCount,

    /// <summary>Not compared at all.</summary>
    Ignore,
}
