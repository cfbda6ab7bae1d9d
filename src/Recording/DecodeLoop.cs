using Microsoft.Extensions.Logging;
using SioProxy.Protocol;
using SioProxy.Sessions;

namespace SioProxy.Recording;

/// <summary>The decoding thread: takes what the taps queued, follows it, and hands on what comes out.</summary>
internal sealed partial class DecodeLoop(
    WireQueue queue,
    SessionTracker tracker,
    EntrySink sink,
    EntryWriter writer,
    RecorderCounters counters,
    Rehearsal rehearsal,
    TimeProvider time,
    ILogger logger
)
{
    private const string Why = "the queue before the decoder was full";
    private const int ChunksPerRound = 1024;
    private const int BytesPerRound = 1024 * 1024; // what came out of a round waits for its end, and is not counted until then
    private const long TickMicros = 1_000_000;
    private const long CountersMicros = 500_000;

    // A row is to be seen within 200 ms of its passing. Waking a thread per message costs more than decoding it.
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(140);
    private static readonly TimeSpan AfterStart = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan BetweenRehearsals = TimeSpan.FromMilliseconds(160);
    private static readonly TimeSpan AfterFault = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(1);

    private int _lossyDue;
    private int _chunksBeforeLossy;
    private long _nextTick;
    private long _nextCounters;
    private bool _isCounting;

    /// <summary>Runs until the queue is closed and empty.</summary>
    public void Run()
    {
        queue.Sleep(AfterStart); // the program's start wants the processors for itself
        bool hasSleptThrough = false;
        while (true)
        {
            bool isClosed = queue.IsClosed; // read first: what was queued before closing is still taken
            bool hasWorked = false;
            bool isRehearsing = false;
            try
            {
                hasWorked = Round();
                isRehearsing = !hasWorked && !isClosed && !rehearsal.IsOver;
                if (isRehearsing)
                {
                    rehearsal.Play();
                }
            }
            catch (Exception e)
            {
                Log.RoundFailed(logger, e); // whatever it was, the next round goes on
                Thread.Sleep(AfterFault);
            }
            if (hasWorked)
            {
                hasSleptThrough = false;
                continue;
            }
            if (isClosed)
            {
                Finish();
                return;
            }
            if (isRehearsing)
            {
                queue.Nap(BetweenRehearsals);
            }
            else if (hasSleptThrough)
            {
                queue.Sleep(LongestSleep); // no traffic: what comes next is decoded at once
            }
            else
            {
                queue.Nap(Nap);
                hasSleptThrough = true;
            }
        }
    }

    private bool Round()
    {
        if (_lossyDue == 0 && queue.LossyCount > 0)
        {
            _lossyDue = queue.LossyCount;
            _chunksBeforeLossy = queue.Count; // what these connections queued before they lost something
        }
        int taken = 0;
        long bytes = 0;
        while (taken < ChunksPerRound && bytes < BytesPerRound && queue.TryTake(out WireChunk chunk))
        {
            taken++;
            bytes += chunk.Length;
            try
            {
                Take(chunk);
            }
            finally
            {
                WireQueue.Return(chunk);
            }
        }
        _chunksBeforeLossy -= taken;
        bool hasLosses = _lossyDue > 0 && (_chunksBeforeLossy <= 0 || taken == 0);
        if (hasLosses)
        {
            TakeLosses();
        }
        OnTime(taken > 0);
        sink.Emit();
        if (!counters.IsRecording)
        {
            queue.Close();
        }
        return taken > 0 || hasLosses;
    }

    private void Take(in WireChunk chunk)
    {
        if (chunk.Kind == WireKind.Barrier)
        {
            tracker.FlushCounters(time.NowMicros());
            sink.Emit();
            writer.Flush((TaskCompletionSource)chunk.Detail!);
            return;
        }
        ConnectionTap tap = chunk.Tap!;
        Count(chunk);
        if (tap.IsBroken && chunk.Kind != WireKind.End)
        {
            return;
        }
        try
        {
            Track(tap, chunk);
        }
        catch (Exception e)
        {
            if (!tap.IsBroken)
            {
                Break(tap, chunk.At, e);
            }
        }
    }

    private void Track(ConnectionTap tap, in WireChunk chunk)
    {
        switch (chunk.Kind)
        {
            case WireKind.Request:
                tracker.OnRequest(tap.Number, chunk.At, (RequestHead)chunk.Detail!, tap.Node);
                break;
            case WireKind.Node:
                tap.Node = (string)chunk.Detail!;
                tracker.OnNode(tap.Number, tap.Node);
                break;
            case WireKind.Response:
                tracker.OnResponse(tap.Number, chunk.At, (ResponseHead)chunk.Detail!);
                break;
            case WireKind.Bytes:
                tracker.OnBytes(tap.Number, chunk.Direction, chunk.At, chunk.Bytes);
                break;
            case WireKind.Skip:
                Skip(tap, chunk);
                break;
            case WireKind.Resume:
                Resume(tap, chunk);
                break;
            case WireKind.BodyEnd:
                tracker.OnBodyEnd(tap.Number, chunk.Direction, chunk.At);
                break;
            case WireKind.End:
                Tell(tap, tap.TakeLosses(chunk.At));
                tracker.OnEnd(tap.Number, chunk.At, (ConnectionEnd)chunk.Detail!);
                break;
            default:
                break;
        }
    }

    private void Count(in WireChunk chunk)
    {
        switch (chunk.Kind)
        {
            case WireKind.Request:
                counters.Opened++;
                break;
            case WireKind.End:
                counters.Ended++;
                break;
            case WireKind.Skip:
                counters.Bytes += (long)chunk.Detail!;
                break;
            default:
                counters.Bytes += chunk.Length;
                break;
        }
    }

    /// <summary>A fault of ours costs this connection's recording, visibly.</summary>
    private void Break(ConnectionTap tap, long at, Exception exception)
    {
        tap.IsBroken = true;
        (long? key, string? sid) = tracker.SessionOf(tap.Number);
        Log.ConnectionFailed(logger, exception, tap.Number, sid ?? "none");
        sink.Add(
            new CapturedGap
            {
                AtMicros = at,
                Connection = tap.Number,
                SessionKey = key,
                Session = sid,
                Client = tap.Client,
                Node = tap.Node,
                FromMicros = at,
                Why = $"the decoder failed on this connection: {exception.Message}",
            }
        );
    }

    private void TakeLosses()
    {
        for (; _lossyDue > 0 && queue.TryTakeLossy(out LossyEntry entry); _lossyDue--)
        {
            ConnectionTap tap = entry.Tap;
            LossReport report = tap.TakeLosses(entry);
            if (tap.IsUnrecorded)
            {
                AddWholeLoss(tap, report, Why);
                continue;
            }
            Tell(tap, report);
            if (report.End is not null && !tap.IsBroken)
            {
                tracker.OnEnd(tap.Number, report.EndAt, report.End);
                counters.Ended++;
            }
        }
        _lossyDue = 0;
    }

    private void Tell(ConnectionTap tap, in LossReport report)
    {
        Tell(tap, Direction.ClientToServer, report.ClientToServer);
        Tell(tap, Direction.ServerToClient, report.ServerToClient);
    }

    private void Tell(ConnectionTap tap, Direction direction, LostBytes? lost)
    {
        if (lost is not null && !tap.IsBroken)
        {
            tracker.OnGap(tap.Number, direction, lost.FromAt, lost.ToAt, lost.Bytes, Why);
        }
    }

    /// <summary>Goes on behind a loss, or says that it cannot.</summary>
    private void Resume(ConnectionTap tap, in WireChunk chunk)
    {
        Tell(tap, chunk.Direction, (LostBytes?)chunk.Detail);
        if (tracker.TryResume(tap.Number, chunk.Direction))
        {
            tracker.OnBytes(tap.Number, chunk.Direction, chunk.At, chunk.Bytes);
        }
        else
        {
            Tell(tap, chunk.Direction, new LostBytes(chunk.At, null, chunk.Length));
        }
    }

    /// <summary>Follows what was only counted; where it does not belong to what is being read, it is missing.</summary>
    private void Skip(ConnectionTap tap, in WireChunk chunk)
    {
        long bytes = (long)chunk.Detail!;
        if (!tracker.TrySkip(tap.Number, chunk.Direction, bytes))
        {
            Tell(tap, chunk.Direction, new LostBytes(chunk.At, null, bytes));
        }
    }

    private void AddWholeLoss(ConnectionTap tap, in LossReport report, string why)
    {
        if (report.ClientToServer is { } lost)
        {
            sink.Add(
                new CapturedGap
                {
                    AtMicros = lost.FromAt,
                    Connection = tap.Number,
                    Client = tap.Client,
                    FromMicros = lost.FromAt,
                    Why = why,
                }
            );
        }
    }

    private void OnTime(bool hasWorked)
    {
        _isCounting |= hasWorked;
        long now = time.NowMicros();
        if (now >= _nextTick || now < _nextTick - (2 * TickMicros)) // also when the clock was set back
        {
            _nextTick = now + TickMicros;
            tracker.OnTick(now);
        }
        if (_isCounting && (now >= _nextCounters || now < _nextCounters - (2 * TickMicros)))
        {
            _nextCounters = now + CountersMicros;
            _isCounting = false;
            tracker.FlushCounters(now);
        }
    }

    private void Finish()
    {
        try
        {
            tracker.FlushCounters(time.NowMicros());
            sink.Emit();
        }
        catch (Exception e)
        {
            Log.RoundFailed(logger, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(10, LogLevel.Error, "The decoder failed; forwarding goes on")]
        public static partial void RoundFailed(ILogger logger, Exception exception);

        [LoggerMessage(
            11,
            LogLevel.Error,
            "The decoder failed: what follows on this connection is not recorded (connection {Connection}, session {Session})"
        )]
        public static partial void ConnectionFailed(
            ILogger logger,
            Exception exception,
            long connection,
            string session
        );
    }
}
