using System.Diagnostics;
using SioProxy.Benchmarks.Captures;
using SioProxy.Storage;

namespace SioProxy.Benchmarks.Viewing;

/// <summary>A capture that grows as one does that a proxy is writing.</summary>
internal sealed class LiveCapture : IDisposable
{
    private const int CommitsPerSecond = 10;

    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _writing;

    public LiveCapture(string path, int perSecond)
    {
        _writing = new Thread(() => Write(path, perSecond)) { IsBackground = true };
        _writing.Start();
    }

    public void Dispose()
    {
        _stop.Cancel();
        _writing.Join();
        _stop.Dispose();
    }

    private void Write(string path, int perSecond)
    {
        using CaptureWriter writer = CaptureFile.OpenWriter(path);
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1000;
        var traffic = new Traffic(
            7,
            (writer.NextRowId, writer.NextConnectionId, writer.NextSessionKey),
            now,
            perSecond,
            single: 0
        );
        var watch = Stopwatch.StartNew();
        for (long commit = 1; !_stop.IsCancellationRequested; commit++)
        {
            writer.Append(traffic.Next(perSecond / CommitsPerSecond));
            TimeSpan due = TimeSpan.FromSeconds(commit / (double)CommitsPerSecond) - watch.Elapsed;
            _ = _stop.Token.WaitHandle.WaitOne(due > TimeSpan.Zero ? due : TimeSpan.Zero);
        }
    }
}
