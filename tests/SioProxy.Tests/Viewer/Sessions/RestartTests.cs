using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;
using SioProxy.Sessions;
using SioProxy.Viewer.Sessions;

namespace SioProxy.Tests.Viewer.Sessions;

public sealed class RestartTests
{
    private const long Together = 2_000_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Of_AnySessions_FindsTheMomentsThatItsDefinitionGives(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 200; round++)
        {
            int count = random.Next(1, 30);
            long span = random.Next(1, 30) * 1_000_000L;
            List<SessionFacts> sessions =
            [
                .. Enumerable
                    .Range(1, count)
                    .Select(key =>
                    {
                        long opened = random.NextInt64(span);
                        return Lost(key, opened, opened + random.NextInt64(span));
                    }),
            ];
            Assert.Equal(
                ByDefinition(sessions),
                Restart.Of(sessions).Select(found => (found.FromMicros, found.ToMicros, found.Ended, found.Living))
            );
        }
    }

    // Work that grew with the square of them would take an hour here.
    [Fact]
    public void Of_VeryManySessionsThatEndAtOnce_IsFoundInALineOfWork()
    {
        List<SessionFacts> sessions =
        [
            .. Enumerable.Range(1, 300_000).Select(key => Lost(key, 10_000_000 + (key * 5L), 10_000_002 + (key * 5L))),
        ];
        Assert.Empty(Restart.Of(sessions)); // each was opened after the one before had ended
    }

    private static List<(long From, long To, int Ended, int Living)> ByDefinition(List<SessionFacts> sessions)
    {
        List<SessionEntry> lost = [.. sessions.Select(facts => facts.Entry!).OrderBy(entry => entry.EndedAtMicros)];
        var found = new List<(long, long, int, int)>();
        for (int i = 0; i < lost.Count; )
        {
            long from = lost[i].EndedAtMicros!.Value;
            List<SessionEntry> window =
            [
                .. lost.Skip(i).TakeWhile(entry => entry.EndedAtMicros!.Value - from <= Together),
            ];
            int ended = window.Count(entry => entry.OpenedAtMicros < from);
            int living = lost.Count(entry => entry.OpenedAtMicros <= from && entry.EndedAtMicros >= from);
            if (ended >= 3 && ended * 2 > living)
            {
                found.Add((from, window[^1].EndedAtMicros!.Value, ended, living));
                i += window.Count;
            }
            else
            {
                i++;
            }
        }
        return found;
    }

    private static SessionFacts Lost(long key, long opened, long ended) =>
        new(key)
        {
            Entry = new SessionEntry
            {
                Key = key,
                Sid = "S",
                Client = "127.0.0.1",
                Path = "/socket.io/",
                Version = EngineIoVersion.V4,
                FirstTransport = Transport.WebSocket,
                OpenedAtMicros = opened,
                LastAtMicros = ended,
                EndedAtMicros = ended,
                EndedBy = ClosedBy.Server,
                EndReason = "transport close",
            },
        };
}
