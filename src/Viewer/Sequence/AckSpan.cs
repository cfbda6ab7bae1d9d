using SioProxy.Protocol;

namespace SioProxy.Viewer.Sequence;

/// <summary>The time from an event to its ack, on the lane of the side that was asked.</summary>
/// <param name="From">The step of the event.</param>
/// <param name="To">The step of the ack; null when none came, or when it is not among the steps.</param>
/// <param name="Asked">Which way the event went: the other end is the one that took the time.</param>
/// <param name="Micros">How long it took; null when no ack was recorded.</param>
/// <param name="AnsweredBy">The ack's row; null when none came.</param>
internal sealed record AckSpan(int From, int? To, Direction Asked, long? Micros, long? AnsweredBy)
{
    /// <summary>Whether the ack never came.</summary>
    public bool IsUnanswered => AnsweredBy is null;
}
