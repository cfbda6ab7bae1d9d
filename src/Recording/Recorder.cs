using Microsoft.Extensions.Logging;
using SioProxy.Protocol;
using SioProxy.Protocol.WebSockets;
using SioProxy.Sessions;
using SioProxy.Storage;

namespace SioProxy.Recording;

/// <summary>
/// Gets what taps see into a capture without ever holding the traffic up: taps copy and queue, one thread decodes and
/// redacts, one writes.
/// </summary>
public sealed class Recorder : IAsyncDisposable
{
    private readonly RecorderOptions _options;
    private readonly WireQueue _queue;
    private readonly EntryWriter _writer;
    private readonly RecorderCounters _counters = new();
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool _blocks;
    private long _connections;

    internal Recorder(RecorderOptions options, ICaptureStore store, NextFile next, ILogger logger)
    {
        _options = options;
        _blocks = options.OnOverload == OverloadPolicy.Block;
        // What is being put together shares its half of the memory with what waits to be: a payload of 16 MB has to fit in.
        long half = Math.Max(options.QueueBytes / 2, 1);
        // Who asks the traffic to wait wants everything whole, whatever it takes.
        var assembly = new AssemblyBudget(
            _blocks ? long.MaxValue : Math.Max(half, 2L * SessionTracker.KeptOfBody(options.Tracker))
        );
        _queue = new WireQueue(half, () => assembly.Bytes + (_writer?.BacklogBytes ?? 0));
        _counters.Path = store.Path;
        _connections = store.NextConnectionId - 1;
        var tracker = new SessionTracker(
            options.Tracker with
            {
                Assembly = assembly,
                FirstSessionKey = store.NextSessionKey,
                KeepsOpenings = options.RotateBytes is not null || options.RotateAfter is not null,
                PacksPackets = options.Only is null or { IsAll: true } && options.Observer is null, // who wants to see each row gets each row
            }
        );
        long firstRowId = store.NextRowId;
        _writer = new EntryWriter(options, store, next, _counters, logger);
        var sink = new EntrySink(options, tracker, _writer, _counters, firstRowId);
        var loop = new DecodeLoop(
            _queue,
            tracker,
            sink,
            _writer,
            _counters,
            new Rehearsal(options.Tracker),
            options.Time,
            logger
        );
        var thread = new Thread(() => Run(loop)) { IsBackground = true, Name = "sioproxy decoder" };
        thread.Start();
    }

    /// <summary>Opens or makes the capture and starts recording into it.</summary>
    /// <exception cref="CaptureFileException">The output cannot be recorded into; the message says why.</exception>
    public static Recorder Start(RecorderOptions options, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        var files = new CaptureFiles(
            options.Output,
            isRotating: options.RotateBytes is not null || options.RotateAfter is not null,
            options.Keep,
            logger
        );
        return new Recorder(options, files.Current, new NextFile(files.StartNext, files.TryNext), logger);
    }

    /// <summary>A connection begins. Never throws, never waits.</summary>
    /// <param name="node">The upstream's URL; null while none was chosen.</param>
    public ConnectionTap Open(RequestHead head, string? node)
    {
        ArgumentNullException.ThrowIfNull(head);
        long number = Interlocked.Increment(ref _connections);
        var tap = new ConnectionTap(_queue, _options.Time, _blocks, number, head.Client)
        {
            Node = node,
            KeptOfMessage = SessionTracker.KeptOfMessage(_options.Tracker),
            KeptOfBody = SessionTracker.KeptOfBody(_options.Tracker),
        };
        tap.Begin(head);
        return tap;
    }

    /// <summary>Completes when everything that was tapped before is stored.</summary>
    public Task FlushAsync(CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var barrier = WireChunk.Control(null, WireKind.Barrier, Direction.ClientToServer, 0, done);
        _queue.TryAddBytes(barrier, unbounded: true);
        return Task.WhenAny(done.Task, _finished.Task).WaitAsync(cancellationToken);
    }

    /// <summary>The counters as they are now.</summary>
    public RecorderStatus Snapshot() =>
        new()
        {
            Path = _counters.Path,
            Sessions = Volatile.Read(ref _counters.Sessions),
            Connections = Volatile.Read(ref _counters.Opened) - Volatile.Read(ref _counters.Ended),
            Packets = Volatile.Read(ref _counters.Packets),
            Rows = Volatile.Read(ref _counters.Rows),
            Faults = Volatile.Read(ref _counters.Faults),
            Gaps = Volatile.Read(ref _counters.Gaps),
            Bytes = Volatile.Read(ref _counters.Bytes),
            QueueBytes = _queue.Bytes,
            BacklogBytes = _writer.BacklogBytes,
            SpillBytes = _writer.SpillBytes,
            FileBytes = Volatile.Read(ref _counters.FileBytes),
            Problem = _counters.Problem,
            IsRecording = _counters.IsRecording,
        };

    /// <summary>Decodes and stores everything that was tapped, and closes the capture. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_finished.Task.IsCompleted)
        {
            _queue.Close();
            await _finished.Task;
        }
        _queue.Dispose();
    }

    private void Run(DecodeLoop loop)
    {
        loop.Run();
        _writer.Stop();
        _finished.TrySetResult();
    }
}
