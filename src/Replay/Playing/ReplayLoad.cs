using SioProxy.Endpoints.EngineIo;
using SioProxy.Protocol;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Reporting;

namespace SioProxy.Replay.Playing;

/// <summary>
/// Plays many copies of a plan at once: each with connections, cookies and bound values of its own. What a server says to
/// one copy because of another one is no difference, so steps that were not recorded are counted only.
/// </summary>
/// <param name="plan">What each copy plays.</param>
/// <param name="options">Where and how.</param>
/// <param name="copies">How many.</param>
/// <param name="ramp">The time over which they begin, evenly.</param>
public sealed class ReplayLoad(ReplayPlan plan, PlayOptions options, int copies, TimeSpan ramp)
{
    // Making a run and comparing it are work that the other copies would have to wait for: up to so many steps it is done
    // before the first copy begins, and after the last one has ended.
    private const int MostStepsKept = 500_000;

    private readonly Lock _lock = new();
    private readonly List<PlayedRun> _played = [];
    private readonly List<long> _latencies = [];
    private readonly List<long> _deviations = [];
    private readonly SortedDictionary<string, int> _errors = new(StringComparer.Ordinal);
    private long _sent;
    private long _received;
    private int _same;
    private int _different;
    private int _failed;
    private int _running;
    private int _most;
    private int _ended;
    private string? _first;

    /// <summary>Called whenever a copy has ended, with how many have and how many run; must be quick and not throw.</summary>
    public Action<int, int>? Progressed { get; set; }

    /// <summary>Plays them all. Cancelling ends them at once.</summary>
    public async Task<LoadResult> RunAsync(CancellationToken cancellationToken = default)
    {
        EndpointConnector connector = options.Connector ?? new EndpointConnector(options.VerifyCertificate);
        int kept = Math.Min(copies, MostStepsKept / Math.Max(1, plan.Steps.Count()));
        TimeSpan took;
        try
        {
            List<ReplayRun> made = [];
            while (made.Count < kept && !cancellationToken.IsCancellationRequested)
            {
                made.Add(Make(made.Count, connector));
            }
            long start = options.Time.GetTimestamp();
            await Task.WhenAll(
                Enumerable
                    .Range(0, copies)
                    .Select(i => RunCopyAsync(i, made.ElementAtOrDefault(i), kept, connector, cancellationToken))
            );
            took = options.Time.GetElapsedTime(start);
        }
        finally
        {
            if (options.Connector is null)
            {
                connector.Dispose();
            }
        }
        _played.ForEach(Add);
        _latencies.Sort();
        return new LoadResult
        {
            Copies = copies,
            ClientsPerCopy = plan.Clients.Count,
            MostAtOnce = _most,
            Same = _same,
            Different = _different,
            Failed = _failed,
            IsInterrupted = cancellationToken.IsCancellationRequested && _same + _different < copies,
            Sent = _sent,
            Received = _received,
            DurationMicros = took.Ticks / TimeSpan.TicksPerMicrosecond,
            AckLatencies = _latencies,
            Schedule = ScheduleDeviation.Of(_deviations),
            Errors = _errors,
            FirstDifference = _first,
        };
    }

    private ReplayRun Make(int index, EndpointConnector connector) =>
        new(
            plan,
            options with
            {
                Connector = connector,
                Play = options.Play with { Supplied = options.Play.Supplied.ForCopy(index + 1) },
            }
        );

    private async Task RunCopyAsync(
        int index,
        ReplayRun? made,
        int kept,
        EndpointConnector connector,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await Task.Delay(ramp * index / copies, options.Time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        await Task.Yield(); // beginning is work: let those that run go on
        ReplayRun run = made ?? Make(index, connector);
        lock (_lock)
        {
            _most = Math.Max(_most, ++_running);
        }
        PlayedRun played = await run.RunAsync(cancellationToken);
        bool isKept;
        int ended;
        int running;
        lock (_lock)
        {
            running = --_running;
            ended = ++_ended;
            isKept = _played.Count < kept;
            if (isKept)
            {
                _played.Add(played);
            }
        }
        if (!isKept)
        {
            Add(played);
        }
        Progressed?.Invoke(ended, running);
    }

    private void Add(PlayedRun played)
    {
        ReplayResult result = played.Compare();
        var failures = result.Outcomes.Where(o => o.Verdict is not (StepVerdict.Same or StepVerdict.Extra)).ToList();
        lock (_lock)
        {
            foreach (ReplayStep step in played.Live.Steps)
            {
                bool isServer = step.From == Direction.ServerToClient;
                _received += isServer ? 1 : 0;
                _sent += isServer ? 0 : 1;
                if (step is { Kind: StepKind.Ack, LatencyMicros: { } latency } && isServer)
                {
                    _latencies.Add(latency);
                }
            }
            _deviations.AddRange(played.Deviations);
            if (played.Facts.Failure is { } failure)
            {
                _failed++;
                Count(failure);
            }
            else if (failures.Count > 0)
            {
                _different++;
                _first ??= ReportWords.Verdict(result);
            }
            else
            {
                _same++;
            }
            foreach (StepOutcome outcome in failures)
            {
                Count($"{outcome.EffectiveName}: {ReportWords.Word(outcome.Verdict)}");
            }
        }
    }

    private void Count(string error) => _errors[error] = _errors.GetValueOrDefault(error) + 1;
}
