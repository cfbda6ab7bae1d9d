using SioProxy.Replay.Comparing;

namespace SioProxy.Replay.Playing;

/// <summary>What the machine knows at the end, for the comparison.</summary>
internal static class PlayOutcome
{
    public static PlayFacts FactsOf(PlayMachine machine, string? failure) =>
        new()
        {
            Problems = machine
                .Steps.Where(step => step.Problem is not null)
                .ToDictionary(step => step.Recorded.Number, step => step.Problem!),
            GivenUpAt = machine
                .Steps.Where(step => step.GivenUpAt is not null)
                .ToDictionary(step => step.Recorded.Number, step => step.GivenUpAt!.Value),
            Early = machine
                .Sessions.SelectMany(session => session.Sockets)
                .SelectMany(socket => socket.Early)
                .ToDictionary(early => early.Key, early => (early.Value.Recorded.Number, early.Value.Named.Label)),
            Connections = [.. machine.Sessions.Select(ConnectionOf).OfType<SocketResult>()],
            Schedule = ScheduleDeviation.Of(machine.Deviations),
            Failure = failure,
        };

    private static SocketResult? ConnectionOf(SessionPlay session)
    {
        bool isDifferent =
            session is { Problem: not null, IsHandshakeOnly: false }
            && session.Sockets.All(socket => socket.Live.Count == 0 || session.StaysOpen);
        if (!isDifferent)
        {
            return null;
        }
        StepOutcome outcome = session.Refusal is { } refusal
            ? new StepOutcome
            {
                Verdict = StepVerdict.Different,
                EffectiveName = "the handshake",
                Differences = [new ValueDifference("answer", "accepted", refusal.Args[0].GetRawText(), Rule: null)],
                Place = session.FirstNumber - 1,
            }
            : new StepOutcome
            {
                Verdict = session.StaysOpen ? StepVerdict.Missing : StepVerdict.Error,
                EffectiveName = "the connection",
                Note = session.Problem,
                Place = session.StaysOpen ? session.LastNumber : session.FirstNumber - 1,
            };
        return new SocketResult(session.Client, session.OfClient, "connection", [outcome]);
    }
}
