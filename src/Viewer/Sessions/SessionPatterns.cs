using SioProxy.Protocol.SocketIo;
using SioProxy.Sessions;

namespace SioProxy.Viewer.Sessions;

/// <summary>What repeats itself over a capture's sessions: ends after the same silence, or at the same age.</summary>
internal sealed class SessionPatterns
{
    private const long Second = 1_000_000;
    private const long Shortest = 5 * Second; // shorter ones repeat for many reasons
    private const int Fewest = 3;

    /// <summary>Cut off with no close frame, after that long a silence: how many of how many such ends.</summary>
    public IReadOnlyList<RepeatedTime> Silences { get; private init; } = [];

    /// <summary>Cut off at that age, whatever passed before.</summary>
    public IReadOnlyList<RepeatedTime> Ages { get; private init; } = [];

    /// <summary>Moments at which many sessions ended together.</summary>
    public IReadOnlyList<Restart> Restarts { get; private init; } = [];

    /// <summary>The sessions that were given a private id of connection state recovery.</summary>
    public required IReadOnlyDictionary<string, SessionFacts> Issued { get; init; }

    /// <summary>The sessions that asked to recover a private id.</summary>
    public required ILookup<string, SessionFacts> Recovering { get; init; }

    /// <summary>Whether a server of the capture speaks msgpack.</summary>
    public bool HasMessagePackServer { get; private init; }

    /// <summary>The latest time of the capture.</summary>
    public long LatestMicros { get; private init; }

    public static SessionPatterns Of(IReadOnlyList<SessionFacts> sessions, long latestMicros)
    {
        List<SessionFacts> cut = [.. sessions.Where(IsCut)];
        var issued = new Dictionary<string, SessionFacts>(StringComparer.Ordinal);
        foreach (SessionFacts facts in sessions)
        {
            foreach (string pid in facts.IssuedPids)
            {
                _ = issued.TryAdd(pid, facts);
            }
        }
        return new SessionPatterns
        {
            Restarts = Restart.Of(sessions),
            Issued = issued,
            Recovering = sessions
                .Where(facts => facts.Recovery is not null)
                .ToLookup(facts => facts.Recovery!.Pid, StringComparer.Ordinal),
            HasMessagePackServer = sessions.Any(facts => facts.FirstFromServer?.Parser == SocketIoParser.MessagePack),
            LatestMicros = latestMicros,
            Silences = Repeated([.. cut.Select(Silence)]),
            Ages = Repeated([.. cut.Select(Age)]),
        };
    }

    /// <summary>Whether its connection ended in a way that no peer of Engine.IO chooses.</summary>
    public static bool IsCut(SessionFacts facts) =>
        facts
            is {
                Entry.EndedAtMicros: not null,
                Close: { How: CloseHow.Fin or CloseHow.Reset or CloseHow.Timeout } close
            }
        && facts.Entry.EndReason is "transport close" or "transport error"
        && close.Code is null;

    /// <summary>From the last packet to the end.</summary>
    public static long Silence(SessionFacts facts) =>
        facts.Entry!.EndedAtMicros!.Value - Math.Max(facts.LastClientPacketMicros, facts.LastServerPacketMicros);

    public static long Age(SessionFacts facts) => facts.Entry!.EndedAtMicros!.Value - facts.Entry.OpenedAtMicros;

    private static List<RepeatedTime> Repeated(List<long> times)
    {
        times.Sort();
        var found = new List<RepeatedTime>();
        for (int i = 0; i < times.Count; )
        {
            int end = i;
            while (end < times.Count && times[end] - times[i] <= Second)
            {
                end++;
            }
            int count = end - i;
            if (times[i] >= Shortest && count >= Fewest && count * 2 > times.Count)
            {
                found.Add(new RepeatedTime(times[i], times[end - 1], count, times.Count));
            }
            i = end;
        }
        return found;
    }
}
