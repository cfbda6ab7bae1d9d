using Microsoft.Extensions.Logging.Abstractions;
using SioProxy.Protocol;
using SioProxy.Recording;
using SioProxy.Sessions;
using SioProxy.Tests.Storage;

namespace SioProxy.Tests.Recording;

/// <summary>Limits in bytes are about what a capture will be, not about the log that SQLite keeps beside it meanwhile.</summary>
public sealed class MaxSizeTests : IDisposable
{
    private const int MaxSize = 1 << 20;

    private readonly CaptureDirectory _directory = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Recorder_WithManySmallCommits_FillsTheCaptureUpToItsLimit()
    {
        string path = _directory.File();
        await using var recorder = Recorder.Start(
            new RecorderOptions { Output = path, MaxSize = MaxSize },
            NullLogger.Instance
        );
        var random = new Random(1);
        byte[] body = new byte[8000];
        for (int i = 0; recorder.Snapshot().IsRecording; i++)
        {
            Assert.InRange(i, 0, 2 * MaxSize / body.Length);
            random.NextBytes(body);
            ConnectionTap tap = recorder.Open(
                new RequestHead(
                    "GET",
                    "/socket.io/?EIO=4&transport=polling",
                    "1.1",
                    "127.0.0.1",
                    [],
                    IsWebSocket: false
                ),
                "http://127.0.0.1:3000"
            );
            tap.OnResponse(new ResponseHead(500, []));
            tap.OnBytes(Direction.ServerToClient, body);
            tap.OnBodyEnd(Direction.ServerToClient);
            tap.End(ConnectionEnd.Clean);
            await recorder.FlushAsync(Token);
        }
        await recorder.DisposeAsync();
        Assert.InRange(new FileInfo(path).Length, MaxSize * 9 / 10, MaxSize * 11 / 10);
    }
}
