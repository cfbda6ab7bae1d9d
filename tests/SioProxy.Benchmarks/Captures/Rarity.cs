namespace SioProxy.Benchmarks.Captures;

/// <summary>What is hidden in otherwise ordinary rows, to be looked for. The figure is its share of all rows.</summary>
internal enum Rarity
{
    None,

    /// <summary>1 in 1,000: the word <c>watermelon</c> in a chat message's text.</summary>
    Word,

    /// <summary>1 in 1,000: a chat message with <c>args[0].room</c> <c>attic</c>.</summary>
    Room,

    /// <summary>1 in 1,000: an event <c>order_failed</c>.</summary>
    Event,

    /// <summary>1 in 100,000: an event <c>account_locked</c> whose reason speaks of a <c>stolen passport</c>.</summary>
    Locked,

    /// <summary>One: an event <c>reactor_meltdown</c>.</summary>
    Single,
}
