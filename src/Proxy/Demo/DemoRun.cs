using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using SioProxy.Endpoints.SocketIo;
using SioProxy.Proxy.CommandLine;
using SioProxy.Proxy.Hosting;
using SioProxy.Proxy.Terminal;
using SioProxy.Recording;
using SioProxy.Storage.Formats;

namespace SioProxy.Proxy.Demo;

/// <summary>The demo from its server to what to do next: everything on loopback, over in well under a minute.</summary>
internal static class DemoRun
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public static async Task<int> RunAsync(string? output, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        using var stop = new StopSignals(TimeProvider.System);
        Task stopping = CancelWhenAskedAsync(stop, limit);
        // Lines of the recorder's thread and of the script, in the order of their coming; the recorder must not wait.
        var lines = Channel.CreateUnbounded<string>();
        Task printing = PrintAsync(lines.Reader);
        await using SocketIoServer server = DemoServer.Create();
        await server.StartAsync(limit.Token);
        var arguments = new RecordArguments
        {
            Upstream = [server.Urls[0].GetLeftPart(UriPartial.Authority)],
            Listen = ["http://127.0.0.1:0"],
            Output = output,
        };
        RecordSettings settings = RecordSettings.From(arguments, TimeProvider.System);
        Recorder recorder = Start(settings.Recorder, lines.Writer);
        try
        {
            await using ProxyServer proxy = await ProxyServer.StartAsync(
                settings.Server,
                recorder,
                logs: null,
                limit.Token
            );
            await PlayUnlessStoppedAsync(proxy.Addresses[0], lines.Writer, stopping, limit.Token);
            await proxy.StopAsync(CancellationToken.None);
        }
        finally
        {
            await recorder.DisposeAsync();
            lines.Writer.TryComplete();
            await printing;
        }
        await limit.CancelAsync();
        await stopping;
        return Finish(recorder.Snapshot());
    }

    private static Recorder Start(RecorderOptions options, ChannelWriter<string> lines)
    {
        int width = Console.IsOutputRedirected ? 0 : Math.Max(40, Console.WindowWidth - 1);
        try
        {
            return Recorder.Start(
                options with
                {
                    Observer = row => lines.TryWrite(RowLine.Format(row, width)),
                },
                NullLogger.Instance
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(e.Message, e);
        }
    }

    private static async Task CancelWhenAskedAsync(StopSignals stop, CancellationTokenSource limit)
    {
        await stop.WaitAsync(limit.Token);
        await limit.CancelAsync();
    }

    private static async Task PlayUnlessStoppedAsync(
        Uri target,
        ChannelWriter<string> lines,
        Task stopping,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await PlayAsync(target, lines, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            lines.TryWrite(stopping.IsCompleted ? "Stopped." : "Stopped: it took too long.");
        }
    }

    private static async Task PlayAsync(Uri target, ChannelWriter<string> lines, CancellationToken cancellationToken)
    {
        await using var script = new DemoScript(target, Tell, Pause);
        await script.PlayAsync(cancellationToken);

        void Tell(string what)
        {
            lines.TryWrite("");
            lines.TryWrite($"── {what}");
        }
    }

    private static async Task PrintAsync(ChannelReader<string> lines)
    {
        await foreach (string line in lines.ReadAllAsync())
        {
            await Console.Out.WriteLineAsync(line);
        }
    }

    private static int Finish(RecorderStatus status)
    {
        string path = Path.GetRelativePath(Environment.CurrentDirectory, status.Path);
        path = path.Length < status.Path.Length ? path : status.Path;
        Console.Out.WriteLine(
            $"""

            Recorded {status.Packets} packets in {path}. What to do with them:
              sioview {path}                            look around
              sioview list {path} 'event:chat_message'  one event only
              sioview list {path} 'type:connect_error'  who was refused
              sioview sessions {path}                   who was there, and over which transports
              sioview stats {path}                      counts and ack latencies per event
              sioview export {path} --format jsonl      for scripts
            Then record your own server:
              sioproxy --upstream http://localhost:3000
            """
        );
        if (status.Problem is { } problem)
        {
            using var console = new StatusConsole(Console.Error, isTerminal: false);
            console.WriteLine($"sioproxy: not everything could be recorded: {problem}");
            return 1;
        }
        return 0;
    }
}
