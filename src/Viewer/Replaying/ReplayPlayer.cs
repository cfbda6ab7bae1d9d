using System.Collections.Concurrent;
using SioProxy.Replay.Comparing;
using SioProxy.Replay.Plan;
using SioProxy.Replay.Playing;
using SioProxy.Viewer.App;

namespace SioProxy.Viewer.Replaying;

/// <summary>Plays a plan in the background; what happens arrives on the screen's thread, many things at a time.</summary>
internal sealed class ReplayPlayer(UiQueue ui) : IDisposable
{
    private readonly ConcurrentQueue<PlayProgress> _happened = new();
    private CancellationTokenSource? _stop;
    private int _isPosted;

    /// <summary>Whether a replay runs.</summary>
    public bool IsRunning => _stop is not null;

    /// <summary>Called with what happened since the last call.</summary>
    public required Action<IReadOnlyList<PlayProgress>> Progressed { get; init; }

    /// <summary>Called at the end, with what was seen and what the comparison says of it.</summary>
    public required Action<PlayedRun, ReplayResult> Ended { get; init; }

    /// <summary>Called when it could not be carried out, with a sentence.</summary>
    public required Action<string> Failed { get; init; }

    public void Start(ReplayPlan plan, ReplayRequest request, TimeProvider time)
    {
        var stop = new CancellationTokenSource();
        _stop = stop;
        _ = Task.Run(() => PlayAsync(plan, request, time, stop), CancellationToken.None);
    }

    /// <summary>Ends the replay at once; what was played is compared all the same.</summary>
    public void Cancel() => _stop?.Cancel();

    public void Dispose() => _stop?.Cancel();

    private async Task PlayAsync(
        ReplayPlan plan,
        ReplayRequest request,
        TimeProvider time,
        CancellationTokenSource stop
    )
    {
        try
        {
            (PlayedRun played, string? problem) = await RunAsync(plan, request, time, stop.Token);
            ReplayResult result = played.Compare();
            ui.Post(() =>
            {
                Release(stop);
                Ended(played, result);
                if (problem is not null)
                {
                    Failed($"Not everything could be recorded: {problem}");
                }
            });
        }
        catch (Exception e) // the top of this task: the screen says what happened
        {
            ui.Post(() =>
            {
                Release(stop);
                Failed(Trouble.SentenceOf(e));
            });
        }
    }

    private async Task<(PlayedRun Played, string? Problem)> RunAsync(
        ReplayPlan plan,
        ReplayRequest request,
        TimeProvider time,
        CancellationToken stop
    )
    {
        RunRecorder? recorder = request.Record is { } path ? RunRecorder.Start(path, request.Target) : null;
        try
        {
            var options = new PlayOptions
            {
                Target = request.Target,
                Transport = request.Transport,
                Witness = recorder,
                Time = time,
                Play = new PlayRules
                {
                    Rules = request.Rules,
                    Pace = request.Pace,
                    Supplied = request.Supplied,
                },
            };
            var run = new ReplayRun(plan, options) { Progressed = OnProgress };
            PlayedRun played = await run.RunAsync(stop);
            return (played, recorder?.Problem);
        }
        finally
        {
            await (recorder?.DisposeAsync() ?? default);
        }
    }

    private void OnProgress(PlayProgress progress)
    {
        _happened.Enqueue(progress);
        if (Interlocked.Exchange(ref _isPosted, 1) == 0)
        {
            ui.Post(Take);
        }
    }

    private void Take()
    {
        Volatile.Write(ref _isPosted, 0); // before looking: what comes from now on is posted again
        var happened = new List<PlayProgress>();
        while (_happened.TryDequeue(out PlayProgress? progress))
        {
            happened.Add(progress);
        }
        Progressed(happened);
    }

    private void Release(CancellationTokenSource stop)
    {
        Take();
        _stop = null;
        stop.Dispose();
    }
}
