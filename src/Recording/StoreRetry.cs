using Microsoft.Extensions.Logging;
using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.Recording;

/// <summary>Repeats what the disk refuses until it works again, and stores around an entry that cannot be stored at all.</summary>
internal sealed partial class StoreRetry(
    RecorderCounters counters,
    ILogger logger,
    TimeProvider time,
    Func<bool> isStopping
)
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(2);

    private long? _stoppingSince;

    /// <summary>Whether the recorder is stopping and the disk has refused for too long.</summary>
    public bool HasGivenUp { get; private set; }

    /// <summary>Stores entries, however long it takes; when the recorder is stopping, for a short while only.</summary>
    /// <param name="divert">Tried when the disk refuses; true: the entries, and all that come after them, are safe elsewhere.</param>
    /// <returns>Whether they are stored, or safe elsewhere; false: the recorder is stopping and the disk has refused for too long.</returns>
    public bool Append(ICaptureStore store, List<CaptureEntry> entries, Func<List<CaptureEntry>, bool>? divert = null)
    {
        try
        {
            return Do(() => store.Append(entries), divert is null ? null : () => divert(entries));
        }
        catch (Exception e) // ours, or this entry's: the disk's errors were repeated
        {
            if (entries.Count > 1)
            {
                int half = entries.Count / 2;
                return Append(store, entries[..half]) && Append(store, entries[half..]);
            }
            if (entries[0] is PacketRun { Count: > 0 } run)
            {
                return Append(store, [.. run.ToRows()]);
            }
            Log.CouldNotStore(logger, e, entries[0].GetType().Name);
            return entries[0] is not CapturedRow row || row is CapturedGap || Append(store, [GapFor(row, e)]); // ids have no holes
        }
    }

    /// <summary>Repeats an action until the disk takes it.</summary>
    /// <param name="instead">Tried when the disk refuses; true: it took the action's place.</param>
    /// <returns>Whether it was done; false: the recorder is stopping and the disk has refused for too long.</returns>
    public bool Do(Action action, Func<bool>? instead = null)
    {
        while (true)
        {
            try
            {
                action();
                if (counters.Problem is not null && !HasGivenUp) // within the action another may have given up
                {
                    counters.Problem = null;
                    Log.Recovered(logger);
                }
                return true;
            }
            catch (IOException e) when (!IsRefusal(e))
            {
                Report(e.Message);
            }
            if (instead?.Invoke() == true)
            {
                return true;
            }
            if (isStopping())
            {
                _stoppingSince ??= time.GetTimestamp();
                if (time.GetElapsedTime(_stoppingSince.Value) > StopTime)
                {
                    if (!HasGivenUp)
                    {
                        Log.GaveUp(logger, counters.Problem!);
                    }
                    HasGivenUp = true;
                    return false;
                }
            }
            Thread.Sleep(Between); // the writing thread has nothing else to do
        }
    }

    // What one entry is to blame for is not repeated: the next ones would wait for ever.
    private static bool IsRefusal(IOException e) => e is CaptureFileException { Problem: CaptureFileProblem.Refused };

    private static CapturedGap GapFor(CapturedRow row, Exception e) =>
        new()
        {
            Id = row.Id,
            AtMicros = row.AtMicros,
            Connection = row.Connection,
            SessionKey = row.SessionKey,
            Session = row.Session,
            Client = row.Client,
            Node = row.Node,
            FromMicros = row.AtMicros,
            ToMicros = row.AtMicros,
            Packets = 1,
            Why = $"this row could not be stored: {e.Message}",
        };

    private void Report(string problem)
    {
        if (!string.Equals(counters.Problem, problem, StringComparison.Ordinal))
        {
            counters.Problem = problem;
            Log.Failing(logger, problem);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(20, LogLevel.Error, "Rows cannot be stored, trying again: {Problem}")]
        public static partial void Failing(ILogger logger, string problem);

        [LoggerMessage(21, LogLevel.Information, "Rows are stored again")]
        public static partial void Recovered(ILogger logger);

        [LoggerMessage(22, LogLevel.Error, "Stopping without having stored everything: {Problem}")]
        public static partial void GaveUp(ILogger logger, string problem);

        [LoggerMessage(23, LogLevel.Error, "A {Kind} could not be stored")]
        public static partial void CouldNotStore(ILogger logger, Exception exception, string kind);
    }
}
